"""Framers cut a stream of bytes into frames; no I/O, no clock."""
