"""The error that says what would be right."""

from types import TracebackType


class ShapeError(ValueError):
    """An impossible request. The message says what was asked and what would be legal.

    Jupyter shows it without the lines of the course that refuse: what is to be changed is in the learner's.
    """

    def _render_traceback_(self) -> list[str]:
        from IPython import get_ipython  # only here: it starts slowly, and who asks for this has it

        lines = get_ipython().InteractiveTB.structured_traceback
        return lines(type(self), self, _of_others(self.__traceback__), tb_offset=1)


def _of_others(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames of the course."""
    if trace is None:
        return None
    rest = _of_others(trace.tb_next)
    if str(trace.tb_frame.f_globals.get("__name__")).startswith(f"{__package__}."):
        return rest
    return TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)
