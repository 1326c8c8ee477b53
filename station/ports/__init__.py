"""The seams: what each part expects of another, as Protocols. Nothing here does anything."""
