"""Log-likelihood ratios: what speaks for a finding, term by term."""
