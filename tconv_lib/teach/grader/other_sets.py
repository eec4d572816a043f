"""What lies in a download and is not of the problem set that is collected."""

import re
from collections import Counter, defaultdict
from itertools import chain

from ..exercises import EXERCISES
from ..questions import problem_sets
from .choose import ITS_CELLS, choose
from .terminal import say

OF_ANOTHER_SET = """Nothing is taken in: of {} hand-ins, {} are named for {other} and hold no cell of {this}, and none
is named for {this}. Is it SET={other}? If not, take what is of {other} out of the download."""
MANY = 3
"""Hand-ins that are named for another set, while none is for this one, were meant for that."""
HANDED_IN = re.compile(r"((?:[^/]+/)*?)(?:submitted|inbound)/")
NBGRADERS = re.compile(r"((?:[^/]+/)*?)(?:source|release|autograded|feedback|outbound)(?=/)")
"""Folders of nbgrader's course and of its exchange, and what stands above them."""


def without_nbgraders_own(files):
    """The files that do not lie in what nbgrader keeps beside the folder of what was handed in."""
    around = {match[1] for file in files if (match := HANDED_IN.match(file.path))}
    own = {file: match[0] for file in files if (match := NBGRADERS.match(file.path)) and match[1] in around}
    for folder in sorted({*own.values()}):
        say(f"left out: {folder} is nbgrader's own, and holds nothing that was handed in")
    return [file for file in files if file not in own]


def without_other_sets(files, frame):
    """The files that do not lie in the folder of another problem set, as in a folder of all that a class handed in."""
    sets = problem_sets(EXERCISES)
    for file in files:
        *folders, name = file.path.split("/")
        named = [part for folder in folders for part in folder.split("+") if part in sets]  # nbgrader's has a + in it
        if not named or frame.name == named[-1] or frame.notebook.casefold() in name.casefold():
            yield file
        else:
            say(f"left out: {file.path} is of {named[-1]}")


def set_in_name(file, frame):
    """The other problem set after which people named the file, as ps0_before_Ada.ipynb, or None."""
    name = re.sub("[- ]", "_", file.name.casefold())
    word = r"(?<![a-z0-9]){}(?![a-z0-9])"  # Schwab's is not of a set hw
    named = [each for each in problem_sets(EXERCISES) if re.search(word.format(re.escape(each.casefold())), name)]
    return named[0] if named and frame.name not in named else None


def refuse_another_set(hand_ins, frame):
    """Raise SystemExit if SET must be mistyped: by the names of most files, and by all that these hold."""
    words = {each: words_in(each) for each in problem_sets(EXERCISES)}
    words[frame.name] |= words_in(frame.notebook)
    times, named = Counter(chain(*words.values())), defaultdict(list)
    for entries in hand_ins.values():
        said = words_in(" ".join(file.name for _, file in entries))
        for each, own in words.items():
            if any(times[word] == 1 for word in own & said):
                named[each].append(entries)
    other = max(named, key=lambda each: len(named[each]), default=frame.name)
    if frame.name in named or len(named[other]) < max(MANY, len(hand_ins) / 2):
        return
    best = (choose(entries, frame)[0] for entries in named[other])
    if not any(each and each.fit >= ITS_CELLS for each in best):
        raise SystemExit(OF_ANOTHER_SET.format(len(hand_ins), len(named[other]), other=other, this=frame.name))


def words_in(name):
    """Its words, and those that have a number behind: stride2 is stride2 and stride."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return {word for word in words + [word.rstrip("0123456789") for word in words] if len(word) > 2}
