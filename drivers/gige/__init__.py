"""GigE Vision: control (GVCP), stream (GVSP) and the feature names of a device (GenICam)."""
