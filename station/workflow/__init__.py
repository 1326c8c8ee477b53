"""What happens to an item: arrival, scan, weight, analysis, decision.

Works on the Protocols of station.ports only; wiring hands in the store, the devices and the model.
"""
