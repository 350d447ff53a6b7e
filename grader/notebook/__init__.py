"""Notebooks: written for students, and answered inside."""
