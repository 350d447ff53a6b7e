"""The command, and `python -m grader`."""

# ruff: noqa: E402

from grader import here

here.forget()

from grader.cli import main

if __name__ == "__main__":
    main()
