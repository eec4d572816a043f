"""Who handed in what, seen over a whole download: below which folders the names stand, and whose they are.

layouts.py says what one path may mean. Here is what only all paths together tell: a reading that gives several people
one name, or one person several, is not what the system wrote. names.py then says what these people are called.
"""

import re
from collections import defaultdict
from itertools import compress, product, takewhile
from os.path import commonprefix
from unicodedata import normalize

from .downloads import holds_work
from .layouts import (
    COPY,
    FILES,
    HOMEWORK,
    LOOSE,
    NOBODY,
    PLAIN,
    SIGNED,
    SUBMITTERS,
    compiled,
    filled,
    names_of_set,
    told,
    words_of_set,
)

COURSE = "exercises"
"""The folder of the course in which students answer."""


def who(paths, problem_set, notebook, pattern=None, called=None):
    """What each path says of who handed it in; None for those that say nothing.

    paths: as they lie in the download, with slashes. called: as they are read, if that is something else; a pattern
    reads them as they are. Raises UnknownPattern.
    """
    download = Download(paths, problem_set, notebook, called)
    if pattern:
        return download.by_pattern(pattern)
    if not (known := download.by_systems()):
        return download.plainly_read(PLAIN, download.level_of_people())
    level, found = known
    beside = download.without(found)
    deeper = 0 if beside.by_systems() else beside.level_of_folders  # as where late/NAME lies beside a system's own
    plain = iter(beside.plainly_read(PLAIN, max(level, deeper)))
    return [said or next(plain) for said in found]


def people_in(paths, problem_set, notebook):
    """The names of those whom a system's own download names in these paths."""
    _, found = Download(paths, problem_set, notebook).by_systems() or (0, ())
    return sorted({said.name for said in found if said and said.layout in SIGNED})


