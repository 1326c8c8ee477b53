"""The composition root: here, and only here, the parts of each process are joined."""
