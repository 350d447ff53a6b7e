"""The parts of an audit: what is proved of an exercise, each in a module of its own."""
