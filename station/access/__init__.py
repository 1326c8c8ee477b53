"""Who may do what: permissions, four eyes, passwords, log-ins, keys."""
