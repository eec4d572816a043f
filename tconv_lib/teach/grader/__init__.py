"""Grading that cannot be fooled, around nbgrader."""
