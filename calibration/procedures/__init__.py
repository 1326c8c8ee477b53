"""Procedures, one file each: acquire frames in steps, then a pure analysis that can be run again."""
