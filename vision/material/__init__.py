"""What the pixels are made of: opacity, two-material decomposition, objects."""
