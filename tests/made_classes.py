"""Made-up classes of any size and what they hand in, drawn at random, with what is true of each path.

made_downloads.py has one class in each layout; here are folders around it, files beside it, and what students hand in.
"""

import re
import unicodedata
from dataclasses import dataclass, field

FIRST = """Ada; Bo; Jean-Luc; Jean; José; Siobhán; Anna Maria; Zoë; Nguyễn; Павел; Ελένη; रवि; 雷; 梅梅; محمد; נועה; J;
Max; Tim; Lea; Ada B.; D'Arcy""".replace("\n", " ").split("; ")
LAST = """Lovelace; Li; O'Neil; Álvarez Núñez; van den Berg; Müller-Lüdenscheidt; Ødegård; Иванов; Παππά; कुमार; 李; 韩;
علي; לוי; X; Muster 2; Berners-Lee; Smith; Strider; St. John""".replace("\n", " ").split("; ")
SIGNED = "moodle", "blackboard", "brightspace", "exchange"
"""Layouts whose names nobody but the system gives."""
SIZES = 1, 1, 2, 2, 3, 3, 5, 30
WRAPPERS = (
    *("", "", "", "", "downloads", "CS101-PS1-4711", "ps1_stride", "Problem Set 1", "ps1-stride-submissions"),
    *("downloads/CS101-PS1-4711", "downloads/ps1_stride", "Problem Set 1/hand-ins", "ps1_stride/ps1_stride"),
)
OWN = "stride.ipynb"
"""The teacher's, which may lie beside what the class handed in."""
BESIDE = "index.html", "README.txt", "grades.csv", "overview.pdf"
WORKS = (
    *(["stride.ipynb"], ["stride.ipynb"], ["Stride.ipynb"], ["stride-Copy1.ipynb"], ["answers.ipynb"]),
    *(["stride.ipynb", "shapes.ipynb"], ["stride.ipynb", "scratch.ipynb"], ["stride.ipynb", "stride-Copy1.ipynb"]),
    *(["stride.ipynb", "notes.txt"], ["ps1_stride.zip"], ["tconv.zip"], ["hw.zip", "stride.ipynb"]),
    *(["tconv/exercises/ps1_stride/stride.ipynb"], ["exercises/ps1_stride/stride.ipynb"], ["ps1_stride/stride.ipynb"]),
    [f"tconv-main/{path}" for path in ("README.md", "notebooks/01.ipynb", "exercises/ps1_stride/stride.ipynb")],
    ["tconv/exercises/ps1_stride/stride.ipynb", "tconv/exercises/ps2_shapes/shapes.ipynb"],
    *(["PS1/stride.ipynb"], ["my work/stride.ipynb"], ["final.ipynb", "draft/stride.ipynb"], ["PS1.ipynb"]),
    *(["stride_NAME.ipynb"], ["USER_stride.ipynb"], ["NAME/stride.ipynb"], ["NAME.zip"], ["NAME - stride.ipynb"]),
)
"""What somebody hands in, where a folder is kept."""
FILES = (
    *(["stride.ipynb"], ["stride.ipynb"], ["stride.ipynb"], ["Stride.ipynb"], ["ps1_stride.ipynb"], ["stride-1.ipynb"]),
    *(["stride (1).ipynb"], ["tconv.zip"], ["ps1_stride.zip"], ["my work.ipynb"], ["stride_2026_10_01.ipynb"]),
    *(["stride.ipynb", "shapes.ipynb"], ["stride.ipynb", "scratch.ipynb"], ["stride.ipynb", "stride-1.ipynb"]),
    *(["stride_NAME.ipynb"], ["USER_stride.ipynb"], ["NAME.zip"], ["PS1.ipynb"]),
)
"""The same, where files lie beside each other."""


@dataclass(frozen=True)
class Person:
    name: str
    number: int
    """One of a kind, as systems give them."""
    username: str
    group: str = ""


