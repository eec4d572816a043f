"""The error that says what would be right."""


class ShapeError(ValueError):
    """An impossible request. The message says what was asked and what would be legal."""
