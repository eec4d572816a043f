"""How learning systems, and teachers, name what is handed in: paths, and who they say it was.

A pattern is a path with fields in braces; PATTERN= takes the same. To add a system, add a line to SIGNED or LOOSE, and
a field to FIELDS if it says something new.
"""

import re
from dataclasses import dataclass, fields

import dateparser

from .downloads import WORK
from .handed_in import HandedIn

SIGNED = {
    "Moodle": (
        "{student}{numbered}_assignsubmission_file_/{file}",
        "{student}{numbered}_assignsubmission_file/{file}",
        "{student}{numbered}_assignsubmission_file_{file}",
        "{student}{numbered}_assignsubmission_{text}/{file}",
        "{student}{numbered}_assignsubmission_{text}",
    ),
    "Blackboard": (
        "{title}_{username}_{tried}_{date}_{file}",
        "{title}_{username}_{tried}_{date}.txt",
    ),
    "Brightspace": (
        "{number}-{item} - {student} - {date}/{file}",
        "{number}-{item} - {student} - {date} - {file}",
    ),
    "Sakai": (
        "{student}({username})/Submission attachment(s)/{file}",
        "{student}({username})_Submission attachment(s)_{file}",
        "{student}({username})/{feedback}/{file}",
        "{student}({username})_{feedback}{file}",
        "{student}/Submission attachment(s)/{file}",
        "{student}/{feedback}/{file}",
        "{sorted}{student}({username})/{file}",
        "{student}({username})/{any}.txt",
        "{student}({username})/{any}.html",
    ),
    "OpenOLAT": (
        "{student}/{attempt}_submissions/{file}",
        "{student}/{attempt}_revisions_{item}/{file}",
        "{student}/{attempt}_{corrected}/{file}",
        "{student}/{attempt}_{task}/{file}",
    ),
    "Schoology": ("{student} - {username}/Revision {attempt} - {any}/{file}",),
    "nbgrader's exchange": (
        "{username}+{set}+{date}+{random}/{file}",
        "{username}+{set}+{date}/{file}",
        "submitted/{student}/{set}/{file}",
    ),
    "Gradescope": ("{gradescope}{student}/{file}",),
    "Microsoft Teams": (
        "Submitted files/{student}/{any}/Version {attempt}/{file}",
        "Submitted files/{student}/{any}/{file}",
        "{draft}/{student}/{any}/{file}",
    ),
    "Canvas": (
        "{late}_{anonymous}_{attachment}_{file}",
        "{anonymous}_{late}_{attachment}_{file}",
        "{anonymous}_{attachment}_{file}",
        "{student}_{late}_{number}_{attachment}_{file}",
    ),
}
"""Names that nobody but the system gives."""
LOOSE = {
    "Canvas": ("{student}_{number}_{attachment}_{file}",),
    "homes of a hub": ("home/{username}/{file}",),
    "GitHub Classroom": ("{assignment}-{username}{branch}/{file}",),
    "Google Classroom": (
        "{student} - {student} - {original}",  # Dropbox, of a file that had come from there
        "{student} - {notebook}{copy}.{ending}",
        "{student} - {original}",
    ),
}
"""Names that people give, too: these count only where they tell people apart."""
SYSTEMS = {*SIGNED, *LOOSE}
SUBMITTERS = "submission_metadata.yml"
"""Gradescope's list of whose what is; without it, folders called like Gradescope's are a student's own."""
FOUND_BY_NAME = "a file named like its student"
FILES = {
    "a file for each student": (
        "{student}{gap}{notebook}{copy}.{ending}",
        "{notebook}{copy}{gap}{student}{copy}.{ending}",  # also stride (1)_Ada, a copy to which the name was added
    ),
    FOUND_BY_NAME: ("{student}.{ending}",),
}
A_FOLDER = "a folder for each student"
PLAIN = {A_FOLDER: ("{student}/{file}",)} | FILES
NOBODY = "{notebook}{copy}.{ending}"
HOMEWORK = r"(?i:(?:solution|answer|assignment|submission|exercise|download)s?|homework|hw|abgaben?|lösung(?:en)?)"
"""What people call any notebook that is handed in, which is nobody's name."""
NO_NAME = "copy|kopie|копия|副本|複製|コピー|복사본"
A_COPY = f"(?:[ck][oó]p(?:y|i[ea]?)|{NO_NAME})"
"""What systems call a copy: copy, Kopie, copie, copia, cópia, kopia, kopi, ... Prokopi and Copia are surnames, too."""
COPY_OF = f"(?:{A_COPY} (?:(?:of|von|van|de|di|da|av|af) )?)?"
"""What Google puts in front of the name of a copy."""
COPIED = rf"(?:(?: [-–—] | ){A_COPY}|(?: - |[-_ ])?(?:{NO_NAME}))(?: ?\d+| \(\d+\))?"
COPY = rf"(?i:{COPIED}|[-_]\d{{1,3}}| ?\(\d+\)|[-_ ](?:v\d+|final))?"
"""What systems, and people, add to the name of a copy. Longer numbers are students'."""

