"""Who handed in what, by the names that learning systems give."""

import re
import unicodedata

import pytest
from collecting import (
    A_DOCUMENT,
    A_ZIP,
    ADA,
    BOB,
    BOBS,
    BOTH,
    EVE,
    GOOD,
    HONEST,
    LESSON,
    OTHER,
    SET,
    UNTOUCHED,
    attempt,
    group,
    handed,
    moodle,
    take_in,
    tar,
    with_bytes,
)
from made_downloads import notebook, zipped

from tconv_lib.teach.grader import collect, handed_in

pytestmark = pytest.mark.usefixtures("handed_out")

CANVAS = {f"{name}_{number}_{number}7_stride.ipynb": notebook(note=name) for number, name in enumerate(("jo", "di"), 1)}
SEVERAL = {
    "Moodle's archives": {"group1.zip": group("Jo", "Di"), "group2.zip": group("Cy")},
    "an archive in an archive": {"all/hw.zip": zipped({"downloads.zip": group("Jo", "Di")})},
    "Canvas's archive": {"hw.zip": zipped({"submissions/" + path: data for path, data in CANVAS.items()})},
    "a folder": {f"late/{moodle(name, number)}/a.ipynb": BOB for number, name in enumerate(("Jo", "Di"))},
}


@pytest.mark.parametrize("case", SEVERAL)
@pytest.mark.parametrize("alone", [True, False])
def test_a_download_in_a_download_is_not_one_students(case, alone, capsys):
    said = take_in(SEVERAL[case] if alone else HONEST | SEVERAL[case], capsys)
    if alone and case == "a folder":
        assert [*handed()] == ["Di", "Jo"]
    else:
        assert "a download of its own, of di, jo; collect it by itself" in said.casefold()
        assert handed() == ({} if alone else BOTH)


@pytest.mark.parametrize(
    "name", ["submissions.zip", "Abgaben (1).zip", "homework.ipynb", "HW2-Copy1.ipynb", "download-20261128.zip"]
)
def test_what_work_is_called_is_nobodys_name(name, capsys):
    """An archive of several students' folders would be one student, with the last one's work."""
    data = zipped({"Jo/stride.ipynb": ADA, "Di/stride.ipynb": EVE}) if name.endswith("zip") else BOB
    said = take_in({name: data, "Eve.ipynb": EVE}, capsys, as_zip=False)
    assert f"left out {name}: that is nobody's name" in said and [*handed()] == ["Eve"]


@pytest.mark.parametrize(
    "name",
    ["ps1_20261128", "stride-2026-11-28", "PS1_20261128_1030", "PS1-20261128T103000Z-1-001", "ps1 28.11.2026 (1)"]
    + ["drive-download-20261128T103000Z-001", "CS 101-20261128T103000Z-1-002", "OneDrive_1_11-28-2026"],
)
@pytest.mark.parametrize("inner", ["{}_stride.ipynb", "PS1/{} - stride.ipynb", "{}/stride.ipynb"])
def test_the_date_of_a_download_is_nobodys_name(name, inner, capsys):
    data = zipped({inner.format("Jo"): ADA, inner.format("Di"): BOB})
    said = take_in({f"{name}.zip": data, "stride_Eve.ipynb": EVE}, capsys, as_zip=False)
    assert f"left out {name}.zip: that is nobody's name" in said and [*handed()] == ["Eve"]


def test_each_part_of_a_download_is_named(capsys):
    parts = {f"PS1-20261128T103000Z-1-00{n}.zip": zipped({f"{n}{who}/x.ipynb": BOB for who in "ab"}) for n in (1, 2)}
    assert f"left out {', '.join(parts)}: that is nobody's name" in take_in(parts, capsys)


def test_a_students_number_may_look_like_a_date(capsys):
    two = zipped({"stride.ipynb": BOB, "stride-Copy1.ipynb": EVE})
    take_in({"stride_20210412.ipynb": ADA, "ps1_20210413.zip": two}, capsys, as_zip=False)
    assert [*handed()] == ["20210412", "20210413"]


NAMELESS = "stride.ipynb", "stride (1).ipynb", "hw.ipynb", "2026-11-28.zip"


@pytest.mark.parametrize("others", ["{}_stride.ipynb", "{} - stride.ipynb", "{}_7_assignsubmission_file/x.ipynb"])
@pytest.mark.parametrize("name", NAMELESS)
def test_whose_it_is_a_folder_around_it_tells_and_that_is_said(name, others, capsys):
    """Mail programs keep no names; who is left out read no word on what to do."""
    data = zipped({f"try {n}/stride.ipynb": notebook(note=str(n)) for n in (1, 2)}) if name.endswith("zip") else BOB
    files = {others.format(who): notebook(note=who) for who in ("Ada", "Eve")}
    said = take_in(files | {name: data}, capsys)
    assert "named like the student" in said and [*handed()] == ["Ada", "Eve"]
    take_in(files | {f"Bob/{name}": data}, capsys)
    assert [*handed()] == ["Ada", "Bob", "Eve"]
    assert "named like" not in take_in(files | {"grades.csv": b"name", "PS1.zip": zipped(files)}, capsys)


@pytest.mark.parametrize("name", ["ps1.zip", "stride.zip", "ps1 group 2.zip"])
def test_a_download_called_after_the_set_is_nobodys_work(name, capsys):
    said = take_in({name: group("Cy"), "Eve.ipynb": EVE}, capsys, as_zip=False)
    assert re.search("a download of its own.* collect(ed)? ", said) and name in said and [*handed()] == ["Eve"]


