"""Statements as they are read: Markdown and LaTeX laid out for a terminal, or as a page."""
