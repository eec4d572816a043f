"""Take in submissions: make collect SET=ps1_stride FROM=downloads.zip

Reads a folder or a zip file as it comes from a learning system, finds out who handed in what, and writes
grading/submitted/STUDENT/SET/NOTEBOOK, with what the system says of it (handed_in.py). A notebook that did not
change since the last time is left alone, and so is its grade. Nothing is deleted; what is left out is reported.

downloads.py reads, layouts.py, who.py and names.py know how systems name things, other_sets.py what is not of this set,
people.py finds whose folder it is, and choose.py which notebook counts.
"""

import argparse
import codecs
import re
import sys
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from zipfile import is_zipfile

from ..exercises import EXERCISES
from ..questions import SOLUTIONS
from ..whole import only_one, write_whole
from . import handed_in, people
from .archives import Unreadable
from .choose import ANSWERED, FEWER, ITS_CELLS, NOT_NEWER, candidate, choose, frame_of, is_better, why
from .downloads import ZIP, ZIPPED, holds_work, opened, path_as_work
from .grade_file import can_be
from .handed_in import STAMP, SUBMITTED, fingerprint
from .layouts import (
    COPY,
    FILES,
    FOUND_BY_NAME,
    HOMEWORK,
    PLAIN,
    SIGNED,
    SUBMITTERS,
    SYSTEMS,
    UnknownPattern,
    check_pattern,
)
from .names import with_people
from .other_sets import refuse_another_set, set_in_name, without_nbgraders_own, without_other_sets
from .repair import LARGEST
from .terminal import at_terminal, few, say, shown, table
from .who import people_in, who

QUESTION = """A question that only you can answer, once: is a name always one person in this class?
This system's numbers tell people apart in one problem set; from one set to the next only the name is left.
Known from another set, with another number: {names}"""
ASKED = "Names that several people share, separated by ; (Enter if there are none): "
UNANSWERED_QUESTION = """Nothing is taken in yet. If every name is one person: ARGS=--no-namesakes
If not, say which names several people share: ARGS='--namesake "Jane Doe"'. {file} keeps the answer."""
OLDER = "{} are older, by the times of their files, than what they replaced: {}; collect the newest download last"
WHOSE = """What is not understood does not say whose it is. A folder around it, named like the student, does;
or say where names stand, as in PATTERN='{student}/abgabe/{file}'"""
NOBODYS = (
    "left out {}: that is nobody's name; a download of its own is collected by itself, "
    "and what one student handed in goes into a folder named like the student"
)
SEVERAL = 3
"""As many answered notebooks, of which none is newer, may be several people's."""
SEVERAL_SAID = (
    "{}: {} answered notebooks; if they are several people's, say so, as in PATTERN='{{any}}/{{student}}_{{file}}'"
)
MOST_SAID = 20
"""Lines on what one student's files are left out: nobody hides the others' among a thousand."""
DATE = re.compile(
    r"(?:.*-(?=\d{8}T\d{6}Z)|OneDrive_(?:\d_)?)?"
    r"(?:20\d\d[-_. ]?[01]\d(?:[-_. ]?[0-3]\d)?|[0-3]\d[-_. ]?[0-3]\d[-_. ]?20\d\d)(?!\d)[-_. ()\dTZ]*"
)
"""When something was downloaded, also as Google Drive and OneDrive write it. A student's number may look the same."""
INDEX = "index.html"
"""Brightspace's list of what is in a download."""
COLUMNS = "student", "name", "number", "date", "notebook", "layout", ""


