"""What each learning system calls its students: in its grade file, and in the zip with which feedback goes back.

The rules are those of the systems' own importers: Moodle's mod_assign (grading worksheet, feedback in a zip), Canvas's
generate_comments_from_files and its gradebook import, Blackboard Learn's help on working offline with grades. In any
other system's file people are found by whatever they are called there.
"""

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from operator import attrgetter

from . import feedback
from .layouts import A_FOLDER


class System:
    """A learning system that knows people by one field of a hand-in's record, and has that in a column of its file.

    layout: of the hand-ins that come from it. field: of their records; called: what that is for people.
    delimiter, encoding: of a grade file that is written for it. note: on that file.

    grade_columns: the places of columns that may hold grades, and the maximum that each has there, if it says.
    new: the grade file, as rows, if the teacher has none.
    page: of a Result, the path of its page in the zip, None without one; None if the system takes no pages.
    """

    layout = field = called = note = ""
    delimiter, encoding = ",", "utf-8"
    page = None

    def key(self, result):
        """What tells in the grade file who it is; None if the hand-in does not come from this system."""
        return getattr(result.record, self.field) if result.record.layout == self.layout else None

    def key_in(self, text):
        """The key in a cell of the grade file."""
        return text.strip()

    def rows(self, table, found):
        """Whose row each one of a grade file is: {number of the row: Result, or None if that person is none of them}.

        The keys stand in the column that has the most of ours, since headers are in any language. A row without a key
        is nobody's.
        """
        known = {self.key(result): result for result in found if self.key(result)}
        columns = [[self.key_in(text) for text in table.column(place)] for place in range(len(table.header))]
        keys = max(columns, key=lambda column: len(known.keys() & column))
        if not known.keys() & keys:
            raise nobody(table, self.called)
        return {number: known.get(text) for number, text in enumerate(keys, 1) if text}

    def known_points(self, found):
        """Key, Result and points of each who has points and is known to the system."""
        known = [(self.key(result), result) for result in found if result.points is not None]
        return [(key, result, in_digits(result.points)) for key, result in known if key]


def nobody(table, called):
    return SystemExit(f"nobody of this set is in the grade file, by {called}; its columns: {', '.join(table.header)}")


def in_digits(points, comma=False):
    text = f"{points:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text


def as_number(text):
    """The number that a system wrote, or None."""
    text = text.strip().replace(",", ".")
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def page_name(result):
    return feedback.place_of(result).name


class Moodle(System):
    """It knows a participant's number in this assignment, which stands after a word in the site's language."""

    layout, field, called = "Moodle", "number", "number (is it the worksheet of this assignment?)"
    note = "This is for a site in English; in any language Moodle takes back its own grading worksheet: GRADES="

    def key_in(self, text):
        """The number at the end of `Participant 101`, in whatever language that is."""
        return re.sub(r"^.*?(\d+)\s*$", r"\1", text)

    def rows(self, table, found):
        """Where groups hand in, their numbers are nobody's: each member's row has the group's name."""
        groups = {result.name: result for result in found if result.record.layout == self.layout}
        columns = [[text.strip().replace("_", " ") for text in table.column(n)] for n in range(len(table.header))]
        named = max(columns, key=lambda column: sum(map(groups.__contains__, column)))
        members = {number: groups[text] for number, text in enumerate(named, 1) if text in groups}

        def has_number(row):  # as a namesake's row has
            return self.key(members[row]) in [self.key_in(field.text) for field in table.rows[row]]

        if len(members) > 1.5 * len(groups) and sum(map(has_number, members)) < len(groups) / 2:
            return {number: groups.get(text) for number, text in enumerate(named, 1) if text}
        return super().rows(table, found)

    def grade_columns(self, table):
        """The column left of the maximum: that one holds one number all the way down, whatever it is called."""
        found = {}
        for place in range(1, len(table.header)):
            maxima = {as_number(text) for text in table.column(place)}
            grades = [text.strip() for text in table.column(place - 1)]
            are_grades = all(text in ("", "-") or as_number(text) is not None for text in grades)
            if len(maxima) == 1 and None not in maxima and are_grades:
                found[place - 1] = maxima.pop()
        return found

    def new(self, found, column):
        yield ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"]
        for number, result, points in self.known_points(found):
            yield [f"Participant {number}", result.name, points, f"{result.maximum:g}", "-"]

    def page(self, result):
        """In a folder, or flat, as it was downloaded. The importer splits at `_`, so the name has none."""
        match = re.search(r"([^/]+)_(\d+)_(assignsubmission)_([a-z]+)(_?)([^/]*)", result.record.entry)
        if not (self.key(result) and match):
            return None
        name, number, kind, plugin, _, rest = match.groups()
        folder = f"{name.replace('_', ' ')}_{number}_{kind}_{plugin}_"
        return folder + page_name(result) if rest else f"{folder}/{page_name(result)}"


