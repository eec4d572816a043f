"""Made-up downloads, as learning systems give them to a teacher. Also a command: python tests/made_downloads.py FOLDER

It writes one download of 30 hand-ins of ps1_stride in each layout; then, for example,
make collect SET=ps1_stride FROM=FOLDER/Moodle.zip

For the last one add PATTERN='{student}/abgabe/{file}'.
"""

import io
import json
import sys
import unicodedata
import zipfile
from functools import cache
from pathlib import Path

import nbformat
from course import ROOT, answered_rightly, read

NAMES = """Ada Lovelace; Bo Li; Chen Wei; José Álvarez; Siobhán O'Neil; Jean-Luc Picard; रवि कुमार; रवी कुमार; 李雷;
韩梅梅; Søren Ødegård; Zoë van den Berg; Nguyễn Văn An; Jürgen Weiß; María José Núñez; Павел Иванов; Ελένη Παππά;
محمد علي; נועה לוי; Con; Anna Right; Lea Koch; Max Muster; Ida B. Wells; Tim Berners-Lee; Grace Hopper; Alan Turing;
Emmy Noether; Katherine Johnson; Chloé Dupont""".replace("\n", " ").split("; ")


def notebook(problem_set="ps1_stride", answered=True, note=""):
    """The exercise as bytes, answered as in the solution or not at all, with a note so that files differ."""
    return text_of(problem_set, answered).replace("NOTE", json.dumps(note)[1:-1]).encode()


@cache
def text_of(problem_set, answered):
    (path,) = (ROOT / "exercises" / problem_set).glob("[!.]*.ipynb")
    exercise = answered_rightly(path, ROOT / "solutions" / problem_set / path.name) if answered else read(path)
    exercise.cells.append(nbformat.v4.new_markdown_cell("NOTE", id="note"))
    return nbformat.writes(exercise)


def zipped(files):
    """A zip file as bytes. files: contents by path."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for path, data in files.items():
            made.writestr(path, data)
    return archive.getvalue()


def unpacked(folder, files):
    """The same files in a folder."""
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def ascii_name(name):
    """Letters and digits only, as user names are."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalnum, plain)).lower()


def user(number, name):
    return f"{ascii_name(name)[:6] or 'u'}_{number:02}"


def moodle(number, name, data, first=4711):
    return {f"{name}_{first + number}_assignsubmission_file_/stride.ipynb": data}


def moodle_4(number, name, data):
    """As Moodle 4.1 names folders: without the last "_"."""
    entry = f"{name}_{4711 + number}_assignsubmission"
    return {f"{entry}_file/my work.ipynb": data, f"{entry}_onlinetext/onlinetext.html": b"<p>done</p>"}


def moodle_flat(number, name, data):
    return {f"{name}_{4711 + number}_assignsubmission_file_my work.ipynb": data}


def moodle_group(number, name, data):
    texts = {f"Lab 2-{name}_{4711 + number}_assignsubmission_onlinetext_/onlinetext.html": b"<p>done</p>"}
    return {f"Lab 2-{name}_{4711 + number}_assignsubmission_file_/stride.ipynb": data} | texts


def moodle_hidden(number, name, data):
    return {f"Participant_{4711 + number}_assignsubmission_file_/stride.ipynb": data}


def canvas(number, name, data):
    late, again = "LATE_" * (number % 3 == 0), "-1" * (number % 5 == 0)
    return {f"{ascii_name(name) or 'student'}_{late}{100 + number}_{7000 + number}_stride{again}.ipynb": data}


def canvas_zips(number, name, data):
    inner = zipped({"tconv/exercises/ps1_stride/stride.ipynb": data, "__MACOSX/._stride.ipynb": b"\0"})
    return {f"{ascii_name(name) or 'student'}_{100 + number}_{7000 + number}_tconv.zip": inner}


def canvas_anonymous(number, name, data):
    late = "LATE_" * (number % 3 == 0)
    return {f"{late}anon_aB{number:03}_{7000 + number}_stride.ipynb": data}


