"""What somebody handed in, as source text."""
