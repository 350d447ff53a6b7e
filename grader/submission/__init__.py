"""What somebody handed in, as source text."""

from grader.submission.entries import read_answer, read_submission, read_submissions
from grader.submission.naming import Naming, among
from grader.submission.source import Source, of_cells, renamed
from grader.submission.submission import Submission

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
