"""What the course changed, for a learner without a teacher: make learned

Reads the letters in exercises/ps0_before and exercises/ps0_after, and says which were right. Nothing is said before the
second form has an answer, since the two ask the same.
"""

import re
from pathlib import Path

import nbformat

from .choices import letters_said
from .understanding import FORMS, gain, items, name_of, set_of


def main():
    key = items()
    letters = {form: letters_in(path_of(form)) for form in FORMS}
    answered = {form: sum(name_of(form, number) in letters[form] for number, _ in enumerate(key, 1)) for form in FORMS}
    if not answered["after"]:
        print(f"{answered['before']} of {len(key)} questions are answered in {path_of('before')}.")
        print(f"What was right is said when {path_of('after')} is answered, too, and saved.")
        return
    print(f"{'':35}{'before':8}after")
    for number, item in enumerate(key, 1):
        before, after = (verdict(item, form, letters[form].get(name_of(form, number), "")) for form in FORMS)
        print(f"{number:2}. {item.title:31}{before:8}{after}")
    print("\n".join(["", *summary(key, letters, answered), "", *again(key, letters["after"])]))


def path_of(form):
    return Path("exercises", set_of(form), f"{form}.ipynb")


def letters_in(path):
    """{name of the answer: letter} of a form, as it is saved. Raises SystemExit if it is not there."""
    try:
        cells = nbformat.read(path, as_version=4).cells
        return {
            name: letter for cell in cells if cell.cell_type == "code" for name, letter in letters_said(cell.source)
        }
    except OSError as error:
        raise SystemExit(f"{path} cannot be read: {error.strerror}") from None
    except Exception:  # whatever the file makes its reader raise
        raise SystemExit(f"{path} is no notebook that can be read here: is it cut off, or something else?") from None


def verdict(item, form, letter):
    return "right" if letter == item.right(form) else "wrong" if letter else "–"


def summary(key, letters, answered):
    """How many were right, and what was gained, in sentences."""
    right = {
        form: sum(letters[form].get(name_of(form, number)) == item.right(form) for number, item in enumerate(key, 1))
        for form in FORMS
    }
    yield f"Right: {right['before']} of {len(key)} before, {right['after']} after."
    gained = gain(*(count / len(key) for count in right.values()))
    if not answered["before"]:
        yield "The first form was not taken, so nobody can tell what the course changed."
    elif right["after"] < right["before"]:
        yield "That is fewer. Look at what you changed your mind on."
    elif gained is not None:
        yield f"Of what you could still learn, that is {100 * gained:.0f} %."


def again(key, letters):
    """Where to look again: for each answer that is not right in the end, the mistake, and what shows it."""
    for number, item in enumerate(key, 1):
        letter = letters.get(name_of("after", number), "")
        if letter != item.right("after"):
            mistake = item.mistakes("after").get(letter, "not answered")
            yield f"{number:2}. {item.title}. You said: {mistake}" if letter else f"{number:2}. {item.title}"
            yield f"    {where(item)}"


def where(item):
    """The cell that answers a question, for somebody who looks for it: notebook, heading, and where Lab opens it."""
    (path,) = Path("notebooks").glob(f"{item.page}_*.ipynb")
    heading = ""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            heading = [heading, *re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE)][-1]
        if cell.id == item.cell:
            return f'{path}#cell-id={cell.id}, under "{heading}"'
    raise LookupError(f"{path} has no cell {item.cell}")


if __name__ == "__main__":
    main()
