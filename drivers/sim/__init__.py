"""The simulated lane: seeded scenes, and device ends that speak the real protocols from the other side.

Shares nothing with the drivers but the bytes of a link. Truth never leaves through a device end.
"""
