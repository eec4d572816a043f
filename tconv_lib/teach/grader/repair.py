"""Before anything runs: what was handed in, put back into the frame that was handed out.

The student's own cells and answers are kept. All else (tests, points, metadata) comes from the released notebook.
"""

import json
import re
import warnings

import nbformat

from ..choices import CHOICE
from .cells import is_prose, names_text, without_texts
from .harmless import are_rendered, harmless
from .wire import writable

LARGEST = 10_000_000
"""Bytes of a notebook that is handed in."""
MOST_PARTS = 500_000
"""Lists and dictionaries in its file, which take much more memory than other text."""
MOST_CELLS = 2000
UNANSWERED = re.compile(r"^([ \t]*)(?:def .*:[ \t]*)?raise NotImplementedError\b", re.MULTILINE)
NEW = "a new notebook, into which answers were copied"
FOREIGN = "what is in a cell of a kind that Jupyter does not have is not run"
PASTED = "\n\n(A picture that was pasted in here is not shown. It is in the notebook that was handed in.)"
ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""A cell's id as the format has it; another is as good as none."""
KINDS = {"code": {"outputs": [], "execution_count": None}, "markdown": {}, "raw": {}}
"""Kinds of cells, and what only they have."""


class NotGradable(ValueError):
    """What was handed in cannot be graded; the message says why."""


def read(path):
    """The notebook in this file, in this version's format, with all that grading needs of it. Raises NotGradable."""
    if not path.is_file():
        raise NotGradable(f"there is no file {path.name}")
    if path.stat().st_size > LARGEST:
        raise NotGradable(f"the file is larger than {LARGEST / 1e6:g} MB")
    data = path.read_bytes()
    if has_too_many_parts(data):
        raise NotGradable(f"the file is no notebook that can be read here (more than {MOST_PARTS:,} parts)")
    try:
        text = json.dumps(bare(parsed(data)))
        with warnings.catch_warnings(action="ignore"):  # of ids that are missing, or there twice
            notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            KINDS[cell.cell_type], cell.source.encode, cell.metadata.keys
    except NotGradable:
        raise
    except Exception:  # json and nbformat raise whatever the file makes them raise
        raise NotGradable("the file is no notebook that can be read here (it is cut off, or something else)") from None
    return notebook


def has_too_many_parts(data):
    """Whether it would take long, and much memory, to read what is in these bytes."""
    return data.count(b"{") + data.count(b"[") > MOST_PARTS


def parsed(data):
    """What is in these bytes of JSON. Some editors of old write it in the letters of Windows. Raises ValueError."""
    try:
        return json.loads(data)
    except UnicodeDecodeError:
        return json.loads(data.decode("cp1252", "replace"))


def bare(notebook):
    """A notebook of any version as JSON has it, without outputs and what else only takes time. Raises NotGradable."""
    version = notebook.get("nbformat")  # or whatever a program, or somebody, wrote there
    if isinstance(version, (int, float)) and version >= 5:
        raise NotGradable("the file is no notebook that can be read here (it is of a newer kind)")
    sheets = notebook.get("worksheets", [notebook])  # before version 4
    cells = [cell for sheet in sheets for cell in sheet["cells"]]
    if len(cells) > MOST_CELLS:
        raise NotGradable(f"it has more than {MOST_CELLS:,} cells")
    cells = [bare_cell(cell) for cell in cells]
    if "worksheets" in notebook:
        return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [*map(of_known_kind, cells)]}


def bare_cell(cell):
    """Kind, text, name and marks of a cell. Raises TypeError for a text that is none."""
    kept = {key: cell[key] for key in ("cell_type", "level") if isinstance(cell.get(key), (str, int))}
    if isinstance(cell.get("id"), str) and ID.fullmatch(cell["id"]):
        kept["id"] = cell["id"]
    for key in {"source", "input"} & cell.keys() or {"source"}:
        text = writable("".join(cell.get(key) or ""))
        kept[key] = re.sub("\r\n?", "\n", text) + PASTED * bool(cell.get("attachments"))
    metadata = cell.get("metadata") or {}
    marks = metadata.get("nbgrader")
    if isinstance(marks, dict):
        marks = {key: value for key, value in marks.items() if isinstance(value, (str, int, float, type(None)))}
    kept["metadata"] = {} if marks is None else {"nbgrader": marks if isinstance(marks, dict) else {}}
    kept["metadata"] |= {"foreign": True} if metadata.get("foreign") else {}  # nbgrader writes it, and reads it again
    return kept | KINDS.get(cell["cell_type"], {})