def main(problem_set, source, pattern=None, dry_run=False, namesakes=None, encoding=None):
    """Take in what lies in a folder or a zip file. dry_run: only say, in a table, who would hand in what.

    namesakes: the names that several people of this class share, if the teacher says so. encoding: see opened.
    """
    frame, source = frame_of(problem_set), Path(source).expanduser()
    with nullcontext() if dry_run else only_one("make collect"), download(source, encoding) as (files, left_out):
        for each in left_out:
            say(f"left out: {each.path} {each.why}")
        hand_ins = by_person(files, frame, pattern)
        refuse_another_set(hand_ins, frame)
        shared = people.namesakes() if namesakes is None else [*map(people.in_one_form, namesakes)]
        folders, shared = folders_of(hand_ins, frame, shared)
        if shared is not None and not dry_run:
            people.keep_namesakes(shared)
        found = [taken_in(folders[person], hand_ins[person], frame, dry_run) for person in hand_ins]
    taken = [*filter(None, found)]
    rows = [row for row, _, _ in taken]
    if older := [row[0] for row, _, is_older in taken if is_older]:
        say(OLDER.format(len(older), few(older)))
    if taken and all(fit < ITS_CELLS for _, fit, _ in taken):
        print(f"no notebook has a cell of {problem_set}: is this what was handed in of another set?")
    if dry_run:
        table([COLUMNS, *sorted(rows)])
    kinds = [row[-1] for row in rows]
    without = [entries[0][0].name for entries, one in zip(hand_ins.values(), found) if one is None]
    end = f"; nothing is taken in from {few(without)}: see above" * bool(without)
    say(", ".join(f"{kinds.count(kind)} {kind}" for kind in ("new", "changed", "unchanged")) + end)


def download(source, encoding):
    """The files in it, as a context. Raises SystemExit."""
    if not source.exists():
        raise SystemExit(f"there is no {source}")
    if is_own(source.resolve()):
        raise SystemExit(f"{source} is this course's own folder; FROM is what was downloaded")
    if not source.is_dir() and not is_zipfile(source):
        raise SystemExit(f"{source} {why_no_download(source)}")
    return opened(source, encoding)


def why_no_download(source):
    try:
        with source.open("rb") as stream:
            is_cut = stream.read(len(ZIPPED)) == ZIPPED
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "is only the beginning of a zip file: download it again" if is_cut else "is neither a folder nor a zip file"


def is_own(place):
    """Whether it is this course, or what it keeps, and so nothing that anybody handed in."""
    kept = SOLUTIONS, EXERCISES, SUBMITTED
    return place in (Path.cwd(), SUBMITTED.parent.resolve()) or any(place.is_relative_to(own.resolve()) for own in kept)


def by_person(files, frame, pattern):
    """What each person handed in: (what the path says, file), by what tells the person from all others."""
    files = [*without_other_sets(without_nbgraders_own(files), frame)]
    called = [*map(path_as_work, files)]
    found = who([file.path for file in files], frame.name, frame.notebook, pattern, called)
    texts = {said.entry: first_line(file) for said, file in zip(found, files) if said and is_systems_text(said, file)}
    submitters = "".join(text_in(file) for said, file in zip(found, files) if not said and file.name == SUBMITTERS)
    hand_ins, found = {}, with_people(found, texts, submitters)
    for said, file in zip(found, files):
        if not said:
            if file.name not in (INDEX, SUBMITTERS):
                own = "; a download of its own is collected by itself" * bool(ZIP.search(file.path))
                say(f"not understood: {file.path}{own}")
        elif said.layout in FILES and (other := set_in_name(file, frame)):
            say(f"left out: {file.path} is of {other}")
        else:
            if said.not_handed_in:
                say(f"{said.name}: {file.path} {said.not_handed_in}, and is not looked at")
            hand_ins.setdefault(people.person_of(said), []).append((said, file))
    if not pattern and any(holds_work(name) and not ZIP.search(name) for said, name in zip(found, called) if not said):
        print(WHOSE)
    if odd := {said.entry: said.odd_date for said in found if said and said.odd_date}:
        say(f"{len(odd)} dates are not understood, so that nobody knows who was late: {few([*odd.values()])}")
    if not any(map(holds_work, called)):
        raise SystemExit("there is no notebook in it")
    return hand_ins


