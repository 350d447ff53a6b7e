"""What is handed back to be read in a browser: a page for each student, and one of the class."""
