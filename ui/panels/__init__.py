"""Pages of the window, one file each."""
