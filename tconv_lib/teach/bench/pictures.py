"""Measure what a learner waits for, beside what it is compared to.

Runs of the things compared alternate, so that a busy moment hits both; medians are printed.
"""

import base64
import io
import statistics
import subprocess
import sys
import time

from matplotlib.figure import Figure

from ...examples import counting
from ...ops import transpose_steps
from ...pictures import transpose_step_picture
from .by_matplotlib import draw_picture, read_picture

ROUNDS = 25


def main():
    print(f"{'':46}{'ours':>10}{'compared':>10}{'ratio':>8}   goal")
    report("a frame of the step-through, 13 x 13, matplotlib", *frame_times(), 1e3, "ms", "ours <= 10 ms")
    report("import tconv_lib, NumPy", *import_times(), 1, "s", "ratio <= 1.2")


def report(what, ours, compared, scale, unit, goal):
    """One line of the table; times in seconds, shown times `scale` in `unit`."""
    ours, compared = statistics.median(ours), statistics.median(compared)
    print(f"{what:46}{ours * scale:8.2f} {unit}{compared * scale:8.2f} {unit}{ours / compared:8.3f}   {goal}")


def frame_times():
    """Seconds to compute and draw one frame, ours and matplotlib's; both end as what the browser is sent."""
    image, kernel = counting(7, 7), counting(3, 3)

    def ours():
        return transpose_step_picture(transpose_steps(image, kernel, (13, 13), 2), 84).html

    parts = read_picture(ours())  # beforehand, so that matplotlib does not pay for reading our HTML

    def matplotlib():
        transpose_steps(image, kernel, (13, 13), 2)
        drawing, png = Figure(figsize=(14, 5)), io.BytesIO()
        draw_picture(drawing, *parts)
        drawing.savefig(png, format="png")
        return base64.b64encode(png.getvalue())

    return alternate(ours, matplotlib)


def import_times():
    """Seconds of a fresh Python that imports us, and of one that imports what we stand on."""
    return alternate(lambda: fresh_python("import tconv_lib"), lambda: fresh_python("import numpy"))


def fresh_python(code):
    subprocess.run([sys.executable, "-c", code], check=True)


def alternate(first, second):
    """Seconds of ROUNDS runs of each, taken in turn after one run to warm up."""
    times = [], []
    for round in range(ROUNDS + 1):
        for run, taken in zip((first, second), times):
            start = time.perf_counter()
            run()
            if round > 0:
                taken.append(time.perf_counter() - start)
    return times
