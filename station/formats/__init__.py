"""Bytes on disk and in transit, one module per form: each turns bytes into a typed value and back."""
