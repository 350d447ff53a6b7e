"""The scores of a class: what counts, what is kept, and what instructors add by hand."""
