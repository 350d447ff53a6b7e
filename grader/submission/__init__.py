"""What somebody handed in, as source text."""

from grader.submission.submission import (
    Source,
    Submission,
    of_cells,
    read_answer,
    read_submission,
    read_submissions,
)

__all__ = ["Source", "Submission", "of_cells", "read_answer", "read_submission", "read_submissions"]