class Canvas(System):
    """It knows the user's id, and the id of the file that was handed in."""

    layout, field, called = "Canvas", "number", "ID"
    note = "Canvas makes a new assignment unless the header names one with its number: COLUMN='Problem set 1 (4711)'."

    def grade_columns(self, table):
        """Columns of assignments, which end with an id.

        Their maxima stand in a row above the students: "Points Possible", in the language of the course. It has no id,
        which stands in the second column.
        """
        first = [*zip(table.rows[1:4], table.column(1))]
        possible = next((row for row, key in reversed(first) if not key.strip()), ())
        return {
            place: as_number(possible[place].text) if place < len(possible) else None
            for place, name in enumerate(table.header)
            if re.search(r"\(\d+\)\s*$", name)
        }

    def new(self, found, column):
        yield ["Student", "ID", "Section", column]
        yield ["    Points Possible", "", "", f"{found[0].maximum:g}"]
        for number, result, points in self.known_points(found):
            yield [result.name, number, "", points]

    def page(self, result):
        """The name of the file as it was downloaded, up to the attachment's id."""
        record = result.record
        match = record.layout == self.layout and re.search(rf"[^/]*?_{record.attachment}_", record.entry)
        return match[0] + page_name(result) if match else None


class Blackboard(System):
    """It knows the user name."""

    layout, field, called = "Blackboard", "username", "user name"
    delimiter = "\t"
    note = "Blackboard makes a new column of text; for one that is there hand over the file that it exports: GRADES="

    def grade_columns(self, table):
        """Columns of assignments, `Title [Total Pts: 15 Score] |1234`, with their maxima."""
        found = {}
        for place, name in enumerate(table.header):
            if re.search(r"\|\s*\d+\s*$", name):
                maximum = re.search(r"\[[^]]*?(\d+(?:[.,]\d+)?)[^]]*\]", name)
                found[place] = as_number(maximum[1]) if maximum else None
        return found

    def new(self, found, column):
        yield ["Username", column]
        for username, _, points in self.known_points(found):
            yield [username, points]


class AnyOther(System):
    """It has people in one column or in two side by side, by login, e-mail or name."""

    encoding = "utf-8-sig"

    def key(self, result):
        return result.student

    def rows(self, table, found):
        """By the column, or two side by side for first and last name, in which the most people are found."""
        columns = [table.column(place) for place in range(len(table.header))]
        for one, other in [*pairwise(columns)]:
            columns += [[*map(" ".join, zip(one, other))], [*map(" ".join, zip(other, one))]]
        readings = [rows_by(column, found, name) for column in columns for name in NAMES]
        best = max(readings, key=lambda rows: sum(result is not None for result in rows.values()))
        if not any(best.values()):
            raise nobody(table, "login, e-mail or name")
        return best

    def grade_columns(self, table):
        """Brightspace's columns of assignments, `Title Points Grade <Numeric MaxPoints:15 Weight:1>`."""
        found = {place: re.search(r"<.*\bMaxPoints:(\d+(?:\.\d+)?)", name) for place, name in enumerate(table.header)}
        return {place: float(maximum[1]) for place, maximum in found.items() if maximum}

    def new(self, found, column):
        yield ["student", "name", "id", "username", column, "maximum", "late", "status"]
        for result in found:
            points = "" if result.points is None else in_digits(result.points)
            yield [
                *(result.student, result.name, result.record.number or "", login(result)),
                *(points, f"{result.maximum:g}", str(result.lateness), result.status),
            ]

    def page(self, result):
        return f"{result.student}/{page_name(result)}"


TYPED = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u00b4`"), "'") | dict.fromkeys(map(ord, "\u2010\u2011"), "-")
"""Signs in names that spreadsheets and telephones put in the place of those on a keyboard."""


def login(result):
    """The user name; that of ILIAS and OpenOLAT ends a folder's name: Doe_Jane_jdoe_4711, and Doe_Jane_jdoe."""
    form = {"OpenOLAT": r".*_([^_]+)", A_FOLDER: r"[^_]+_[^_]+_([^_]+)_\d+"}.get(result.record.layout, "()")
    in_name = re.fullmatch(form, result.name)
    return result.record.username or (in_name[1] if in_name else "")


NAMES = login, attrgetter("student"), attrgetter("name")
"""What a system may call a person. Not by a number: some count people anew in each set."""


def rows_by(column, found, name):
    """Rows by this name of a Result. What two rows, or two people, are called is nobody's name."""
    texts, names = [*map(one_form, column)], [one_form(name(result)) for result in found]
    shared = {text for each in (texts, names) for text, times in Counter(each).items() if times > 1}
    known = dict(zip(names, found))
    return {n: None if text in shared else known.get(text) for n, text in enumerate(texts, 1) if text}


def one_form(text):
    """jdoe for #JDoe and jdoe@example.org, jane doe for "Doe, Jane" and jane.doe@example.org."""
    text = "".join(each for each in text if unicodedata.category(each) != "Cf")  # signs for the direction of letters
    text = text.translate(TYPED)
    text = unicodedata.normalize("NFC", text).casefold().replace(".", " ").strip()
    last, comma, first = text.removeprefix("#").partition("@")[0].partition(",")
    return " ".join(f"{first} {last}".split())


SYSTEMS = {"moodle": Moodle(), "canvas": Canvas(), "blackboard": Blackboard(), "csv": AnyOther()}