def test_files_of_a_group_that_look_like_one_student_are_said_and_a_pattern_tells_them_apart(capsys):
    files = {
        f"{group}/{name}_stride.ipynb": notebook(note=name) for group in "AB" for name in (f"Jo{group}", "Di", "Ed")
    }
    said = take_in(files, capsys)
    assert (
        "A: 3 answered notebooks; if they are several people's, say so, as in PATTERN='{any}/{student}_{file}'" in said
    )
    take_in(
        {path: data for path, data in files.items() if path.startswith("A")}, capsys, pattern="{any}/{student}_{file}"
    )
    assert {"JoA", "Di", "Ed"} <= {*handed()}


DASHES = "Bo", "Jean - Luc P", "Ada - Eve - Cy"
WHO = {
    "Canvas, zips of the whole course": (
        {
            f"{name}_tconv.zip": zipped({"tconv/exercises/ps1_stride/stride.ipynb": notebook(note=name)})
            for name in ("doejane_111_777", "roerick_222_888")
        },
        ["doejane", "roerick"],
    ),
    "Blackboard, user names with _": (
        with_bytes(f"{attempt(user, 1)}_stride.ipynb" for user in ("jane_doe", "john_doe")),
        ["jane_doe", "john_doe"],
    ),
    "Blackboard, a title with _": (
        with_bytes(f"ps1_stride_{user}_attempt_2026-10-01-09-00-00_x.ipynb" for user in ("a_b", "a_c")),
        ["a_b", "a_c"],
    ),
    **{
        f"Blackboard, in another language: {word}": (
            with_bytes(f"PS1_{user}_{word}_2026-10-01-09-00-00_stride.ipynb" for user in ("jane_doe", "john_doe"))
            | {f"PS1_john_doe_{word}_2026-10-01-09-00-00.txt": b"Naam: John (john_doe)"},
            ["John", "jane_doe"],
        )
        for word in ("poging", "Versuch", "tentative d'envoi", "प्रयास")
    },
    "Blackboard, what the text says": (
        with_bytes([f"My_{attempt('s_1', 1)}_stride.ipynb", f"My_{attempt('s_2', 1)}_stride.ipynb"])
        | {
            f"My_{attempt('s_1', 1)}.txt": "Name: José Doe (s_1)\nx".encode("cp1252"),
            f"My_{attempt('s_2', 1)}.txt": "Nom : Noël (s_2)\r\n".encode(),
        },
        ["José_Doe", "Noël"],
    ),
    "groups": (
        with_bytes(["Group A/Jane Doe/stride.ipynb", "Group B/Jane Doe/stride.ipynb"]),
        ["Group_A_Jane_Doe", "Group_B_Jane_Doe"],
    ),
    "vowel signs": (with_bytes(["रवि/stride.ipynb", "रवी/stride.ipynb"]), ["रवि", "रवी"]),
    "accents": (with_bytes(["Jose/stride.ipynb", "José/stride.ipynb"]), ["Jose", "José"]),
    "apostrophes and spaces": (with_bytes(["O'Neil/stride.ipynb", "O Neil/stride.ipynb"]), ["O_Neil", "O_Neil_2"]),
    "large and small letters": (with_bytes(["ada/stride.ipynb", "ADA/stride.ipynb"]), ["ADA", "ada_2"]),
    "names of Windows' own": (with_bytes(["Con/stride.ipynb", "aux.x/stride.ipynb"]), ["Con_", "aux.x_"]),
    "long names": (with_bytes([f"{'x' * 200} {end}/stride.ipynb" for end in "ab"]), ["x" * 80, f"{'x' * 80}_2"]),
    "nothing but signs": (with_bytes(["!!!/stride.ipynb", "???/stride.ipynb"]), ["student_", "student__2"]),
    "namesakes in Moodle": (
        with_bytes(f"{moodle('Anna R', number)}/stride.ipynb" for number in (201, 202)),
        ["Anna_R_201", "Anna_R_202"],
    ),
    "Moodle, hidden names": (
        with_bytes(f"{moodle('Participant', number)}/a.ipynb" for number in (7, 8)),
        ["Participant_7", "Participant_8"],
    ),
    "Moodle, one hidden name": (with_bytes([f"{moodle('Participant', 7)}/a.ipynb"]), ["Participant_7"]),
    "Moodle, one participant in two groups": (
        {f"Lab-1-{moodle('Anne-Marie D', 7)}/a.ipynb": ADA, f"Lab-2-{moodle('Anne-Marie D', 7)}/a.ipynb": ADA}
        | {f"Lab-2-{moodle('Bo', 8)}/a.ipynb": BOB},
        ["Anne-Marie_D", "Lab-2-Bo"],
    ),
    "Moodle, a group's name": (
        with_bytes(f"Gruppe A-{moodle(name, number)}/a.ipynb" for number, name in enumerate(["Ada A", "Bob-Bo B"])),
        ["Ada_A", "Bob-Bo_B"],
    ),
    "Moodle, a group's name in letters only": (
        with_bytes(
            f"Rot-{moodle(name, number)}/a.ipynb" for number, name in enumerate(["Ada A", "Bo B", "Cy C", "Di D"])
        ),
        ["Ada_A", "Bo_B", "Cy_C", "Di_D"],
    ),
    "Moodle, first names that begin alike": (
        with_bytes(f"{moodle(name, number)}/a.ipynb" for number, name in enumerate(["Jean-Luc A", "Jean-Paul B"])),
        ["Jean-Luc_A", "Jean-Paul_B"],
    ),
    "Moodle, one number of two names": (
        with_bytes([f"{moodle('Ada A', 7)}/a.ipynb", f"{moodle('Bob A', 7)}/a.ipynb"]),
        ["Ada_A", "Bob_A"],
    ),
    "Google Classroom, a name with a dash": (
        with_bytes(["Anne - Marie D - stride.ipynb", "Bo - stride (1).ipynb", "Cy - Copy of stride.ipynb"]),
        ["Anne_-_Marie_D", "Bo", "Cy"],
    ),
    **{
        f"Moodle, groups, and those who are in none: {file}": (
            with_bytes(f"{name}_assignsubmission_file{file}" for name in ("Team A_17", "Team B_18", "Default group")),
            ["Default_group", "Team_A", "Team_B"],
        )
        for file in ("/x.ipynb", "/mine/stride.ipynb", "_x.ipynb")
    },
    "Moodle, in a folder": (
        with_bytes([f"PS 1/{moodle('Ada A', 1)}/x.ipynb", f"PS 1/{moodle('Bob B', 2)}/x.ipynb"]),
        ["Ada_A", "Bob_B"],
    ),
    "Moodle, two sections": (
        with_bytes([f"A/{moodle('Ada A', 1)}/x.ipynb", f"B/{moodle('Bob B', 2)}/x.ipynb"]),
        ["Ada_A", "Bob_B"],
    ),
    "a Moodle file that names another": (
        with_bytes([f"{BOBS}{moodle('Ada A', 1)}stride.ipynb", f"{moodle('Ada A', 1)}stride.ipynb"]),
        ["Ada_A", "Bob_B"],
    ),
    "a Canvas file that names another": (
        with_bytes(["bob_2_22_ada_1_11_stride.ipynb", "ada_1_11_stride.ipynb"]),
        ["ada", "bob"],
    ),
    "folders, one file named like Canvas's": (
        with_bytes(["ada/stride.ipynb", "bob/ada_1_2_stride.ipynb"]),
        ["ada", "bob"],
    ),
    "folders, one file in a folder": (with_bytes(["ada/stride.ipynb", "bob/ada/stride.ipynb"]), ["ada", "bob"]),
    "folders in a folder": (
        with_bytes(["homework 1/ada/stride (2).ipynb", "homework 1/bo/x/stride.ipynb"]),
        ["ada", "bo"],
    ),
    "the whole course of each": (
        with_bytes([f"{name}/tconv-main/exercises/ps1_stride/stride.ipynb" for name in "ab"]),
        ["a", "b"],
    ),
    "nbgrader, without its first folder": (
        with_bytes([f"{name}/ps1_stride/stride.ipynb" for name in "ab"]),
        ["a", "b"],
    ),
    "files in a folder": (with_bytes(["hw/ada_stride.ipynb", "hw/bo-stride (2).ipynb"]), ["ada", "bo"]),
    "files of all kinds": (
        with_bytes(["ada.lovelace-stride.ipynb", "stride_bo.ipynb", "李雷_ps1_stride.ipynb", "Cleo.ipynb"])
        | {"notes.ipynb": LESSON, "stride.ipynb": GOOD, "stride-Copy1.ipynb": GOOD},
        ["Cleo", "ada.lovelace", "bo", "李雷"],
    ),
    **{
        f"files, and somebody's folder with folders: {form}": (
            with_bytes([*map(form.format, ("Al", "Cy", "Di"))]) | {"Bo/a/x.ipynb": GOOD, "Bo/b/y.ipynb": UNTOUCHED},
            ["Al", "Bo", "Cy", "Di"],
        )
        for form in ("stride_{}.ipynb", "{}.ipynb")
    },
    "folders, beside some notebooks of the teacher's": (
        with_bytes(f"hand-ins/{name}/x.ipynb" for name in ("Al", "Bo", "Cy")) | {"a.ipynb": LESSON, "b.ipynb": LESSON},
        ["Al", "Bo", "Cy"],
    ),
    "archives": (
        {f"{name}.zip": zipped({"bob/stride.ipynb": notebook(note=name)}) for name in ("ada", "bob")},
        ["ada", "bob"],
    ),
    **{
        f"one folder around all, {folder}: folders": (
            with_bytes(f"{folder}/{name}/stride.ipynb" for name in ("Ada L", "Bo Li", "Cy X")),
            ["Ada_L", "Bo_Li", "Cy_X"],
        )
        for folder in ("ps1-submissions", "CS101-PS1-4711", "ps1_stride-2026", "Stride-Abgaben", "all of it")
    },
    "one folder around all, one folder": (with_bytes(["ps1-submissions/Ada L/stride.ipynb"]), ["Ada_L"]),
    "one folder around all, one folder with a folder": (with_bytes(["CS101-PS1/Ada L/final/stride.ipynb"]), ["Ada_L"]),
    "one folder around all: files without the set's name": (
        with_bytes(f"hand-ins/{name}.ipynb" for name in ("Ada L", "Bo")),
        ["Ada_L", "Bo"],
    ),
    "Google Classroom, a date in a file": (
        with_bytes(["Ada L - stride_2026_10_01.ipynb", "Bo - stride.ipynb"]),
        ["Ada_L", "Bo"],
    ),
    "Moodle, hidden names in a group": (
        with_bytes(f"Lab-1-{moodle('Participant', number)}/a.ipynb" for number in (7, 8)),
        ["Lab-1-Participant_7", "Lab-1-Participant_8"],
    ),
    "one folder around all, the teacher's own notebook": (
        with_bytes([f"ps1-all/{path}/stride.ipynb" for path in ("Ada", "Bo", "Cy")]) | {"ps1-all/stride.ipynb": GOOD},
        ["Ada", "Bo", "Cy"],
    ),
    "one folder around all: Moodle, and the teacher's own notebook": (
        with_bytes([f"CS101-PS1-4711/{moodle(name, n)}/a.ipynb" for n, name in enumerate(["Ada", "Bo"])])
        | {"CS101-PS1-4711/notes.ipynb": LESSON},
        ["Ada", "Bo"],
    ),
    **{
        f"one folder around all, and a teacher's own notes: {system}": (
            with_bytes([f"PS1/{path}" for path in paths]) | {"PS1/my notes.ipynb": LESSON},
            students,
        )
        for system, paths, students in (
            ("Canvas", ["ada_1_11_stride.ipynb", "bo_2_22_stride.ipynb"], ["ada", "bo"]),
            ("Google Classroom", ["Ada L - stride.ipynb", "Bo - stride.ipynb"], ["Ada_L", "Bo"]),
        )
    },
    "one folder around all: Moodle, one participant": (
        with_bytes([f"CS101-PS1-4711/{moodle('Ada A', 1)}/a.ipynb"]),
        ["Ada_A"],
    ),
    "one folder around all: Canvas": (
        with_bytes(["ps1-canvas/ada_1_11_stride.ipynb", "ps1-canvas/bo_LATE_2_22_x.ipynb"]),
        ["ada", "bo"],
    ),
    "one folder around all: Canvas, one file": (with_bytes(["ps1-canvas/ada_1_11_stride.ipynb"]), ["ada"]),
    "Sakai, a name in brackets": (
        with_bytes(
            f"PS 1/{name}/Submission attachment(s)/a.ipynb"
            for name in ("Wei\u00df (Jay), J\u00fcrgen(jw)", "Li, Bo(bo@x.org)")
        ),
        ["Li_Bo", "Wei\u00df_Jay_J\u00fcrgen"],
    ),
    **{
        f"Sakai, {kind}": (with_bytes(f"PS 1/{each}_{n}.ipynb" for n, each in enumerate(entries)), students)
        for kind, entries, students in (
            (
                "without folders",
                [f"{name}_Submission attachment(s)_a" for name in ("Doe, Jo(jo)", "Li, Bo(bo)")],
                ["Doe_Jo", "Li_Bo"],
            ),
            ("groups", [f"{name}/Submission attachment(s)/a" for name in ("Team 1", "Team 2")], ["Team_1", "Team_2"]),
        )
    },
    "one folder around all: Brightspace": (
        with_bytes(
            f"PS1-download/{n}-5 - {name} - Mar 1, 2026 1037 AM/a.ipynb" for n, name in enumerate(["Jane Doe", "Bo"])
        ),
        ["Bo", "Jane_Doe"],
    ),
    "one folder around all: files": (with_bytes(["ps1-all/Ada_stride.ipynb", "ps1-all/Bo.ipynb"]), ["Ada", "Bo"]),
    "one folder around all: archives": (
        {f"hand-ins/{name}.zip": zipped({"x.ipynb": notebook(note=name)}) for name in ("Ada", "Bo")},
        ["Ada", "Bo"],
    ),
    "two folders around all": (
        with_bytes(
            f"ps1-{group}/{name}/x.ipynb" for group, name in (("a", "Al"), ("a", "Bo"), ("b", "Cy"), ("b", "Di"))
        ),
        ["Al", "Bo", "Cy", "Di"],
    ),
    **{
        f"folders, all with {path}": (with_bytes(f"{name}/{path}" for name in ("Ada L", "Bob B")), ["Ada_L", "Bob_B"])
        for path in (
            "PS1 - stride.ipynb",
            "Homework - stride.ipynb",
            "ps1-answers/stride.ipynb",
            "final answers/stride.ipynb",
            "stride_2026_10_01.ipynb",
            "hw_2026_10_01.ipynb",
            "submitted/final/stride.ipynb",
            "home/work/stride.ipynb",
            "my_stride.ipynb",
            "hand in/ps1-stride/final/stride.ipynb",
        )
    },
    "folders, with other names in each": (
        with_bytes(["Ada/ps1-answers/stride.ipynb", "Bob/ps1-loesung/stride.ipynb", "Cy/stride/stride.ipynb"]),
        ["Ada", "Bob", "Cy"],
    ),
    "folders, in one around all": (with_bytes(f"PS1/{name}/final/a.ipynb" for name in ("Ada", "Bob")), ["Ada", "Bob"]),
    **{
        f"one folder with {path}": (with_bytes([f"Ada L/{path}"]), ["Ada_L"])
        for path in (
            "my_stride.ipynb",
            "PS1 - stride.ipynb",
            "Homework - stride.ipynb",
            "ps1-answers/stride.ipynb",
            "stride_2026_10_01.ipynb",
            "hw_2026_10_01.ipynb",
        )
    },
    "Blackboard, numbers as user names and a title with _": (
        with_bytes(f"PS_1_{user}_attempt_2026-10-01-09-00-00_stride.ipynb" for user in (1234567, 7654321))
        | {"PS_1_7654321_attempt_2026-10-01-09-00-00.txt": b"Name: Jo (7654321)\n"},
        ["1_1234567", "Jo"],
    ),
    "Blackboard, numbers in the title": (
        with_bytes(f"HW_1_2026_{user}_attempt_2026-10-01-09-00-00_stride.ipynb" for user in ("jd", "zz")),
        ["1_2026_jd", "1_2026_zz"],
    ),
    "files that look like Canvas's: two names, one number": (
        with_bytes(["jane_2026_1_stride.ipynb", "bob_2026_1_stride.ipynb", "cy_3_33_stride.ipynb"]),
        ["bob_2026_1", "cy", "jane_2026_1"],
    ),
    "files that look like Canvas's: the set's name": (
        with_bytes(["stride_2026_10_01_ada.ipynb", "stride_2026_10_01_bob.ipynb"]),
        ["2026_10_01_ada", "2026_10_01_bob"],
    ),
    "files that look like Canvas's: dates": (
        with_bytes(["hw_2026_10_01_ada.ipynb", "hw_2026_10_01_bob.ipynb"]),
        ["hw_2026_10_01_ada", "hw_2026_10_01_bob"],
    ),
    "files that look like Canvas's: one name": (
        with_bytes(["hw_1_10_ada.ipynb", "hw_1_11_bob.ipynb"]),
        ["hw_1_10_ada", "hw_1_11_bob"],
    ),
    "files that look like Google's: one name": (
        with_bytes(["Homework - ada.ipynb", "Homework - bob.ipynb"]),
        ["Homework_-_ada", "Homework_-_bob"],
    ),
    "files that look like Google's: what work is called": (
        with_bytes(["solution - Ada.ipynb", "Lösung2 - Bob.ipynb"]),
        ["Lösung2_-_Bob", "solution_-_Ada"],
    ),
    "files that look like Google's: what work is called, beside one other": (
        with_bytes(["class/solution - Ada.ipynb", "class/Bob.ipynb"]),
        ["Bob", "solution_-_Ada"],
    ),
    "Brightspace, a name with dashes": (
        with_bytes(f"12-{number} - {name} - Mar 1, 2026 1037 AM/a.ipynb" for number, name in enumerate(DASHES)),
        ["Bo", "Jean_-_Luc_P", "Ada_-_Eve_-_Cy"],
    ),
    "Brightspace, a name with dashes, flat": (
        with_bytes(f"12-{number} - {name} - 1. März 2026 1037 - a - b.ipynb" for number, name in enumerate(DASHES)),
        ["Bo", "Jean_-_Luc_P", "Ada_-_Eve_-_Cy"],
    ),
    "nbgrader's whole folder": (
        {f"course/submitted/{name}/ps1_stride/stride.ipynb": notebook(note=name) for name in ("ada", "bo")}
        | with_bytes(f"course/{step}/ps1_stride/stride.ipynb" for step in ("source", "release"))
        | with_bytes(f"course/autograded/{name}/ps1_stride/stride.ipynb" for name in ("ada", "bo"))
        | {"course/feedback/ada/ps1_stride/stride.html": b"", "course/gradebook.db": b""},
        ["ada", "bo"],
    ),
    "nbgrader's whole exchange": (
        {
            f"tconv/inbound/{name}+ps1_stride+2026-03-01 10:00:00 UTC/stride.ipynb": notebook(note=name)
            for name in ("ada", "bo")
        }
        | with_bytes(["tconv/outbound/ps1_stride/stride.ipynb", "tconv/feedback/ps1_stride/a.ipynb"]),
        ["ada", "bo"],
    ),
    "students in folders that nbgrader's are called like": (
        with_bytes(["source/stride.ipynb", "release/stride.ipynb"]),
        ["release", "source"],
    ),
    "nbgrader's exchange, letters that are drawn at random": (
        with_bytes(
            f"{name}+ps1_stride+2026-03-01 10:00:00.123456 UTC+{drawn}/stride.ipynb"
            for name, drawn in (("ada", "aB-c_9Zx12-Y"), ("bo", "-Bxc9Zx12Y34"), ("cy", "_xc9Zx_12Y3-"))
        ),
        ["ada", "bo", "cy"],
    ),
    **{
        f"{system}, beside what is of other sets": (
            with_bytes(path.format(name, SET, "stride") for name in ("ada", "bo"))
            | {path.format(name, OTHER, "shapes"): notebook(OTHER) for name in ("ada", "cy", "di")},
            ["ada", "bo"],
        )
        for system, path in {
            "nbgrader's exchange": "inbound/{0}+{1}+2026-03-01 10:00:00.1 UTC+ab/{2}.ipynb",
            "nbgrader's folder": "submitted/{0}/{1}/{2}.ipynb",
            "folders of students": "{0}/{1}/{2}.ipynb",
            "folders of sets": "class/{1}/{0}/{2}.ipynb",
        }.items()
    },
    "Google's and Microsoft's forms": (
        with_bytes(
            f"{name}.ipynb"
            for name in "stride - Ada L,stride (1) - Bo,Stride-Copy1 - Cy,stride_Di,stride 1_Ed,stride-fe".split(",")
            + ["my work - Gus", "my work - Ida", "Copy of stride - Jo", "Kopie von Stride (2) - Kim"]
        ),
        ["Ada_L", "Bo", "Cy", "Di", "Ed", "Jo", "Kim", "fe", "my_work_-_Gus", "my_work_-_Ida"],
    ),
    "a name with a number in it": (
        with_bytes([f"class/stride_Max Muster{number}.ipynb" for number in ("", " 1", " 2")]),
        ["Max_Muster", "Max_Muster_1", "Max_Muster_2"],
    ),
    "surnames that sound like a copy": (
        with_bytes(["stride_Prokopi.ipynb", "stride_Procopie.ipynb", "stride_Anna_Copia.ipynb", "stride_Bo.ipynb"]),
        ["Anna_Copia", "Bo", "Procopie", "Prokopi"],
    ),
    "copies as Windows and a Mac name them": (
        with_bytes(
            ["Ada_stride - Copy.ipynb", "Bo_stride - Kopie (2).ipynb", "Cy_stride copy 2.ipynb", "Di_stride 2.ipynb"]
        )
        | {"stride - Copy (2).ipynb": GOOD, "stride 2.ipynb": GOOD},
        ["Ada", "Bo", "Cy", "Di"],
    ),
    **{
        f"copies as {language} systems name them": (
            with_bytes([f"Ada_stride{copies[0]}.ipynb", f"Bo_{copies[-1]}.ipynb", f"Cy_stride{copies[0]} (2).ipynb"]),
            ["Ada", "Bo", "Cy"],
        )
        for language, *copies in (
            ("English", " - Copy", "Copy of stride"),
            ("French", " - Copie", "Copie de stride"),
            ("Italian", " - Copia", "Copia di stride"),
            ("Portuguese", " - Cópia", "Cópia de stride"),
            ("Polish", " — kopia", "Kopia stride"),
            ("Danish", " - Kopi", "Kopi af stride"),
            ("Russian", " – копия", "Копия stride"),
            ("Chinese", " - 副本", "stride 副本"),
            ("Japanese", " - コピー", "stride コピー"),
            ("Korean", " - 복사본", "stride-복사본"),
        )
    },
    "names that begin like copies": (
        with_bytes(["Kopia N_stride.ipynb", "Copie - stride.ipynb"]),
        ["Copie", "Kopia_N"],
    ),
    "Dropbox, names put in front again": (
        with_bytes(["Ada L - Ada L - stride.ipynb", "Bo - Bo - my work (1).ipynb", "Cy - Di - stride.ipynb"]),
        ["Ada_L", "Bo", "Cy_-_Di"],
    ),
    "copies as people name them": (
        with_bytes(["Ada_stride.ipynb", "Bo_stride_v2.ipynb", "stride_Cy_final.ipynb", "stride-V3 - Di.ipynb"])
        | {"Ada_stride_v2.ipynb": GOOD, "stride_final.ipynb": GOOD},
        ["Ada", "Bo", "Cy", "Di"],
    ),
    "files named by the set's number": (
        with_bytes(["ps1_Ada.ipynb", "PS1 - Bo L.ipynb", "Cy_ps1.ipynb", "ps1-Di.ipynb", "Ed_PS1_v2.ipynb"])
        | {"ps1.ipynb": GOOD},
        ["Ada", "Bo_L", "Cy", "Di", "Ed"],
    ),
    "files with blanks in their names": (
        with_bytes(["Ada L stride.ipynb", "stride Bo.ipynb", "PS1 Cy M final.ipynb", "Abgabe_ps1_Di.ipynb"])
        | {"homework stride.ipynb": GOOD},
        ["Ada_L", "Bo", "Cy_M", "Di"],
    ),
    "files whose copies were named": (
        with_bytes(f"{name}.ipynb" for name in ("stride (1)_Ada", "stride-2_Bo", "PS1 copy - Cy", "stride_v2_Di (1)")),
        ["Ada", "Bo", "Cy", "Di"],
    ),
    "files with numbers of students": (
        with_bytes(["stride_1234567.ipynb", "ps1-2345678 (1).ipynb", "stride 3456789.ipynb"])
        | {"stride_12.ipynb": GOOD, "stride 2.ipynb": GOOD},
        ["1234567", "2345678", "3456789"],
    ),
    "a file named by the set's number": (with_bytes(["ps1_Ada.ipynb"]), ["Ada"]),
    "folders, files named by the set's number": (
        with_bytes(f"{name}/{file}.ipynb" for name in ("Ada", "Bo") for file in ("ps1", "ps1_Ada")),
        ["Ada", "Bo"],
    ),
    "Gradescope": (
        with_bytes(f"assignment_7_export/submission_{number}/stride.ipynb" for number in (101, 102))
        | {"assignment_7_export/submission_metadata.yml": b"---\n"},
        ["submission_101", "submission_102"],
    ),
    "folders of students' own, like Gradescope's": (
        with_bytes(f"{name}/submission_1/stride.ipynb" for name in ("Ada", "Bo")),
        ["Ada", "Bo"],
    ),
    "a folder that Firefox counted": (
        with_bytes(f"PS 1, Gruppe 3(1)/{name}/stride.ipynb" for name in ("Ada", "Bo")),
        ["Ada", "Bo"],
    ),
    "folders by numbers": (with_bytes(f"class/Abgabe{number}/a.ipynb" for number in (1, 2)), ["Abgabe1", "Abgabe2"]),
    "ILIAS": (
        with_bytes(f"PS 1/Submissions/{name}/a.ipynb" for name in ("Lee_Ada_alee_301", "van Os_Bo_b.os_302")),
        ["Lee_Ada_alee_301", "van_Os_Bo_b.os_302"],
    ),
    "GitHub, one repository": (with_bytes(["ps1-stride-jane-d/exercises/ps1_stride/stride.ipynb"]), ["jane-d"]),
    "GitHub, as it zips a branch": (
        with_bytes([f"ps1-stride-{user}-{branch}/a.ipynb" for user, branch in (("jane", "main"), ("jo-d", "master"))]),
        ["jane", "jo-d"],
    ),
    "GitHub, another slug": (
        with_bytes([f"ps1-zeros-inserted-{user}/a.ipynb" for user in ("jane", "john-d")]),
        ["jane", "john-d"],
    ),
}


