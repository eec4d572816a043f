"""How learning systems, and teachers, name what is handed in: paths, and who they say it was.

A pattern is a path with fields in braces; PATTERN= takes the same. To add a system, add a line to LAYOUTS, and a field
to FIELDS if it says something new.
"""

import re
from dataclasses import dataclass, fields, replace
from os.path import commonprefix
from unicodedata import normalize

import dateparser

from .handed_in import HandedIn

LAYOUTS = {
    "Moodle": (
        "{student}_{number}_assignsubmission_file_/{file}",
        "{student}_{number}_assignsubmission_file/{file}",
        "{student}_{number}_assignsubmission_file_{file}",
        "{student}_{number}_assignsubmission_{text}/{file}",
        "{student}_{number}_assignsubmission_{text}",
    ),
    "Canvas": (
        "{late}_{anonymous}_{attachment}_{file}",
        "{anonymous}_{late}_{attachment}_{file}",
        "{anonymous}_{attachment}_{file}",
        "{student}_{late}_{number}_{attachment}_{file}",
        "{student}_{number}_{attachment}_{file}",
    ),
    "Blackboard": (
        "{title}_{username}_attempt_{date}_{file}",
        "{title}_{username}_attempt_{date}.txt",
    ),
    "Brightspace": (
        "{number}-{item} - {student} - {date}/{file}",
        "{number}-{item} - {student} - {date} - {file}",
    ),
    "nbgrader's exchange": ("{username}+{set}+{date}/{file}", "submitted/{student}/{file}"),
    "homes of a hub": ("home/{username}/{file}",),
    "GitHub Classroom": ("{assignment}-{username}/{file}",),
    "Google Classroom": ("{student} - {notebook}{copy}.{ending}", "{student} - {file}"),
}
FOUND_BY_NAME = "a file named like its student"
NAMED_FILES = {
    "a file for each student": (
        "{student}_{notebook}{copy}.{ending}",
        "{student}-{notebook}{copy}.{ending}",
        "{notebook}_{student}{copy}.{ending}",
    )
}
PLAIN = {"a folder for each student": ("{student}/{file}",)} | NAMED_FILES | {FOUND_BY_NAME: ("{student}.{ending}",)}
NOBODY = "{notebook}{copy}.{ending}"

FIELDS = {
    "student": r"[^/]+?",
    "username": r"[^/]+?",
    "number": r"\d+",  # the person's, or the participant's
    "attachment": r"\d+",
    "item": r"\d+",
    "late": r"LATE",
    "anonymous": r"anon_[^_/]+",
    "date": r"[^/]*?\d{4}[^/]*?(?:\d|[AaPp]\.?[Mm]\.?|UTC(?:\+\w+)?)",
    "text": r"(?!file(?:[_/]|$))[^/]+",  # what was typed into the system
    "any": r"[^/]+?",
    "copy": r"(?i:[-_ ]?copy ?\d*|[-_]\d+| ?\(\d+\))?",  # what browsers, Jupyter and Canvas add to a name
    "ending": r"(?i:ipynb|ipynb\.txt|zip|tar|tgz|tar\.gz|tar\.bz2|7z|rar)",
    "file": r"[^/]+",  # after a slash: all that lies below
}
"""Besides, {set} is the problem set's name, {notebook} its notebook's; {assignment} and {title} the system's for it."""

COURSE = "exercises"
"""The folder of the course in which students answer."""


@dataclass(frozen=True)
class Said:
    """What a path says of a hand-in."""

    layout: str
    name: str
    entry: str
    """The part of the path that says it, as it was downloaded."""
    above: str = ""
    """The folders around it, where they may tell namesakes apart: Group A, Group B."""
    number: str | None = None
    username: str | None = None
    attachment: str | None = None
    attempt: int | None = None
    date: str | None = None
    odd_date: str = ""
    """A date that is not understood."""
    late: bool = False
    title: str = ""
    typed: bool = False
    """Text that was typed into the system; no file."""

    def record(self, file, sha256):
        """What is kept of it beside the notebook."""
        kept = {field.name: getattr(self, field.name) for field in fields(HandedIn) if hasattr(self, field.name)}
        entry = f"{self.above}/{self.entry}" if self.above else self.entry
        return HandedIn(**kept | {"entry": entry, "file": file, "sha256": sha256})


class UnknownPattern(ValueError):
    """PATTERN= is not understood; the message says what would be."""


