"""Inputs and answers as data: on the wire, as JSON, as the Python that a person would write."""