FIELDS = {
    "student": r"[^/]+?",
    "username": r"[^/()]+?",
    "number": r"\d+",  # the person's, or the participant's
    "numbered": r"(?:_(?P<number>\d+))?",  # where groups hand in, those in none have no number
    "attachment": r"[1-9]\d*",
    "item": r"\d+",
    "late": r"LATE",
    "anonymous": r"anon_[^_/]+",
    "date": r"(?:(?! - )[^/])*?\d{4}(?:(?! - )[^/])*?(?:\d|[AaPp]\.?[Mm]\.?|[A-Z]{3,5})",
    "tried": r"[^\d_/]+(?=_\d{4}(?:-\d\d){5}[_.])",  # "attempt", in the language of the site
    "random": r"[\w-]+",  # nbgrader's, in an alphabet for addresses
    "text": r"(?!file(?:[_/]|$))[^/]+",
    "draft": r"Working files",
    "feedback": r"Feedback Attachment\(s\)",
    "corrected": r"corrections(?:_\d+)?",
    "task": r"task",
    "sorted": r"(?=[^/]*,[^/]*(?<! )\((?!\d\d?\)))",  # as Sakai sorts names: Doe, Jane(jdoe), no folder(1)
    "gradescope": r"(?=submission_\d+/)",  # who that is stands in a text beside
    "branch": r"(?:-main|-master)?",  # which GitHub adds to a repository that it zips
    "attempt": r"\d+",
    "any": r"[^/]+?",
    "original": rf"(?!(?i:{A_COPY})[ ()\d]*\.)[^/]+",  # no "Copy (2).ipynb"
    "copy": COPY,
    "gap": r" - |[-_ ]",
    "ending": WORK,
    "file": r"[^/]+",  # after a slash: all that lies below
}
"""Besides, {set} is the problem set's name, {notebook} its notebook's; {assignment} and {title} the system's for it."""
NOT_HANDED_IN = {
    "text": "was typed into the system",
    "draft": "is a draft that was not turned in",
    "feedback": "is feedback that a teacher gave",
    "corrected": "is feedback that a teacher gave",
    "task": "is what a teacher handed out",
}
"""Fields of what is no file that was handed in, and why."""


@dataclass(frozen=True)
class Said(HandedIn):
    """What a path says of a hand-in, before anybody has looked for a notebook."""

    above: str = ""
    """The folders around it, where they may tell namesakes apart: Group A, Group B."""
    odd_date: str = ""
    """A date that is not understood."""
    title: str = ""
    not_handed_in: str = ""
    """Why it is no file that was handed in."""

    def record(self, file, sha256, time):
        """What is kept of it beside the notebook."""
        kept = {field.name: getattr(self, field.name) for field in fields(HandedIn)}
        entry = f"{self.above}/{self.entry}" if self.above else self.entry
        return HandedIn(**kept | {"entry": entry, "file": file, "sha256": sha256, "time": time})


