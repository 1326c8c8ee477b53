"""The physics that simulator, calibration and analysis share: one attenuation formula for all.

tables (baked) -> attenuation, spectrum, detector -> scanner_models -> forward: path lengths to signals.
"""