@dataclass
class Download:
    """What a class handed in."""

    layout: str
    people: list
    wrapper: str
    whose: dict = field(default_factory=dict)
    """The person of each path, or None."""
    texts: dict = field(default_factory=dict)
    """The first lines of Blackboard's texts."""
    names: dict = field(default_factory=dict)
    """What the layout says of each person: name, number, user name, as regular expressions; None for nothing."""

    @property
    def is_clear(self):
        """Whether paths alone can tell: what one person handed in may lie in a teacher's folder, or in a student's."""
        told_by_folders = self.layout in ("github", "folders")
        return len(self.people) > 1 or self.layout in SIGNED or not (self.wrapper or told_by_folders)


def some_class(draw, namesakes):
    """People with names of their own; or, if the layout numbers people, with namesakes among them."""
    people, number = [], draw.randrange(100, 10**7)
    size = draw.choice(SIZES)
    numeric, surname = draw.random() < 0.3, draw.random() < 0.2 and draw.choice(LAST)
    while len(people) < size:
        first, last = draw.choice(FIRST), surname or draw.choice(LAST)
        name = draw.choice([f"{first} {last}"] * 6 + [first, f"{last}, {first}"])
        number += draw.randrange(1, 50)
        word = re.sub(r"\W", "", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()).lower()[:8]
        end = draw.choice(["", "", str(number % 100), f"-{number % 7}"])
        username = str(number) if numeric else f"{word or 'u'}{end}"
        taken = {each.name.casefold() for each in people}, {each.username for each in people}
        if (name.casefold() in taken[0] and not (namesakes and draw.random() < 0.1)) or username in taken[1]:
            if surname and len(people) >= 10:
                surname = False
            continue
        people.append(Person(name, number, username))
    return people


def date(draw):
    return f"Mar {draw.randrange(1, 29)}, 2026 {draw.randrange(1, 13)}{draw.randrange(10, 60)} AM"


def one_line(name):
    return re.escape(unicodedata.normalize("NFC", name))


# Each layout is given the people and what they hand in; it yields the path of each file, and says who is who.


def moodle(draw, made, works):
    form = draw.choice(["file_/", "file/", "file_"])
    hidden, typed = draw.random() < 0.15, draw.random() < 0.2
    group = draw.choice([""] * 4 + ["Lab 2-", "Rot-", "Gruppe A-"])
    for each in made.people:
        name = "Participant" if hidden else each.name
        whole = f"{group}{name}"
        own = one_line(f"Participant {each.number}" if hidden else name)
        is_clear = len({each.name for each in made.people}) > (1 if " " in group else 3) and not hidden
        made.names[each] = own if is_clear else f"({group})?{own}", str(each.number), None
        for file in works(each, form == "file_"):
            made.whose[f"{whole}_{each.number}_assignsubmission_{form}{file}"] = each
        if typed:
            text = f"{whole}_{each.number}_assignsubmission_onlinetext{'_' * (form != 'file/')}/onlinetext.html"
            made.whose[text] = each


def canvas(draw, made, works):
    attachment = draw.randrange(10**5, 10**6)
    anonymous = draw.random() < 0.25
    for each in made.people:
        word = re.sub(r"\W|_", "", draw.choice([each.name, each.username])).lower() or "student"
        late = "LATE_" * (draw.random() < 0.3)
        made.names[each] = one_line(word), str(each.number), None
        if anonymous:
            word = f"anon_{draw.choice('abXY')}{each.number:x}"
            made.names[each] = word, None, None
        for file in works(each, True):
            attachment += draw.randrange(1, 9)
            middle = "" if anonymous else f"{each.number}_"
            head = f"{late}{word}" if anonymous and draw.random() < 0.5 else f"{word}_{late}".rstrip("_")
            made.whose[f"{head}_{middle}{attachment}_{file}"] = each


def blackboard(draw, made, works):
    title = draw.choice(["Problem Set 1", "PS1", "ps1_stride", "PS_1", "Problem_Set_1", "HW 1"])
    with_texts = draw.random() < 0.6
    for each in made.people:
        known = title == "ps1_stride" or "_" not in title
        username = re.escape(each.username) if known or with_texts else f"(.*_)?{re.escape(each.username)}"
        made.names[each] = one_line(each.name) if with_texts else username, None, username
        for day in range(1, draw.choice([2, 2, 2, 3])):
            head = f"{title}_{each.username}_attempt_2026-10-{day:02}-09-00-{draw.randrange(60):02}"
            for file in works(each, True):
                made.whose[f"{head}_{file}"] = each
            if with_texts:
                made.whose[f"{head}.txt"] = each
                made.texts[f"{head}.txt"] = f"Name: {each.name} ({each.username})"