def of_known_kind(cell):
    """The cell; if another program made it for something that Jupyter does not have, as a text."""
    if cell["cell_type"] in KINDS:
        return cell
    return cell | {"cell_type": "raw", "metadata": cell["metadata"] | {"foreign": True}}


def repaired(notebook, released):
    """The released notebook with the student's answers and own cells, and remarks on what was repaired.

    Of several copies of an answer cell the last one that is answered counts; others that are answered run before it,
    as in the notebook. What was written beside an answer cell that was left is the answer; code may stand in a test or
    in another answer, too. A test stands where the student has it, if that is after its answer; or else as late as it
    can, before the next answer. Raises NotGradable if no answer cell of the released notebook is there.
    """
    frame = {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if "nbgrader" in cell.metadata}
    answers = [name for name, cell in frame.items() if cell.metadata.nbgrader.solution]
    submitted = [(name_of(cell, frame), cell) for cell in notebook.cells]
    is_new = not any(name in answers for name, _ in submitted)
    if is_new:
        submitted = [(answer_made(cell, answers), cell) for cell in notebook.cells]
    if not any(name for name, _ in submitted):
        raise NotGradable("none of its cells is an answer cell of this problem set")
    handed_out = {cell.source for cell in released.cells}
    named = [(name if name in answers or not answer_made(cell, answers) else None, cell) for name, cell in submitted]
    cells = with_answers(without_copies(named, frame, answers), answers)
    cells = with_tests(with_own_answers(cells, frame, answers, handed_out), frame, answers)
    few = are_rendered(cell.source for _, cell in submitted if cell.cell_type == "markdown")
    cells = [
        restored(frame[name], name in answers and cell, few) if name else own(cell, place, handed_out, few)
        for place, (name, cell) in enumerate(cells)
    ]
    said = [NEW] if is_new else [*remarks(submitted, frame, answers)]
    said += [FOREIGN] * any(cell.metadata.get("foreign") for name, cell in submitted if not name)
    return nbformat.from_dict({**released, "cells": cells}), said


def name_of(cell, frame):
    """Which cell of the frame this one is, or None. The cell's own id tells it where nbgrader's was lost."""
    marks = cell.metadata.get("nbgrader")
    names = (marks.get("grade_id") if isinstance(marks, dict) else None), cell.get("id")
    return next((name for name in names if isinstance(name, str) and name in frame), None)


def answer_made(cell, answers):
    """The first of these answers that a code cell makes, or None."""
    return next((name for name in answers if cell.cell_type == "code" and makes(cell.source, name)), None)


def makes(source, name):
    """Whether code defines the function, or the letter, that an answer is called."""
    return re.search(rf"^(?:def +{re.escape(name)}\b|{re.escape(name)} *=)", source, re.MULTILINE) is not None


def without_copies(cells, frame, answers):
    """The cells with each answer's name on one copy only; copies that are not answered are left out."""
    last = {}
    for name, cell in cells:
        if name in answers and (name not in last or not is_left(cell, frame[name]) or is_left(last[name], frame[name])):
            last[name] = cell
    return [
        (name if last.get(name, cell) is cell else None, cell)
        for name, cell in cells
        if last.get(name, cell) is cell or not is_left(cell, frame[name])
    ]


def is_left(cell, released):
    """Whether an answer cell is missing, or as it was handed out."""
    if cell is None:
        return True
    return cell.source.strip() == released.source.strip() or not is_answered(cell.source)


def is_answered(source):
    """Whether the text of an answer cell is an answer: neither empty, nor as it is handed out."""
    choice = CHOICE.fullmatch(source)
    return choice[2] != "" if choice else bool(source.strip()) and not is_unfinished(source)


def is_unfinished(source):
    """Whether the line is still in it that an answer takes the place of; below a `return` it does nothing.

    Python's own parser would need very much for some sources.
    """
    code = without_texts(source)
    found = UNANSWERED.search(code)
    if not found:
        return False
    above = re.split(r"^[ \t]*def ", code[: found.start()], flags=re.MULTILINE)[-1]
    return re.search(rf"^{found[1]}return\b", above, re.MULTILINE) is None


def with_answers(cells, answers):
    """The cells with a gap, (name, None), for each answer that is missing: before the next answer that is there."""
    cells = [*cells]
    for number, name in enumerate(answers):
        if not any(label == name for label, _ in cells):
            cells.insert(first_place(cells, answers[number:]), (name, None))
    return cells


