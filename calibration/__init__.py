"""Procedures that turn a detector into an instrument: dark, air, bad pixels, and their use."""
