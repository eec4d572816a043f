"""Measure what a learner waits for, beside what it is compared to.

Runs of the things compared alternate, so that a busy moment hits both; medians are printed.
"""

import base64
import io
import statistics
import subprocess
import sys
import time

from ...ops import transpose_steps
from ...pictures import counting, padded_roles, transpose_step_picture

ROUNDS = 25


def main():
    print(f"{'':46}{'ours':>10}{'compared':>10}{'ratio':>8}   goal")
    report("a frame of the step-through, 13 x 13, matplotlib", *frame_times(), 1e3, "ms", "ours <= 10 ms")
    report("import tconv_lib, NumPy + ipywidgets", *import_times(), 1, "s", "ratio <= 1.2")


def report(what, ours, compared, scale, unit, goal):
    """One line of the table; times in seconds, shown times `scale` in `unit`."""
    ours, compared = statistics.median(ours), statistics.median(compared)
    print(f"{what:46}{ours * scale:8.2f} {unit}{compared * scale:8.2f} {unit}{ours / compared:8.3f}   {goal}")


def frame_times():
    """Seconds to compute and draw one frame, ours and matplotlib's; both end as what the browser is sent."""
    image, kernel = counting(7, 7), counting(3, 3)

    def ours():
        return transpose_step_picture(transpose_steps(image, kernel, (13, 13), 2), 84).html

    def matplotlib():
        return matplotlib_frame(transpose_steps(image, kernel, (13, 13), 2), 84)

    return alternate(ours, matplotlib)


def matplotlib_frame(steps, position):
    """The same four number grids as transpose_step_picture, drawn by matplotlib as a PNG."""
    import numpy as np
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    row, column = divmod(position, steps.output.shape[1])
    height, width = steps.rotated.shape
    products = steps.padded[row : row + height, column : column + width] * steps.rotated
    colours = {"input": 0, "zero": 1, "padding": 2, "extra": 3}
    roles = np.vectorize(colours.get)(padded_roles(steps))
    panels = [
        (steps.padded, roles, (column, row, width, height)),
        (steps.rotated, np.zeros_like(steps.rotated), None),
        (products, np.zeros_like(products), None),
        (steps.output, np.zeros_like(steps.output), (column, row, 1, 1)),
    ]
    drawing = Figure(figsize=(14, 5))
    for axes, (values, shades, mark) in zip(drawing.subplots(1, 4), panels):
        axes.imshow(shades, cmap="Pastel1", vmin=0, vmax=8)
        axes.set_axis_off()
        for (i, j), value in np.ndenumerate(values):
            axes.text(j, i, value, ha="center", va="center")
        if mark:
            x, y, w, h = mark
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), w, h, fill=False, linewidth=3))
    png = io.BytesIO()
    drawing.savefig(png, format="png")
    return base64.b64encode(png.getvalue())


def import_times():
    """Seconds of a fresh Python that imports us, and of one that imports what we stand on."""
    return alternate(lambda: fresh_python("import tconv_lib"), lambda: fresh_python("import numpy, ipywidgets"))


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