def with_tests(cells, frame, answers):
    """The cells with each test once, after its answer."""
    answer = None
    for name in frame:
        if name in answers:
            answer = name
            continue
        start = first_place(cells, [answer]) + 1 if answer else 0
        places = [place for place in range(start, len(cells)) if cells[place][0] == name]
        place = places[-1] if places else start + first_place(cells[start:], answers)
        cells = [*without(name, cells[:place]), (name, None), *without(name, cells[place:])]
    return cells


def with_own_answers(cells, frame, answers, handed_out):
    """The cells in which an answer cell that was left does not undo what the student's own cells answer.

    A text that goes on in the cells next to its own, as where somebody split it, is one answer. One that has a name
    stays code, too, which may use it.
    """
    for name in answers:
        place, released = first_place(cells, [name]), frame[name]
        left = is_left(cells[place][1], released)
        texts = texts_beside(cells, place, handed_out, left) if released.cell_type == "markdown" else []
        if not texts and not (left and is_made_elsewhere(name, cells)):
            continue
        parts = texts if left else [*texts, cells[place][1]]
        in_order = [cell for _, cell in cells if any(cell is part for part in parts)]
        written = {"source": "\n\n".join(cell.source for cell in in_order)}
        answer = nbformat.from_dict(released | written) if texts else None
        moved = [text for text in texts if text.cell_type != "code" or not names_text(text.source)]
        others = [(label, cell) for label, cell in cells if not any(cell is text for text in moved)]
        cells = [(label, answer if label == name else cell) for label, cell in others]
    return cells


def is_made_elsewhere(name, cells):
    """Whether another cell makes this answer."""
    return any(label != name and cell and answer_made(cell, [name]) for label, cell in cells)


def texts_beside(cells, place, handed_out, left):
    """The student's own texts around this cell, which was left: in cells of any kind, up to those of the frame that are
    there. Around an answer: those that adjoin, and are no code, or words with a name.
    """
    texts = [name is None and is_own_text(cell, handed_out, in_code=left) for name, cell in cells]
    ends = [n for n, (name, cell) in enumerate(cells) if n != place and (name and cell if left else not texts[n])]
    start = max((n for n in ends if n < place), default=0)
    end = min((n for n in ends if n > place), default=len(cells))
    return [cells[n][1] for n in range(start, end) if texts[n]]


def is_own_text(cell, handed_out, in_code):
    """Whether the student wrote a text here; in_code: also as a comment, or one that is printed."""
    is_text = cell.cell_type != "code" or (is_prose if in_code else names_text)(cell.source)
    return is_text and cell.source.strip() != "" and cell.source not in handed_out


def first_place(cells, names):
    """Index of the first of these cells with one of the names; the end if there is none."""
    return next((place for place, (name, _) in enumerate(cells) if name in names), len(cells))


def without(name, cells):
    return [(label, cell) for label, cell in cells if label != name]


def restored(frame_cell, answer, is_rendered):
    """The cell as it was released, with the text of an answer. An answer in code that was deleted is empty."""
    if answer:
        return frame_cell | {"source": harmless(frame_cell.cell_type, answer.source, is_rendered)}
    return frame_cell | {"source": ""} if answer is None and frame_cell.cell_type == "code" else frame_cell


def own(cell, place, handed_out, is_rendered):
    """A cell of the student's own, or a text that was handed out: its kind and text, and nothing else of it."""
    text = cell.source if cell.source in handed_out else harmless(cell.cell_type, cell.source, is_rendered)
    frame = {"id": f"own-{place}", "cell_type": cell.cell_type, "metadata": {}, "source": text}
    return frame | KINDS[cell.cell_type]


def remarks(cells, frame, answers):
    """What was not as it was released, a few words for each cell."""
    for name, released in frame.items():
        copies = [cell for label, cell in cells if label == name]
        if not copies:
            yield f"{name} was missing"
        elif len(copies) > 1:
            yield f"{name} was there {len(copies)} times"
        elif copies[0].cell_type != released.cell_type:
            yield f"{name} was made {copies[0].cell_type}"
        elif copies[0].metadata.get("nbgrader") != released.metadata.nbgrader:
            yield f"{name} had other marks"
        elif name not in answers and copies[0].source != released.source:
            yield f"{name} was edited"