def is_systems_text(said, file):
    """Whether the system may have written it beside what was handed in."""
    return said.layout == "Blackboard" or file.path.endswith(f"{said.entry}/{STAMP}")


def first_line(file):
    """Of a text; of anything else, nothing."""
    return text_in(file, lambda stream: stream.readline(1000)).strip() if file.path.endswith(".txt") else ""


def text_in(file, read=lambda stream: stream.read(LARGEST)):
    """The text, as far as it is read."""
    try:
        with file.open() as stream:
            data = read(stream)
        return data.decode("utf-8" if can_be(data, "utf-8") else "cp1252", "replace")
    except Exception:  # what it would say is then not known
        return ""


def folders_of(hand_ins, frame, shared):
    """The folder of each person, or why it is not known; and `shared`, which the teacher may be asked for."""
    firsts = [entries[0][0] for entries in hand_ins.values()]
    try:
        return people.folders_of(firsts, frame.name, people.known_people(), shared), shared
    except people.Question as question:
        return folders_of(hand_ins, frame, asked(question.names))


def asked(names):
    """The names that several people share, as the teacher says. Raises SystemExit if nobody does."""
    print(QUESTION.format(names=shown(few(names))))
    if sys.stdin.isatty():
        with suppress(EOFError):  # Ctrl+D
            return [*filter(None, map(people.in_one_form, input(ASKED).split(";")))]
    raise SystemExit(UNANSWERED_QUESTION.format(file=people.NAMESAKES))


def taken_in(folder, entries, frame, dry_run):
    """Take in what one person handed in; a row for the table, how well it fits, and whether its file is older
    than the one that it replaced; or None. Says what is left out.
    """
    first, name, paths = entries[0][0], entries[0][0].name, ", ".join(file.path for _, file in entries)
    if isinstance(folder, people.Unknown):
        say(f"{name}: left out {paths}: {folder}")
        return None
    best, left_out = choose(entries, frame)
    if trouble := trouble_with(entries, best, left_out, frame):
        say(trouble)
        return None
    say_left_out(name, left_out)
    if not best:
        say(f"no notebook: {name} ({paths})")
        return None
    equal = 1 + sum(each.why in (NOT_NEWER, FEWER) for each in left_out)
    if equal >= SEVERAL and best.fit == ANSWERED and first.layout not in SYSTEMS:
        say(SEVERAL_SAID.format(name, equal))
    before = taken_in_before(folder, frame)
    if before and is_better(before, best):
        say(f"{name}: left out {best.path}: {why(best, before)}; what was taken in before stays")
        best = before
    elif left_out:
        say(f"{name}: {best.path} counts")
    if before and first.number and first.number == before.said.number and name != before.said.name:
        say(f"{name} has the number of {before.said.name}, and is taken for the same person")
    kind = "new" if not before else "unchanged" if best.data == before.data else "changed"
    if kind == "changed" and before.path not in ("", best.path):
        say(f"{name}: {best.path} takes the place of {before.path}")
    record = best.said if best is before else best.said.record(best.path, fingerprint(best.data), best.sent)
    record = completed(record, before.said) if before else record
    if kind == "unchanged":
        record = replace(record, time=max(record.time, before.sent))
    is_older = kind == "changed" and best.order == before.order and 0 < best.sent < before.sent
    if not dry_run and (kind != "unchanged" or record != before.said):
        put(folder, record, best.data, frame)
    number = record.number or record.username or ""
    return (folder, name, number, record.date or "", best.path, record.layout, kind), best.fit, is_older


def say_left_out(name, left_out):
    for each in left_out[:MOST_SAID]:
        say(f"{name}: left out {each.path}: {each.why}")
    if len(left_out) > MOST_SAID:
        say(f"{name}: left out {len(left_out) - MOST_SAID:,} more")