@pytest.mark.parametrize("case", WHO)
def test_who_handed_in(case, capsys):
    files, students = WHO[case]
    said = take_in(files, capsys)
    assert sorted(handed()) == sorted(students)
    assert f"{len(students)} new" in said
    assert len({*handed().values()}) == len(students)


def test_a_name_with_dashes_keeps_its_date(capsys):
    take_in(with_bytes(["123-4 - Jean - Luc P - Mar 1, 2026 1037 PM/a.ipynb"]), capsys)
    assert handed_in.read(SET, "Jean_-_Luc_P").date == "2026-03-01T22:37:00"


def test_sakai_in_any_language(capsys):
    stamps = {
        "Li, Bo(bo)": b"2026-03-01T10:00:00.5Z",
        "Doe, Jo(jo)": b"20260302100000500",
        "X,(x)": b"2026990210000050",
    }
    files = {f"PS 1/{entry}/timestamp.txt": stamp for entry, stamp in stamps.items()}
    files |= {f"PS 1/{entry}/Pièces jointes/a.ipynb": notebook(note=entry) for entry in stamps}
    assert "1 dates are not understood, so that nobody knows who was late: 20269902" in take_in(files, capsys)
    records = {name: handed_in.read(SET, name) for name in ("Li_Bo", "Doe_Jo", "X")}
    assert [record.username for record in records.values()] == ["bo", "jo", "x"]
    assert records["Li_Bo"].date == "2026-03-01T10:00:00.500000+00:00"
    assert records["Doe_Jo"].date == "2026-03-02T10:00:00+00:00"


