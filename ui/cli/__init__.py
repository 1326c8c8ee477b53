"""The command line: one file per command, rows of strings in main."""
