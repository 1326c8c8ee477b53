"""Device drivers: links carry bytes, framers cut them, drivers give them meaning."""