def brightspace(draw, made, works):
    item, between = draw.randrange(100, 999), draw.choice(["/", " - "])
    for each in made.people:
        made.names[each] = one_line(each.name), str(each.number), None
        head = f"{each.number}-{item} - {each.name} - {date(draw)}"
        for file in works(each, between != "/"):
            made.whose[f"{head}{between}{file}"] = each


def google(draw, made, works):
    for each in made.people:
        made.names[each] = one_line(each.name), None, None
        for file in works(each, True):
            made.whose[f"{each.name} - {file}"] = each


def github(draw, made, works):
    slug = draw.choice(["ps1-stride", "ps1", "stride", "problem-set-1-stride", "ps1-zeros-inserted"])
    for each in made.people:
        user = each.username.replace("_", "-")
        end = user if "-" not in user else f"({re.escape(user)}|{re.escape(user.rpartition('-')[2])})"
        more = "" if slug != "ps1-zeros-inserted" or len(made.people) > 1 else "(.*-)?"
        made.names[each] = more + end, None, more + end
        for file in works(each, False):
            made.whose[f"{slug}-{user}/{file}"] = each
        made.whose[f"{slug}-{user}/README.md"] = each


def exchange(draw, made, works):
    inbound = draw.random() < 0.5
    for each in made.people:
        made.names[each] = re.escape(each.username), None, re.escape(each.username) if inbound else None
        head = f"submitted/{each.username}/ps1_stride"
        if inbound:
            head = f"{each.username}+ps1_stride+2026-03-01 10:{draw.randrange(10, 60)}:00.123456 UTC+4fa"
        for file in works(each, True):
            made.whose[f"{head}/{file}"] = each


def hub(draw, made, works):
    for each in made.people:
        made.names[each] = re.escape(each.username), None, re.escape(each.username)
        for file in works(each, False):
            made.whose[f"home/{each.username}/{file}"] = each


def folders(draw, made, works):
    grouped = draw.random() < 0.2 and len(made.people) > 3
    for number, each in enumerate(made.people):
        made.names[each] = one_line(each.name), None, None
        group = f"Group {'AB'[number % 2]}/" if grouped else ""
        for file in works(each, False):
            made.whose[f"{group}{each.name}/{file}"] = each


def files(draw, made, works):
    form = draw.choice(
        ["{}_stride.ipynb", "stride_{}.ipynb", "{}-stride.ipynb", "{}_ps1_stride.zip", "{}.ipynb", "{}.zip"]
    )
    more = draw.choice(["", "", " (1)"]) if "stride" in form else ""
    for each in made.people:
        made.names[each] = one_line(each.name), None, None
        made.whose[form.format(each.name).replace(".ipynb", f"{more}.ipynb")] = each  # the browser's second one


LAYOUTS = moodle, canvas, blackboard, brightspace, google, github, exchange, hub, folders, files


def download(draw, layout):
    """A class and its download in this layout, drawn at random."""
    made = Download(layout.__name__, some_class(draw, layout in (moodle, brightspace)), draw.choice(WRAPPERS))
    alike = draw.choice([True, False])
    same = {flat: draw.choice(FILES if flat else WORKS) for flat in (True, False)}

    def works(person, flat):
        """The files of one person; flat: which the system puts beside each other, without folders."""
        found = same[flat] if alike else draw.choice(FILES if flat else WORKS)
        return [name.replace("NAME", person.name).replace("USER", person.username) for name in found]

    layout(draw, made, works)
    is_mixed = len(made.people) > 2 and not (made.wrapper and layout in (folders, files)) and draw.random() < 0.15
    for name in draw.sample(BESIDE, draw.choice([0, 0, 1, 2])) + [OWN] * is_mixed:
        made.whose[name] = None
    above = f"{made.wrapper}/" if made.wrapper else ""
    made.whose = {above + path: person for path, person in made.whose.items()}
    return made
