"""On top: windows, the command line, and the one place where the parts are joined (wiring)."""