def test_gradescope_says_in_a_text_whose_it_is(capsys):
    one = "  - :name: {}\n    :sid: '7'\n    :email: {}\n"
    people = {"ada@x.org": "Ada L", "bo@x.org": "\"Bo 'B' O'Neil\"", "é@x.org": "'Cy d''É'"}
    for first in 101, 201:  # each set has its own numbers
        text, files = "---\n", {}
        for number, (address, name) in enumerate(people.items(), first):
            text += (
                f"submission_{number}:\n  :submitters:\n{one.format(name, address)}  :created_at: 2026-03-01 10:00\n"
            )
            files[f"a_7_export/submission_{number}/stride.ipynb"] = notebook(note=address + str(first))
        text += f"submission_9:\n  :submitters:\n{one.format('Di', 'di@x.org')}{one.format('Ed', 'ed@x.org')}"
        files |= {"a_7_export/submission_9/stride.ipynb": GOOD, "a_7_export/submission_metadata.yml": text.encode()}
        mallory = f"submission_{first}:\n  :submitters:\n{one.format('Ed', 'ed@x.org')}".encode()
        files |= {"a_7_export/submission_9/submission_metadata.yml": mallory}
        said = take_in(files, capsys)
        assert sorted(handed()) == ["Ada_L", "Bo_B_O_Neil", "Cy_d_É", "Di_Ed"] and "not understood" not in said
        assert [handed_in.read(SET, name).username for name in ("Ada_L", "Cy_d_É", "Di_Ed")] == [
            "ada@x.org",
            "é@x.org",
            None,
        ]


