"""Figures that hold: intervals, and which finding meets which truth."""
