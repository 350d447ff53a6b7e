"""What laws are written with: closeness, claims and why they are false, calls, mathematics."""