def test_openolat_with_what_teachers_handed_out_and_gave_back(capsys):
    folders = "1_task", "2_submissions", "3_corrections", "4_revisions_1", "5_corrections_1", "6_revisions_2"
    files = {f"PS_1/{name}/{folder}/a.ipynb": notebook(note=name + folder) for name in "ab" for folder in folders[:3]}
    files |= {f"PS_1/c/{folder}/a.ipynb": notebook(note=folder) for folder in folders}
    files |= {"PS_1/solutions/a.ipynb": GOOD}
    said = take_in(files, capsys)
    assert handed() == {
        "a": notebook(note="a2_submissions"),
        "b": notebook(note="b2_submissions"),
        "c": notebook(note="6_revisions_2"),
    }
    assert said.count("is feedback that a teacher gave") == 4 and said.count("is what a teacher handed out") == 3
    assert said.count("was handed in before") == 2


def test_schoology_counts_revisions(capsys):
    """Two students who handed in on one day were one, called like the revision."""
    folders = {"1": "Doe, Jane - 1234/Revision 1 - On time", "2": "Doe, Jane - 1234/Revision 2 - Late"}
    folders |= {"3": "Roe, Eric - 99/Revision 2 - Late"}
    take_in({f"PS 1/{folder}/stride.ipynb": notebook(note=note) for note, folder in folders.items()}, capsys)
    assert handed() == {"Doe_Jane": notebook(note="2"), "Roe_Eric": notebook(note="3")}


