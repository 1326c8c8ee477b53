"""Slow devices, one file each: scales and barcode readers."""
