"""What somebody handed in, as source text."""

from grader.submission.naming import Naming, among
from grader.submission.submission import (
    Source,
    Submission,
    of_cells,
    read_answer,
    read_submission,
    read_submissions,
    renamed,
)

__all__ = [
    "Naming",
    "Source",
    "Submission",
    "among",
    "of_cells",
    "read_answer",
    "read_submission",
    "read_submissions",
    "renamed",
]