def test_a_date_that_is_not_understood_is_said(capsys):
    files = with_bytes(
        [f"123-4 - {name} - {day} Foo 2026 1037/stride.ipynb" for day, name in enumerate(("Jo", "Di"), 1)]
    )
    said = take_in(files, capsys)
    assert sorted(handed()) == ["Di", "Jo"]
    assert "2 dates are not understood, so that nobody knows who was late: 2 Foo 2026 1037, 1 Foo 2026 1037" in said


@pytest.mark.parametrize(
    "said",
    [
        "Mar 1, 2026 1037 PM",
        "1. März 2026 2237",
        "1.3.2026 2237",
        "01.03.2026 22:37",
        "1 mars 2026 2237",
        "1 de marzo de 2026 2237",
        "2026年3月1日 下午1037",
    ],
)
def test_a_date_is_read_in_the_teachers_language(said, capsys):
    take_in(with_bytes([f"123-4 - {name} - {said}/stride.ipynb" for name in ("Jo", "Di")]), capsys)
    assert [handed_in.read("ps1_stride", name).date for name in ("Jo", "Di")] == ["2026-03-01T22:37:00"] * 2


def test_one_name_in_two_normal_forms_is_one_student(capsys):
    for form in "NFC", "NFD":
        take_in({f"{unicodedata.normalize(form, 'José')}/stride.ipynb": notebook(note=form)}, capsys, as_zip=False)
    assert list(handed()) == ["José"]
    both = {f"{unicodedata.normalize(form, 'Zoë')}/stride.ipynb": notebook(note=form) for form in ("NFC", "NFD")}
    assert "Zoë: left out" in take_in(both, capsys)
    assert list(handed()) == ["José", "Zoë"]


