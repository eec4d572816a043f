"""What people are called, as only a whole download tells: behind a group's name, in a text beside it, or hidden."""

import re
from collections import defaultdict
from dataclasses import replace
from os.path import commonprefix
from unicodedata import normalize

from .layouts import iso

NAME = re.compile(r"[^:\n]*:\s*(.+?)\s*\(([^()\n]+)\)\s*$", re.MULTILINE)
"""The first line of Blackboard's text beside a hand-in, "Name: Jane Doe (jane_doe)", in any language."""
SUBMITTED = re.compile(r"^(\w+):\n +:submitters:\n((?: +(?:- )?:(?:name|sid|email):.*\n)+)", re.MULTILINE)
SUBMITTER = re.compile(r":(name|email): *['\"]?(.*?)['\"]?$", re.MULTILINE)
"""In what Gradescope wrote: the people of each hand-in; a name or an address. YAML readers may refuse Ruby's tags."""


def with_people(found, texts, submitters=""):
    """What who() says of each path, after a look at the whole download: what one path alone does not tell.

    texts: first lines of what Blackboard, Sakai and nbgrader wrote beside hand-ins, by their entries. submitters: what
    Gradescope wrote beside all.
    """
    found = with_repositories(with_dates(with_texts(with_submitters(found, submitters), texts), texts))
    return without_wrapper(with_hidden_names(without_groups(without_several_groups(found))))


def of_layout(layout, found):
    return [said for said in found if said and said.layout == layout]


def told_anew(layout, found, fields_of):
    """The same, but of what is in this layout `fields_of` says some fields."""
    return [replace(said, **fields_of(said)) if said and said.layout == layout else said for said in found]


def with_submitters(found, text):
    """Gradescope's names and addresses. A group has several names, and no address that tells it in every set."""
    people = {}
    for entry, lines in SUBMITTED.findall(text.replace("\r\n", "\n")):
        said = defaultdict(list)
        for field, value in SUBMITTER.findall(lines):
            said[field].append(normalize("NFC", value).replace("''", "'"))
        (address,) = said["email"] if len(said["email"]) == 1 else ("",)
        people[entry] = {"name": ", ".join(said["name"]) or entry, "username": address or None}
    return told_anew("Gradescope", found, lambda said: people.get(said.entry, {}))


def with_texts(found, texts):
    """Blackboard's names, which stand in the texts."""
    people = {}
    for said in of_layout("Blackboard", found):
        line = NAME.match(texts.get(said.entry, ""))
        if line and head_of(said).endswith(f"_{line[2]}"):
            people[head_of(said)] = {"name": normalize("NFC", line[1]), "username": line[2]}
    return told_anew("Blackboard", found, lambda said: people.get(head_of(said), {}))


def with_dates(found, texts):
    """Dates that nbgrader or Sakai wrote into a text beside a hand-in."""

    def date_of(said):
        date = said.date or iso(texts.get(said.entry))
        return {"date": date, "odd_date": "" if date else texts.get(said.entry) or said.odd_date}

    return told_anew("Sakai", told_anew("nbgrader's exchange", found, date_of), date_of)


def head_of(said):
    """Title and user name of Blackboard, both of which may hold the "_" that stands between them."""
    return f"{said.title}_{said.username}"


def with_repositories(found):
    """GitHub Classroom's user names: what follows that which all names of repositories begin with."""
    names = {repository(said) for said in of_layout("GitHub Classroom", found)}
    if len(names) < 2:
        return found
    common = commonprefix(sorted(names)).rpartition("-")[0]
    users = {name: name.removeprefix(common).lstrip("-") for name in names}
    return told_anew(
        "GitHub Classroom", found, lambda said: dict.fromkeys(("name", "username"), users[repository(said)])
    )


def repository(said):
    """The name of a GitHub repository, without a branch."""
    return f"{said.title}-{said.username}"


def without_several_groups(found):
    """Moodle's names of whoever is in several groups: one number, and one name after each group's."""
    names = defaultdict(set)
    for said in of_layout("Moodle", found):
        names[said.number].add(said.name)
    endings = {number: commonprefix([name[::-1] for name in each])[::-1] for number, each in names.items()}
    own = {number: ending.partition("-")[2] for number, ending in endings.items() if len(names[number]) > 1}
    return told_anew("Moodle", found, lambda said: {"name": own.get(said.number) or said.name})


def without_groups(found):
    """Moodle's names without the group's, which stands in front of all of them if one group was downloaded."""
    names = {said.name for said in of_layout("Moodle", found)}
    group, dash, _ = commonprefix([*names]).partition("-")
    if not dash or len(names) < 2 or (group.isalpha() and len(names) < 4):
        return found  # two names that begin with Jean-, say, are no group
    return told_anew("Moodle", found, lambda said: {"name": said.name.removeprefix(f"{group}-")})


def with_hidden_names(found):
    """Moodle's names where it hides them: then all are called Participant, or that in another language."""
    people = {(said.name, said.number) for said in of_layout("Moodle", found)}
    names = {name for name, _ in people}
    are_hidden = all(name.endswith("Participant") for name in names) or (len(names) == 1 and len(people) > 2)
    return told_anew("Moodle", found, lambda said: {"name": f"{said.name} {said.number}"}) if are_hidden else found


def without_wrapper(found):
    """The same without the folder around all, which tells nobody apart."""
    if len({said.above for said in found if said}) > 1:
        return found
    return [said and replace(said, above="") for said in found]