class Download:
    """The paths of a download, and what layouts make of them below so many folders: the level.

    Where it says `found`, that is what was read of each path, None where nothing was.
    """

    def __init__(self, paths, problem_set, notebook, called=None):
        self.raw = [path.split("/") for path in paths]
        self.parts = [normalize("NFC", path).split("/") for path in called or paths]
        self.is_work = [holds_work(names[-1]) for names in self.parts]
        self.work = self.of_work(self.parts)
        self.levels = range(max(map(len, self.work), default=0))
        self.problem_set, self.notebook = problem_set, notebook
        self.names_of_set, self.words_of_set = names_of_set(problem_set, notebook), words_of_set(problem_set, notebook)
        is_gradescopes = any(names[-1] == SUBMITTERS for names in self.parts)
        self.systems = {name: forms for name, forms in SIGNED.items() if name != "Gradescope" or is_gradescopes}
        self.nobody = re.compile(filled(NOBODY, self.names_of_set))
        self.folders = [self.folders_of(names) for names in self.work]
        self.sets = [own for own, names in zip(self.folders, self.work) if self.is_nobodys(names[-1:])]
        """The folders of those files that are only called like the set."""
        self.level_of_folders = self.outermost_people()

    def without(self, found):
        """The Download of those paths of which nothing was read."""
        rest = [number for number, said in enumerate(found) if not said]
        called = ["/".join(self.parts[number]) for number in rest]
        return Download(["/".join(self.raw[number]) for number in rest], self.problem_set, self.notebook, called)

    def of_work(self, each):
        """Of one thing for each path, those for paths of notebooks and archives."""
        return [*compress(each, self.is_work)]

    def read(self, layouts, level, above=False, parts=None):
        forms = compiled(layouts, self.names_of_set)
        return [told(forms, own, level, names, above) for own, names in zip(self.raw, parts or self.parts)]

    def is_nobodys(self, names):
        return self.nobody.fullmatch("/".join(names)) is not None

    def is_called_after_set(self, name):
        """Whether the name speaks of the set, as "CS101-PS1-4711" does: it is a teacher's then."""
        return re.search(rf"(?<![^\W_]){self.words_of_set}(?![^\W_])", name) is not None

    def is_teachers(self, level):
        """Whether the one folder around this level is called after the set."""
        return self.is_called_after_set(self.work[0][level - 1])

    def plainly_read(self, layouts, level):
        """What names say that no system gave. A file that is only called like the set says nothing."""
        found = self.read(layouts, level, above=True)
        return [None if self.is_nobodys(names[level:]) else said for said, names in zip(found, self.parts)]

    # Names that systems give

    def by_pattern(self, pattern):
        """Found on the level where the pattern reads most; of equals the outermost."""
        layouts, written = {"PATTERN": (pattern,)}, [[normalize("NFC", part) for part in own] for own in self.raw]
        readings = [self.read(layouts, level, above=True, parts=written) for level in self.levels or [0]]
        return max(readings, key=lambda found: len([*filter(None, self.of_work(found))]))

    def by_systems(self):
        """(level, found) where systems' layouts know who it is, or None."""
        return self.signed() or self.loose()

    def signed(self):
        """The same for names that nobody but a system gives: the outermost level.

        One folder around all is no student, if people are told apart in it.
        """
        for level in self.levels:
            found = self.read(self.systems, level)
            several = self.in_one_folder(level) and self.people_told(found) > 1
            if several or self.knows_enough(found, level):
                systems = {said.layout for said in found if said}
                return level, [said or other for said, other in zip(found, self.loosely_read(systems, level))]
        return None

    def loose(self):
        """The same for names that people give, too: the level on which one system tells most people apart."""
        readings = [(level, self.loosely_read({system}, level)) for level, system in product(self.levels, LOOSE)]
        fitting = [(level, found) for level, found in readings if self.tells_apart(found, level)]
        return max(fitting, key=lambda reading: self.people_told(reading[1]), default=None)

    def loosely_read(self, systems, level):
        """What names say that people give, too, as these systems do; None for what cannot be so.

        A person does not stand in two folders, and a number belongs to one name. A system calls nobody like work.
        """
        layouts = {system: LOOSE[system] for system in systems if system in LOOSE}
        found = [signed or loose for signed, loose in zip(self.read(self.systems, level), self.read(layouts, level))]
        around, called = defaultdict(set), defaultdict(set)
        no_repository = self.is_wrapper(level)
        work = rf"(?:{self.words_of_set}|{HOMEWORK}[-_ ]?\d*){COPY}"
        no_system = {said.layout for said in found if said and re.fullmatch(work, said.name)}
        for said, names in zip(found, self.parts):
            if said:
                around[person(said)].add(tuple(names[:level]))
                called[said.layout, said.number].add(said.name)

        def can_be(said):
            return (
                said.layout not in no_system
                and len(around[person(said)]) == 1
                and not (said.number and len(called[said.layout, said.number]) > 1)
                and not (said.layout == "GitHub Classroom" and no_repository)
            )

        return [said if said and can_be(said) else None for said in found]

    def is_wrapper(self, level):
        """Whether a folder that could be a repository is the teacher's, around all or around other people's."""
        if self.level_of_folders > level:
            return True
        holds_set = any(len(own) == level + 1 for own in self.sets)
        return self.in_one_folder(level + 1) and (not holds_set or self.level_of_files() is not None)

    # Whether a reading can be right

    def knows_enough(self, found, level):
        """On the outermost level one path that is known is enough, also below one folder that is the teacher's.

        Further in, where folders may be students', all. What lies in one folder around all, and is only called like
        the set, may be the teacher's own.
        """
        known = self.of_work(found)
        one = self.in_one_folder(level)
        if not level or (one and self.is_teachers(level)):
            return any(known)
        every = all(said or (one and self.is_nobodys(names[level:])) for said, names in zip(known, self.work))
        return any(known) and every

    def tells_apart(self, found, level):
        """Whether there are more people than folders around them; or one, whom a teacher's folder holds."""
        if not self.knows_enough(found, level):
            return False
        people, around = self.people_told(found), self.folders_above(level)
        return self.is_somebody(found, level) if people == around == 1 else people > around

    def is_somebody(self, found, level):
        """Whether what is read in one folder is one person.

        Of several files, one ends as the set's is called: else what all begin with may be no name.
        """
        work = self.of_work(found)
        if len({said.entry for said in work if said}) > 1:
            return any(re.search(rf"[_ ]{self.nobody.pattern}$", names[level]) for names in self.work)
        return not level or (all(work) and self.is_teachers(level))

    def people_told(self, found):
        return len({*map(person, filter(None, self.of_work(found)))})

    def folders_above(self, level):
        return len({tuple(names[:level]) for names in self.work})

    def in_one_folder(self, level):
        return self.folders_above(level) == 1

    # Files and folders that are named like their students

    def level_of_people(self):
        level = self.level_of_files()
        return self.level_of_folders if level is None else level

    def level_of_files(self):
        """How many folders stand above files that are named like their students, all in one folder; or None."""
        return next(filter(self.holds_named_files, takewhile(self.in_one_folder, self.levels[1:])), None)

    def holds_named_files(self, level):
        if not self.is_teachers(level) and any(self.is_nobodys(names[level:]) for names in self.work):
            return False
        return self.tells_apart(self.plainly_read(FILES, level), level)

    def outermost_people(self):
        """How many folders stand above the students': as many as above the outermost one with work in it.

        Less, where folders further in do not tell more people apart than the folders around them.
        """
        folders = [*filter(None, self.folders)]
        common = len(commonprefix(folders))
        sets = {own[common] for own in self.sets if len(own) > common}
        if common and len(sets) > 1:  # what lies beside students' folders is nobody's
            folders = [each for each in folders if len(each) > common]
        deepest = max(min(map(len, folders), default=1) - 1, 0)
        return next((level for level in range(deepest, 0, -1) if self.are_people(folders, level)), 0)

    def are_people(self, folders, level):
        """Whether the folders on this level are people, not what each of the folders around them must hold."""
        around = {tuple(folder[:level]) for folder in folders}
        names = {folder[level] for folder in folders}
        if len(names) > len(around):
            # Unless still more files lie beside the folder around them: then these are people's, and so is that folder.
            beside = [path for path in self.work if len(path) <= level and not self.is_nobodys(path[-1:])]
            return len(names) >= len(beside) or self.is_called_after_set(folders[0][level - 1])
        if len(around) > 1:  # namesakes, at most in two groups
            return are_groups({each[-1] for each in around}) and len(around) <= 2 * len(names)
        if any(map(self.is_called_after_set, names)):
            return False
        are_unpacked = all(path[level + 1 : level + 3] == [COURSE, self.problem_set] for path in self.work)
        are_teachers = [*map(self.is_called_after_set, folders[0][:level])]
        return are_teachers[-1] or not (are_unpacked or any(are_teachers))

    def folders_of(self, names):
        """The folders of a path without those of the course in which a student answers."""
        folders = names[:-1]
        if folders[-1:] == [self.problem_set]:
            folders = folders[:-1] or folders
            if folders[-1:] == [COURSE] and len(folders) > 1:
                folders = folders[:-1]
        return folders


def person(said):
    """What tells a person apart on one level."""
    return said.layout, said.number or said.name


def are_groups(names):
    """Whether these folders only differ in a letter or a number at the end: Group A, Group B."""
    return len(names) > 1 and len({re.sub(r"[\s_-]+(\w|\d\d)$", "", name) for name in names}) == 1
