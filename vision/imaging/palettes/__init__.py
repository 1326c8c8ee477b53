"""Palettes, one file each; reached by name through vision.imaging.palette_catalog."""