def who(paths, problem_set, notebook, pattern=None):
    """What each path says of who handed it in; None for those that say nothing.

    paths: as they lie in the download, with slashes. The outermost part that a layout knows decides. What lies below
    a folder that no layout knows may be a student's own: there, all must be named by one layout, or the folder is a
    student's. Raises UnknownPattern.
    """
    words = names_of_set(problem_set, notebook)
    raw = [path.split("/") for path in paths]
    parts = [normalize("NFC", path).split("/") for path in paths]
    work = [each for each in parts if holds_work(each[-1])]
    if pattern:
        layouts = compiled({"PATTERN": (pattern,)}, words)
        level = level_of(layouts, work) or 0
        return [told(layouts, own, level, names, above=True) for own, names in zip(raw, parts)]
    systems, plain, nobody = compiled(LAYOUTS, words), compiled(PLAIN, words), re.compile(filled(NOBODY, words))
    level = level_of(systems, work)
    if level is None and len({names[0] for names in work}) == 1:  # one folder around all: perhaps the teacher's
        level = level_of(compiled(NAMED_FILES, words), work)
    if level is None:
        level = level_of_folders(work, problem_set)
    return [
        told(systems, own, level, names)
        or (None if nobody.fullmatch("/".join(names[level:])) else told(plain, own, level, names, above=True))
        for own, names in zip(raw, parts)
    ]


def names_of_set(problem_set, notebook):
    """What fields stand for that have to do with this problem set."""
    set_form = re.escape(problem_set).replace("_", "[-_]")
    words = sorted({set_form, re.escape(notebook), *re.split(r"[-_]", problem_set)}, key=len, reverse=True)
    return {
        "set": re.escape(problem_set),
        "notebook": f"(?i:{re.escape(notebook)}|{set_form})",
        "title": f"(?i:{set_form}|[^/_]*)",
        "assignment": f"(?i:[^/]*?(?:{'|'.join(word for word in words if len(word) > 2)}))",
    }


def holds_work(name):
    return re.search(rf"\.{FIELDS['ending']}$", name, re.IGNORECASE) is not None


def compiled(layouts, words):
    return [(name, re.compile(filled(pattern, words))) for name, patterns in layouts.items() for pattern in patterns]


def filled(pattern, words):
    """The pattern as a regular expression. Raises UnknownPattern."""
    known = FIELDS | words
    expression, place = "", 0
    for field in re.finditer(r"\{(\w*)\}", pattern):
        name = field[1]
        if name not in known:
            raise UnknownPattern(f"there is no field {{{name}}}; there are {', '.join(sorted(known))}")
        below = name == "file" and pattern[: field.start()].endswith("/")
        form = ".+" if below else known[name]
        expression += re.escape(pattern[place : field.start()])
        expression += f"(?P={name})" if f"(?P<{name}>" in expression else f"(?P<{name}>{form})"
        place = field.end()
    return expression + re.escape(pattern[place:])


def check_pattern(pattern):
    """Raises UnknownPattern if it cannot say who handed in."""
    filled(pattern, names_of_set("set", "notebook"))
    if "{student}" not in pattern and "{username}" not in pattern:
        raise UnknownPattern("it must say where the student's name stands, as in {student}/abgabe/{file}")


def level_of(layouts, paths):
    """How many folders stand above what these layouts know, or None if they do not know enough.

    On the outermost level one path that is known is enough. Further in, where folders may be students', all must be.
    """
    for level in range(max(map(len, paths), default=0)):
        known = [any(form.fullmatch("/".join(path[level:])) for _, form in layouts) for path in paths]
        if any(known) if level == 0 else all(known):
            return level
    return None


def level_of_folders(paths, problem_set):
    """How many folders stand above the students': as many as above the outermost one with work in it."""
    depths = [len(without_course(path[:-1], problem_set)) for path in paths if len(path) > 1]
    return max(min(depths, default=1) - 1, 0)


def without_course(folders, problem_set):
    """The folders without those of the course that a student has around the answers."""
    if folders[-1:] == [problem_set]:
        folders = folders[:-1] or folders
        if folders[-1:] == [COURSE] and len(folders) > 1:
            folders = folders[:-2] or folders[:1]  # and the folder into which the course was unpacked
    return folders


def told(layouts, raw, level, parts, above=False):
    """What a path says below so many folders, or None."""
    for layout, form in layouts:
        match = form.fullmatch("/".join(parts[level:]))
        if match:
            fields = match.groupdict()
            said, date = fields.get("date") or "", iso(fields.get("date"))
            name = fields.get("student") or fields.get("anonymous") or fields.get("username")
            last = max(match.end(each) for each in fields if each not in ("file", "text") and fields[each] is not None)
            end = level + match.string[:last].count("/") + 1
            return Said(
                layout=layout,
                name=" ".join(name.split()),
                entry="/".join(raw[level:end]),
                above="/".join(parts[:level]) if above else "",
                number=fields.get("number"),
                username=fields.get("username"),
                attachment=fields.get("attachment"),
                attempt=attempt_of(parts[-1]) if layout == "Canvas" else None,
                date=date,
                odd_date="" if date else said,
                late=bool(fields.get("late")),
                title=fields.get("title") or fields.get("assignment") or "",
                typed=bool(fields.get("text")),
            )
    return None


