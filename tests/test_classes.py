"""Classes drawn at random, as systems and teachers have them: everybody is taken in, once, by the right name."""

import re
from collections import defaultdict
from random import Random

import made_classes
import pytest
from collecting import OTHER, SET, handed, take_in
from made_downloads import notebook, zipped

from tconv_lib.teach.grader.downloads import holds_work
from tconv_lib.teach.grader.names import with_people
from tconv_lib.teach.grader.people import person_of
from tconv_lib.teach.grader.who import who

pytestmark = pytest.mark.usefixtures("handed_out")

DRAWS = 60
"""Of each layout."""
LAYOUTS = pytest.mark.parametrize("layout", made_classes.LAYOUTS, ids=lambda layout: layout.__name__)


def drawn(layout, draws):
    """Classes of which paths alone can tell who is who."""
    every = (made_classes.download(Random(f"{layout.__name__} {number}"), layout) for number in range(draws))
    return [made for made in every if made.is_clear]


def told(made):
    """What is said of each path."""
    paths = sorted(made.whose)
    found = who(paths, SET, "stride")
    texts = {said.entry: made.texts[said.entry] for said in found if said and said.entry in made.texts}
    return dict(zip(paths, with_people(found, texts)))


@LAYOUTS
def test_everybody_is_told_apart_and_called_right(layout):
    for made in drawn(layout, DRAWS):
        ones, theirs = defaultdict(set), defaultdict(set)
        for path, said in told(made).items():
            person = made.whose[path]
            if said:
                ones[person].add(person_of(said))
                theirs[person_of(said)].add(person)
            assert said or not person or not holds_work(path), (path, made)
            assert not (said and person) or is_called(said, *made.names[person]), (said, made.names[person], made)
        assert {*ones} - {None} == {*made.people}, made
        assert all(len(each) == 1 for each in [*ones.values(), *theirs.values()]), made
        assert not ones[None] or made_classes.OWN in str(theirs), made


def is_called(said, name, number, username):
    return all(
        form is None or re.fullmatch(form, word or "")
        for form, word in zip((name, number, username), (said.name, said.number, said.username))
    )


def content(path, person):
    """What lies there: somebody's answers, another set's, none, or no notebook at all."""
    name, answers = path.rpartition("/")[2], notebook(note=f"{person and person.number}")
    if "shapes" in name:
        return notebook(OTHER)
    if "scratch" in name or person is None or name == "01.ipynb":
        return b'{"cells": []}'
    return zipped({"tconv/exercises/ps1_stride/stride.ipynb": answers}) if name.endswith(".zip") else answers


@LAYOUTS
def test_everybody_is_taken_in_once(layout, capsys):
    made = next(made for made in drawn(layout, 20) if len(made.people) > 1)
    files = {path: content(path, person) for path, person in made.whose.items()}
    files |= {f"{made.wrapper}/.DS_Store".lstrip("/"): b"", "__MACOSX/._stride.ipynb": b"\0"}
    assert f"{len(made.people)} new" in take_in(files, capsys)
    assert sorted(handed().values()) == sorted(notebook(note=f"{person.number}") for person in made.people)
