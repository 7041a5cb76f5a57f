"""Shifts that cover a requirement: mathematical programs, their bounds and the search."""
