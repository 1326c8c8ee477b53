"""How a scan is shown: tone from transmission, hue from material, palettes as catalogue rows."""
