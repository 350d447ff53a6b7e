"""Reading exercises: the public spec and the hidden solution, every mistake found at once."""
