"""Whose folder in grading/submitted is whose: people are told apart, and found again in the next download.

A user name, or Canvas's number, is a person's for good. Moodle and Brightspace number people anew in each assignment:
in one problem set the number is the person, whatever name stands beside it; between two sets only the name is left, and
whether several people have it, only the teacher knows.
"""

import re
import unicodedata
from collections import Counter
from itertools import chain, count
from pathlib import Path

from ..whole import write_whole, written_in
from . import handed_in

NAMESAKES = Path("grading/namesakes.txt")
"""The teacher's answer: names that several people of this class share, one a line. Nobody is asked again."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
"""Names that Windows keeps for itself."""
LONGEST = 80


class Unknown(ValueError):
    """It cannot be told who this is; the message says why."""


class Question(Exception):
    """Only the teacher knows; `names` are the ones in question."""

    def __init__(self, names):
        super().__init__(names)
        self.names = names


def namesakes():
    """The names that several people share, as the teacher said, or None if nobody has said yet."""
    if not NAMESAKES.exists():
        return None
    return [*map(in_one_form, written_in(NAMESAKES).split("\n"))]


def keep_namesakes(names):
    write_whole(NAMESAKES, "\n".join(names))


def in_one_form(name):
    return unicodedata.normalize("NFC", " ".join(name.split()))


def person_of(said):
    """What tells this person from all others in one download, and in one problem set."""
    return for_good(said) or (said.layout if said.number else "", said.name, said.number or said.above)


def for_good(said):
    """What tells this person from all others in every problem set, or None."""
    if said.username:
        return "user name", said.username
    if said.layout == "Canvas":
        return "Canvas", said.number or said.name
    return None


def known_people():
    """Records of all that was taken in, by folder and problem set."""
    known = {}
    for place in handed_in.places():
        known.setdefault(place.parent.name, {})[place.name] = handed_in.read(place.name, place.parent.name)
    return known


def folders_of(people, problem_set, known, shared):
    """The folder of each of these people, or Unknown. Raises Question.

    people: one Said for each, all different. known: see known_people. shared: see namesakes.
    """
    found = {
        person_of(said): same_person(said, problem_set, known) or renamed(said, problem_set, known, people)
        for said in people
    }
    taken = {*filter(None, found.values())}
    names = Counter(said.name for said in people)
    written = Counter(as_folder(said.name) for said in people)
    used = {folded(folder) for folder in known}
    unanswered = []
    for said in people:
        if found[person_of(said)]:
            continue
        left = {folder: records for folder, records in known.items() if folder not in taken}
        others = who_could_be(said, left, problem_set, str)
        if not others and written[as_folder(said.name)] == 1:
            others = who_could_be(said, left, problem_set, as_folder)
        is_shared = names[said.name] > 1 or said.name in (shared or ())
        if len(others) == 1 and not is_shared:
            (folder,) = others
            if shared is None and numbered_otherwise(said, known[folder]):
                unanswered.append(said.name)
        elif len(others) > 1 and not (said.number or said.above):
            found[person_of(said)] = Unknown(f"could be {' or '.join(others)}; PATTERN= or folders could tell")
            continue
        else:
            folder = new_folder(said, is_shared or bool(others), used)
        found[person_of(said)] = folder
        taken.add(folder)
        used.add(folded(folder))
    if unanswered:
        raise Question(unanswered)
    return found


def same_person(said, problem_set, known):
    """The folder that is known to be this person's, or None."""
    for folder, records in known.items():
        if problem_set in records and person_of(records[problem_set]) == person_of(said):
            return folder
        if for_good(said) and any(for_good(record) == for_good(said) for record in records.values()):
            return folder
    return None


def renamed(said, problem_set, known, people):
    """The folder of whoever has this number in this set under another name, or None if that is not clear."""
    if not said.number or [number_in_set(each) for each in people].count(number_in_set(said)) > 1:
        return None
    folders = [
        folder
        for folder, records in known.items()
        if problem_set in records and number_in_set(records[problem_set]) == number_in_set(said)
    ]
    return folders[0] if len(folders) == 1 else None


def number_in_set(said):
    return said.layout, said.number


def who_could_be(said, known, problem_set, form):
    """The folders of those of the same name, in this form, of whom nothing says that it is somebody else."""
    return [folder for folder, records in known.items() if could_be(said, records, problem_set, form)]


def could_be(said, records, problem_set, form):
    if form(said.name) not in {form(record.name) for record in records.values()}:
        return False
    here = records.get(problem_set)
    if here and here.layout == said.layout and (here.number or here.above) and (said.number or said.above):
        return False  # in one set, another number is another person
    kinds = {mine[0] for mine in map(for_good, records.values()) if mine}
    return not (for_good(said) and for_good(said)[0] in kinds)


def numbered_otherwise(said, records):
    """Whether the same system gave another number in another set, which tells nothing."""
    numbers = {record.number for record in records.values() if record.layout == said.layout}
    return bool(said.number) and bool(numbers - {None}) and said.number not in numbers


def new_folder(said, is_shared, used):
    """A folder that nobody has, also where files are found whether their names are written large or small."""
    more = said.above or said.number or said.username
    further = safe(f"{more}_{said.name}" if said.above else f"{said.name}_{more}") if more else safe(said.name)
    numbered = (f"{further}_{number}" for number in count(2))
    names = chain([] if is_shared else [safe(said.name)], [further], numbered)
    return next(name for name in names if folded(name) not in used)


def as_folder(name):
    """What stays of a name that people write in several ways: Ada_Lovelace, ada lovelace."""
    return folded(safe(name))


def folded(name):
    return unicodedata.normalize("NFC", name).casefold()


def safe(name):
    """The name as a folder can have it on every system. Letters stay, with their vowel signs and accents."""
    kept = (each if unicodedata.category(each)[0] in "LMN" or each in "-." else "_" for each in name)
    name = re.sub("_+", "_", unicodedata.normalize("NFC", "".join(kept)))[:LONGEST].strip("_.")
    while len(name.encode(errors="replace")) > 2 * LONGEST:
        name = name[:-1]
    return f"{name or 'student'}_" if not name or RESERVED.match(name) else name