def test_the_pattern_of_a_teachers_own(capsys):
    files = {"ada/abgabe/stride.ipynb": ADA, "bo/abgabe/hw.zip": A_ZIP, "bo/abgabe/x/ada/abgabe/y.ipynb": UNTOUCHED}
    files |= {"bo/entwurf.ipynb": GOOD, "eve/abgabe/x.ipynb": UNTOUCHED}
    said = take_in(files, capsys, pattern="{student}/abgabe/{file}")
    assert "not understood: bo/entwurf.ipynb" in said
    assert handed() == {"ada": ADA, "bo": BOB, "eve": UNTOUCHED}
    take_in({"2026/ps1/007 - Gil.zip": zipped({"a.ipynb": GOOD})}, capsys, pattern="{any}/ps1/{number} - {student}.zip")
    assert handed()["Gil"] == GOOD and handed_in.read(SET, "Gil").number == "007"
    take_in({"all/Doe_Jo_jo.d_7/1.ipynb": GOOD}, capsys, pattern="{any}/{any}_{any}_{username}_{number}/{file}")
    assert handed()["jo.d"] == GOOD


def test_a_folder_around_all_does_a_pattern_no_harm_beside_what_it_does_not_name(capsys):
    files = {"all/ada/abgabe/x.ipynb": ADA, "all/bo/abgabe/hw.zip": A_ZIP, "all/bo/entwurf/x.ipynb": GOOD}
    said = take_in(files, capsys, pattern="{student}/abgabe/{file}")
    assert handed() == {"ada": ADA, "bo": BOB} and "not understood: all/bo/entwurf/x.ipynb" in said


