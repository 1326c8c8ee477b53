"""Models, one file each; reached by name through vision.catalog."""