def attempt_of(file):
    """Canvas counts files of one name: x.ipynb, x-1.ipynb, ..."""
    counted = re.search(r"-(\d{1,3})\.\w+$", file)
    return int(counted[1]) if counted else 0


def iso(date):
    """A date as systems write it into names, in the teacher's language, in ISO 8601, or None."""
    if not date:
        return None
    if re.fullmatch(r"\d{4}(-\d\d){5}", date):
        date = f"{date[:10]} {date[11:].replace('-', ':')}"
    date = re.sub(r"(?<=UTC)\+\w+$", "", date)  # nbgrader's random letters
    date = re.sub(r"(?<!\d)(\d{1,2})(\d\d)(?= ?[AaPp]\.?[Mm]|$)", r"\1:\2", date) if ":" not in date else date
    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    if re.match(r"\d+\.", date):  # 2.3.2026 is in March: whoever writes dots has the day first
        settings["DATE_ORDER"] = "DMY"
    found = dateparser.parse(date, settings=settings)
    return found and found.isoformat()


def with_people(found, texts):
    """The same, after a look at the whole download: what one path alone does not tell.

    texts: Blackboard's texts that stand beside hand-ins, by their paths.
    """
    found = with_repositories(with_texts(found, texts))
    return without_wrapper(with_hidden_names(without_groups(without_several_groups(found))))


def with_texts(found, texts):
    """Blackboard's names: the text beside a hand-in says "Name: Jane Doe (jane_doe)" in its first line."""
    people = {}
    for said in found:
        line = re.match(
            r"[^:\n]*:\s*(.+?)\s*\(([^()\n]+)\)\s*$", texts.get(said.entry, "") if said else "", re.MULTILINE
        )
        if line and head_of(said).endswith(f"_{line[2]}"):
            people[head_of(said)] = {"name": normalize("NFC", line[1]), "username": line[2]}
    return [replace(said, **people.get(head_of(said), {})) if said else None for said in found]


def head_of(said):
    """Title and user name of Blackboard, both of which may hold the "_" that stands between them."""
    return f"{said.title}_{said.username}"


def with_repositories(found):
    """GitHub Classroom's user names: what follows that which all names of repositories begin with."""
    names = {said.entry for said in found if said and said.layout == "GitHub Classroom"}
    if len(names) < 2:
        return found
    common = commonprefix(sorted(names)).rpartition("-")[0]
    return [
        replace(said, name=said.entry[len(common) :].lstrip("-"), username=said.entry[len(common) :].lstrip("-"))
        if said and said.entry in names
        else said
        for said in found
    ]


def without_several_groups(found):
    """Moodle's names of whoever is in several groups: one number, and one name after each group's."""
    names = {}
    for said in found:
        if said and said.layout == "Moodle":
            names.setdefault(said.number, set()).add(said.name)
    endings = {number: commonprefix([name[::-1] for name in each])[::-1] for number, each in names.items()}
    own = {number: ending.partition("-")[2] for number, ending in endings.items() if len(names[number]) > 1}
    return [replace(said, name=own[said.number]) if said and own.get(said.number) else said for said in found]


def without_groups(found):
    """Moodle's names without the group's, which stands in front of all of them if one group was downloaded."""
    names = {said.name for said in found if said and said.layout == "Moodle"}
    group, dash, _ = commonprefix([*names]).partition("-")
    if not dash or len(names) < 2 or (group.isalpha() and len(names) < 4):
        return found  # two names that begin with Jean-, say, are no group
    return [
        replace(said, name=said.name.removeprefix(f"{group}-")) if said and said.layout == "Moodle" else said
        for said in found
    ]


def with_hidden_names(found):
    """Moodle's names where it hides them: then all are called Participant, or that in another language."""
    numbers = {said.number for said in found if said and said.layout == "Moodle"}
    names = {said.name for said in found if said and said.layout == "Moodle"}
    if names != {"Participant"} and not (len(names) == 1 and len(numbers) > 2):
        return found
    return [
        replace(said, name=f"{said.name} {said.number}") if said and said.layout == "Moodle" else said for said in found
    ]


def without_wrapper(found):
    """The same without the folder around all, which tells nobody apart."""
    if len({said.above for said in found if said}) > 1:
        return found
    return [said and replace(said, above="") for said in found]
