"""The vocabulary: frozen values that the steps of the data path hand to each other.

LineBlock -> RawScan -> CorrectedScan -> MaterialMap -> Analysis -> Decision, with Item, Declaration
and Reading beside them. numpy and nothing else.
"""
