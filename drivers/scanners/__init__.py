"""Sources of pictures, one file each: line-scan detectors and recordings."""