@pytest.mark.parametrize("pattern", ["abgabe/{file}", "{name}/{file}", "{student}/{date/{file}", "{student}/{ file}"])
def test_a_pattern_that_says_nothing_is_refused(pattern):
    with pytest.raises(Exception, match="student"):
        collect.pattern(pattern)


READABLE = "Bob_stride.ipynb.json", "Hal_stride.ipynb.txt", "Ada_stride.ipynb"
RENAMED = "Fe_stride.json", "Ida_stride.txt", "Kit_stride", "Pia_stride.ipynb.download", "Rex_stride.py"
"""Notebooks, whatever they are called."""
ARCHIVES = "Di_stride.tar.xz", "Jo_stride.ipynb.gz", "Lu_stride.rar", "Mo_stride.ipynb.zst", "Nia_stride.txz"
NO_NOTEBOOKS = "Cy_stride.pdf", "Ed_stride.json", "Gus_stride.html", "Ole_stride.docx", "Sue_stride.txt", "Tom_stride"
UNREADABLE = ARCHIVES + NO_NOTEBOOKS


@pytest.mark.parametrize("folder", ["", "ps1-hand-ins/"])
def test_nobody_disappears_without_a_word(folder, capsys):
    files = {f"{folder}{name}": notebook(note=name) for name in (*READABLE, *RENAMED, *ARCHIVES)}
    files |= {f"{folder}{name}": A_DOCUMENT if "docx" in name else b'{"names": []}' for name in NO_NOTEBOOKS}
    files |= {f"{folder}Uma_stride.dat": A_ZIP, f"{folder}Val_stride": A_ZIP}
    systems_own = {f"{folder}index.html": b"", "__MACOSX/._x.ipynb": b"", f"{folder}.DS_Store": b"", "Thumbs.db": b""}
    lines = take_in(files | systems_own, capsys).splitlines()
    assert [*handed()] == ["Ada", "Bob", "Fe", "Hal", "Ida", "Kit", "Pia", "Rex", "Uma", "Val"]
    assert [sum(name in line for line in lines) > 0 for name in UNREADABLE] == [True] * len(UNREADABLE), lines
    assert not [line for line in lines if any(name.rpartition("/")[2] in line for name in systems_own)]


@pytest.mark.parametrize("name", ["stride.txt", "stride.json", "stride", "stride.ipynb.crdownload", "stride.ipynb~"])
@pytest.mark.parametrize("form", ["{}_%d_assignsubmission_file_/", "{}_%d_assignsubmission_file_", "{}/", "{}_"])
def test_a_class_in_which_no_notebook_is_called_one(form, name, capsys):
    people = "Ada A", "Bob B", "Eve E"
    files = {form.format(who).replace("%d", f"{n}") + name: notebook(note=who) for n, who in enumerate(people, 1)}
    take_in(files, capsys)
    assert handed() == {"_".join(who.split()): notebook(note=who) for who in people}


@pytest.mark.parametrize("path, bob", [(f"{BOBS}/stride.ipynb", "Bob_B"), ("bob_11_22_stride.ipynb", "bob")])
def test_who_was_late_may_lie_in_a_folder_of_the_teachers(path, bob, capsys):
    """Beside a system's own; "late" is nobody's name."""
    late = {who: notebook(note=who) for who in ("Ada", "Eve")}
    take_in({path: BOB} | {f"late/{who}/stride.ipynb": data for who, data in late.items()}, capsys)
    assert handed() == late | {bob: BOB}


@pytest.mark.parametrize("pattern", ["{student}/abgabe/{file}", "{student}/abgabe/{any}.txt"])
def test_a_pattern_reads_what_is_called_something_else_as_it_is(pattern, capsys):
    take_in({f"ps1/{who}/abgabe/stride.txt": notebook(note=who) for who in ("Ada", "Bo")}, capsys, pattern=pattern)
    assert handed() == {who: notebook(note=who) for who in ("Ada", "Bo")}


@pytest.mark.parametrize("path", [".stride.ipynb", ".ipynb_checkpoints/stride-checkpoint.ipynb", ".mine/hw.zip"])
@pytest.mark.parametrize("folder", [BOBS, "Bob B"])
def test_work_that_is_hidden_is_said_if_there_is_no_other(folder, path, capsys):
    others = {
        f"{name}/stride.ipynb": ADA
        for name in ((moodle("Ada A", 1), moodle("Eve E", 3)) if folder == BOBS else ("Ada A", "Eve E"))
    }
    for as_zip in True, False:
        assert f"left out: {folder}/{path} is hidden" in take_in(others | {f"{folder}/{path}": BOB}, capsys, as_zip)
    assert [*handed()] == ["Ada_A", "Eve_E"]
    assert "hidden" not in take_in(others | {f"{folder}/{path}": BOB, f"{folder}/a.ipynb": BOB}, capsys)


@pytest.mark.parametrize("folder", [BOBS, "Bob B"])
def test_what_is_still_in_a_cloud_is_said(folder, capsys):
    files = {f"{folder}/.stride.ipynb.icloud": b"bplist00", f"{folder}/notes.ipynb": BOB}
    files |= {f"{folder}/a.{kind}": pack({".hw.zip.icloud": b""}) for kind, pack in {"zip": zipped, "tgz": tar}.items()}
    files |= {f"{moodle('Eve E', 3)}/stride.ipynb": EVE}
    for as_zip in True, False:
        said = take_in(files, capsys, as_zip)
        assert f"{folder}/.stride.ipynb.icloud is still in iCloud" in said
        assert all(f"{folder}/a.{kind}/.hw.zip.icloud: is still in iCloud" in said for kind in ("zip", "tgz"))