def blackboard(number, name, data):
    head = f"Problem Set 1_{user(number, name)}_attempt_2026-10-01-09-{number:02}-00"
    text = f"Name: {name} ({user(number, name)})\nAssignment: Problem Set 1\nDate Submitted: Thursday, October 1, 2026"
    return {f"{head}_stride.ipynb": data, f"{head}.txt": text.encode()}


def classroom(number, name, data):
    return {f"{name} - stride.ipynb": data}


def brightspace(number, name, data):
    return {f"{12345 + number}-678 - {name} - Mar 1, 2026 10{number:02} AM/stride.ipynb": data, "index.html": b"<html>"}


def brightspace_flat(number, name, data):
    return {f"{12345 + number}-678 - {name} - Mar 1, 2026 10{number:02} AM - stride.ipynb": data, "index.html": b""}


def sakai(number, name, data):
    entry = f"Problem Set 1/{name}({user(number, name)})"
    said = {f"{entry}/timestamp.txt": b"20261001090000000", f"{entry}/{name}_submissionText.html": b"<p>done</p>"}
    return {f"{entry}/Submission attachment(s)/stride.ipynb": data} | said | {"Problem Set 1/grades.csv": b'"PS 1"'}


def teams(number, name, data):
    return {f"Submitted files/{name}/Problem set 1/stride.ipynb": data}


def github(number, name, data):
    repository = f"ps1-stride-{user(number, name).replace('_', '-')}"
    return {f"{repository}/exercises/ps1_stride/stride.ipynb": data, f"{repository}/README.md": b"# tconv"}


def hub(number, name, data):
    return {f"home/{user(number, name)}/tconv/exercises/ps1_stride/stride.ipynb": data}


def exchange(number, name, data):
    return {f"submitted/{user(number, name)}/ps1_stride/stride.ipynb": data}


def exchange_inbound(number, name, data):
    return {f"{user(number, name)}+ps1_stride+2026-03-01 10:{number:02}:00.123456 UTC+4f{number:02}/stride.ipynb": data}


def folders(number, name, data):
    return {f"{name}/stride.ipynb": data}


def files(number, name, data):
    return {f"{name}_stride.ipynb": data}


def archives(number, name, data):
    return {f"{name}.zip": zipped({"hand in/stride.ipynb": data})}


def own_pattern(number, name, data):
    return {f"{name}/abgabe/{number}.ipynb": data, f"{name}/entwurf/{number}.ipynb": data + b" "}


MADE = {
    "Moodle": moodle,
    "Moodle 4": moodle_4,
    "Moodle flat": moodle_flat,
    "Moodle group": moodle_group,
    "Moodle hidden": moodle_hidden,
    "Canvas": canvas,
    "Canvas zips": canvas_zips,
    "Canvas anonymous": canvas_anonymous,
    "Blackboard": blackboard,
    "Google Classroom": classroom,
    "Brightspace": brightspace,
    "Brightspace flat": brightspace_flat,
    "Sakai": sakai,
    "Microsoft Teams": teams,
    "GitHub Classroom": github,
    "hub": hub,
    "exchange": exchange,
    "exchange inbound": exchange_inbound,
    "folders": folders,
    "files": files,
    "archives": archives,
    "a pattern of one's own": own_pattern,
}
PATTERNS = {"a pattern of one's own": "{student}/abgabe/{file}"}
"""What the teacher says of a layout that is no system's."""


def download(layout, data):
    """The files of a download of everybody's hand-ins. data: the notebook of a number and name."""
    made = {}
    for number, name in enumerate(NAMES):
        made |= MADE[layout](number, name, data(number, name))
    return made


def main(folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for layout in MADE:
        made = zipped(download(layout, lambda number, name: notebook(answered=number % 4 > 0, note=name)))
        Path(folder, f"{layout}.zip").write_bytes(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
