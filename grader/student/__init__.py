"""One learner's workspace: its files, its checks, its commands."""
