"""What fits on one page: a cheat sheet (A4) and a poster of the four ways (A3), as PDF and SVG."""

import json
from dataclasses import replace
from pathlib import Path

from ...examples import counting, powers_of_ten
from ...figures import Figure
from ...layer_pictures import writes_picture
from ...ops import transpose_steps
from ...pictures import matrix_picture, scatter_picture, transpose_step_picture, zeros_picture
from ...roles import named
from ...size_pictures import crop_picture, padding_picture, size_line
from ..glance import COPIES, IMAGE, KERNEL, OUTPUTS, PADDED, SCATTERED, WAYS, axis_of, calls, formulas, ways
from .drawing import draw, legend
from .files import compiled
from .films import turned
from .scenes import Scene, column, line, look, row, scene, table

HERE = Path(__file__).parent

AXIS = axis_of(2, 3, "SAME", 6)
"""The article's second question, which both sheets answer."""

TOUCHED = 14
"""Place of the number of the output that is touched on both."""

BOX = 240
"""Width of a grid on the poster."""


def write_sheets(folder: Path) -> None:
    """cheatsheet and poster, .pdf and .svg."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawn in (("cheatsheet", pictures()), ("poster", {"glance": glance()})):
        files = {f"{key}.svg": draw(picture, "light") for key, picture in drawn.items()}
        data = {"calls": calls(AXIS), "formulas": formulas(AXIS)}
        main = (HERE / f"{name}.typ").read_text(encoding="utf-8")
        for kind in ("pdf", "svg"):
            made = compiled({"main.typ": main, "data.json": json.dumps(data), **files}, format=kind)
            (folder / f"{name}.{kind}").write_bytes(made)


def pictures() -> dict[str, Scene]:
    """The pictures of the cheat sheet."""
    size, kernel, stride = AXIS.size, AXIS.kernel, AXIS.stride
    steps = transpose_steps(counting(3, 3), counting(3, 3), (6, 6), 2)
    line = counting(size), powers_of_ten(kernel)
    shown: dict[str, Figure] = {
        "zeros": zeros_picture(counting(size, size), stride),
        "sizes": size_line(size, kernel, stride, "SAME", 9),
        "crop": crop_picture(size, kernel, stride, 6, "SAME"),
        "padding": padding_picture(size, kernel, stride, 6, "SAME"),
        "scatter": scatter_picture(*line, stride),
        "matrix": matrix_picture(6, kernel, stride, "SAME", transposed=True),
        "writes": writes_picture(3, 3, 2),
    }
    turn = row([scene(shot.picture) for shot in turned(3).shots])
    step = scene(transpose_step_picture(steps, TOUCHED), (2, TOUCHED))
    return {name: scene(picture) for name, picture in shown.items()} | {"turn": turn, "step": step}


def glance() -> Scene:
    """The image and the kernel in the middle, each way beside them; lit is one number of the output, in all of them."""
    picture = ways(AXIS)
    touched = [item for number in OUTPUTS for item in look(picture, (number, TOUCHED)).items()]
    seen = {place: look for place, look in touched if look[0] != "read" or place[0] == PADDED}

    def part(number, side=BOX):
        grid = picture.grids[number]
        rows, columns = grid.values.shape
        drawn = table(grid, number, seen, pitch=side / columns, height=side / rows)
        return replace(drawn, cells={key: bright(cell) for key, cell in drawn.cells.items()})

    def bright(cell):
        return cell._replace(state="") if cell.state == "dim" else cell

    blocks = []
    for number, (name, what) in enumerate(WAYS.items()):
        pair = [part(COPIES + 2 * number), part(SCATTERED + 2 * number)]
        words = line(f"{name}: {what}", 14, soft=False)
        blocks.append(column([words, row(pair[::-1] if number % 2 == 0 else pair, 28)]))
    middle = column([part(IMAGE, 150), part(KERNEL, 150)], 60)
    left, right = (column(blocks[side::2], 28) for side in (0, 1))
    return column([row([left, middle, right], 48), legend(named(picture.roles))], 24)
