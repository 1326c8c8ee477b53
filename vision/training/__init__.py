"""Seeded training of the network, and the record that makes its weights repeatable."""
