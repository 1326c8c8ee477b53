"""The configuration of one station: dataclasses of station.toml, and how it is read."""