class UnknownPattern(ValueError):
    """PATTERN= is not understood; the message says what would be."""


def names_of_set(problem_set, notebook):
    """What fields stand for that have to do with this problem set."""
    set_form, short = re.escape(problem_set).replace("_", "[-_ ]"), re.escape(problem_set.partition("_")[0])
    names = f"{re.escape(notebook)}|{set_form}|{short}"
    return {
        "set": re.escape(problem_set),
        "notebook": f"(?i:{COPY_OF}(?:{HOMEWORK}\\d*[-_ ])?(?:{names}))(?: \\d{{1,3}})?",  # as a Mac counts: stride 2
        "title": f"(?i:{set_form}|[^/_]*)",
        "assignment": f"(?i:[^/]*?{words_of_set(problem_set, notebook)})",
    }


def words_of_set(problem_set, notebook):
    """What names that speak of this problem set have in them, as a regular expression."""
    set_form = re.escape(problem_set).replace("_", "[-_]")
    words = {set_form, re.escape(notebook), *re.split(r"[-_]", problem_set)}
    return f"(?i:{'|'.join(sorted((word for word in words if len(word) > 2), key=len, reverse=True))})"


def compiled(layouts, words):
    """Each pattern of the layouts as a regular expression, with its layout's name."""
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
        group = f"{name}{place}" if name in ("any", "copy") else name  # these need not be twice the same
        expression += f"(?P={group})" if f"(?P<{group}>" in expression else f"(?P<{group}>{form})"
        place = field.end()
    return expression + re.escape(pattern[place:])


def check_pattern(pattern):
    """Raises UnknownPattern if it cannot say who handed in."""
    filled(pattern, names_of_set("set", "notebook"))
    if "{" in re.sub(r"\{\w+\}", "", pattern):
        raise UnknownPattern("a field has only letters between its braces, as in {student}/abgabe/{file}")
    if "{student}" not in pattern and "{username}" not in pattern:
        raise UnknownPattern("it must say where the student's name stands, as in {student}/abgabe/{file}")


def told(layouts, raw, level, parts, above=False):
    """What a path says below so many folders, or None."""
    for layout, form in layouts:
        match = form.fullmatch("/".join(parts[level:]))
        if match:
            read = match.groupdict()
            date = iso(read.get("date"))
            name = read.get("student") or read.get("anonymous") or read.get("username")
            last = max(match.end(each) for each in read if each not in ("file", "text"))
            end = level + match.string[:last].count("/") + 1
            return Said(
                layout=layout,
                name=" ".join(name.split()),
                entry="/".join(raw[level:end]),
                above="/".join(parts[:level]) if above else "",
                number=read.get("number"),
                username=read.get("username"),
                attachment=read.get("attachment"),
                attempt=attempt_of(parts[-1]) if layout == "Canvas" else int(read.get("attempt") or 0) or None,
                date=date,
                odd_date="" if date else read.get("date", ""),
                late=bool(read.get("late")),
                title=read.get("title") or read.get("assignment") or "",
                not_handed_in=next((why for field, why in NOT_HANDED_IN.items() if read.get(field)), ""),
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
    if re.fullmatch(r"\d{17}", date):  # as Sakai wrote it for long, in UTC, to the thousandth of a second
        date = re.sub(r"(....)(..)(..)(..)(..)(..)...", r"\1-\2-\3 \4:\5:\6 UTC", date)
    date = re.sub(r"(?<!\d)(\d{1,2})(\d\d)(?= ?[AaPp]\.?[Mm]|$)", r"\1:\2", date) if ":" not in date else date
    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    if re.match(r"\d+\.", date):  # 2.3.2026 is in March: whoever writes dots has the day first
        settings["DATE_ORDER"] = "DMY"
    found = dateparser.parse(date, settings=settings)
    return found and found.isoformat()
