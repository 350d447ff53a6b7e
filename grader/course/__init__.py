"""A class: what it is graded on, how, where results are kept, and what is handed out."""