def trouble_with(entries, best, left_out, frame):
    """Why it cannot be what one person handed in, or ""."""
    said = entries[0][0]
    given = ", ".join(dict.fromkeys(said.entry for said, _ in entries))
    is_found_by_name = said.layout == FOUND_BY_NAME
    paths = [below(each.path, entries) for each in [best, *left_out] if each]
    others = people_in(paths, frame.name, frame.notebook)
    if len(others) > 1 or (said.layout in FILES and {*others} - {said.name}):
        return f"{said.name}: left out {given}: a download of its own, of {few(others)}; collect it by itself"
    copy = r"[-_ ]?\d*" + COPY if is_found_by_name else ""  # folders submission_101 and Abgabe2 may be people's
    is_date = said.layout in FILES and DATE.fullmatch(said.name)
    names = {each.name for each in who(paths, frame.name, frame.notebook) if each} if is_date else ()
    if len(names) > 1 or (said.layout in PLAIN and re.fullmatch(HOMEWORK + copy, said.name)):
        return NOBODYS.format(given)
    return f"not understood: {given}" if is_found_by_name and (not best or best.fit < ITS_CELLS) else ""


def below(path, entries):
    """What of the path lies in the hand-in, where somebody named it who is no system."""
    return next(path.partition(f"{said.entry}/")[2] for said, _ in entries if said.entry in path)


def taken_in_before(folder, frame):
    """The notebook that lies there, if it was taken in to the end, or by other means."""
    place = handed_in.folder_of(frame.name, folder) / f"{frame.notebook}.ipynb"
    record = handed_in.read(frame.name, folder)
    if not place.is_file() or record.sha256 not in ("", fingerprint(place.read_bytes())):
        return None
    return candidate(record, record.file, place.read_bytes(), 0, frame, record.time)


def completed(record, before):
    """The record; if it comes from no system, with what a system said of the same person before.

    A form that people give names, too, is less of a system than one that nobody else gives.
    """
    if trust_in(record.layout) >= trust_in(before.layout):
        return record
    kept = ("name", "layout", "number", "username", "attachment", "entry")
    return replace(record, **{field: getattr(before, field) for field in kept})


def trust_in(layout):
    return (layout in SYSTEMS) + (layout in SIGNED)


def put(folder, record, data, frame):
    """Write what was handed in, whole; the record last."""
    write_whole(handed_in.folder_of(frame.name, folder) / f"{frame.notebook}.ipynb", data)
    handed_in.write(frame.name, folder, record)


def pattern(text):
    try:
        check_pattern(text)
    except UnknownPattern as error:
        raise argparse.ArgumentTypeError(f"PATTERN={text}: {error}") from None
    return text


def encoding(name):
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def arguments():
    parser = argparse.ArgumentParser(
        allow_abbrev=False,
        usage="make collect SET=ps1_stride FROM=FOLDER_OR_ZIP [PATTERN='{student}/abgabe/{file}'] [ARGS=--dry-run]",
    )
    parser.add_argument("problem_set", metavar="SET", help="a folder of exercises/")
    parser.add_argument("source", metavar="FROM", help="a folder or a zip file, as the learning system gives it")
    parser.add_argument("--pattern", metavar="PATTERN", type=pattern, help="how names are to be read from paths")
    parser.add_argument("--dry-run", action="store_true", help="say who would hand in what, and write nothing")
    parser.add_argument("--encoding", type=encoding, help="of names in a zip file that does not say it, such as gbk")
    names = parser.add_mutually_exclusive_group()
    names.add_argument("--namesake", dest="namesakes", action="append", help="a name that several people share")
    names.add_argument("--no-namesakes", dest="namesakes", action="store_const", const=[], help="nobody shares a name")
    given = parser.parse_args()
    if not given.source:  # without FROM, make hands over an empty name
        parser.error("FROM is missing")
    return vars(given)


if __name__ == "__main__":
    try:
        with at_terminal():
            main(**arguments())
    except Unreadable as error:
        raise SystemExit(f"the download {error}") from None
