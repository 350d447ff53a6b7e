"""Learning platforms: what they hand out, understood, and what they take in, written."""
