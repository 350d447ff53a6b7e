"""Notebooks as Jupyter writes them."""

from __future__ import annotations

import json
from typing import Any


def code(source: str, **more: Any) -> dict[str, Any]:
    """A cell of code that has not been run."""
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
    }
    return {**cell, "source": source, **more}


def notebook_of(*cells: str | dict[str, Any], **more: Any) -> str:
    """The file of a notebook with these cells; a text is a cell of code."""
    own = [cell if isinstance(cell, dict) else code(cell) for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": own, **more})
