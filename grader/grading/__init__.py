"""One problem, one submission: on trial, then explained; in this process, beside it or held."""
