"""What goes back to a learning system, read by that system's own rules, written down here once more."""

import csv
import io
import re
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_LE
from dataclasses import replace

import pytest

from tconv_lib.teach.grader import feedback, upload
from tconv_lib.teach.grader.grade_file import GradeFile
from tconv_lib.teach.grader.handed_in import HandedIn
from tconv_lib.teach.grader.results import Question, Result

SET = "ps1_stride"


def stands(student, points, record, **more):
    """A Result with so many of 15 points; None is not graded."""
    question = Question("test_places", "Places", 15, points)
    more |= {"not_graded": "the file is no notebook"} if points is None else {}
    return Result(student, SET, record, (question,), **more)


def moodle(name, number, entry=None):
    entry = entry or f"{name}_{number}_assignsubmission_file_"
    return HandedIn(name, "Moodle", number=str(number), entry=entry, file="stride.ipynb")


def canvas(name, number, attachment, entry):
    return HandedIn(name, "Canvas", number=str(number), attachment=str(attachment), entry=entry)


def blackboard(name, username):
    entry = f"PS1_{username}_attempt_2026-10-01-09-00-00_stride.ipynb"
    return HandedIn(name, "Blackboard", username=username, entry=entry)


MOODLE = [
    stands("Ada", 15, moodle("Ada Lovelace", 101, "from_Moodle/Ada Lovelace_101_assignsubmission_file_")),
    stands("Bo", 7.5, moodle("Bo Li", 102, "Bo Li_102_assignsubmission_file")),  # as Moodle 4.1 names it
    stands("Chen", 0, moodle("Chen", 103, "Gruppe A-Chen_103_assignsubmission_file_stride.ipynb")),
    stands("Dan", None, moodle("Dan", 104)),
    stands("Eve", 3, moodle("=cmd|'/C calc'!A0", 105)),
    stands("Finn", 4, HandedIn("Finn", "a folder for each student", entry="Finn")),
]
CANVAS = [
    stands("roerick", 9, canvas("roerick", 222, 888, "roerick_LATE_222_888_tconv.zip")),
    stands("doejane", 12.25, canvas("doejane", 111, 777, "week_1/doejane_111_777_stride-1.ipynb")),
    stands("anon", 5, HandedIn("anon", "Canvas", attachment="678", entry="anon_aB3dE_678_stride.ipynb")),
]
BLACKBOARD = [
    stands("jane", 12.5, blackboard("Jane Doe", "jane_doe")),
    stands("john", None, blackboard("John", "john")),
]


@pytest.fixture
def upload_of(tmp_path, monkeypatch, capsys):
    """Run the command for these Results; the grade file's bytes, the zip's pages, and what was said."""
    monkeypatch.chdir(tmp_path)

    def run(found, lms, **options):
        monkeypatch.setattr(upload, "all_results", lambda problem_set: found)
        monkeypatch.setattr(upload, "title_of", lambda problem_set: "Problem set 1")
        monkeypatch.setattr(feedback, "rendered", lambda result: f"page of {result.student}")
        monkeypatch.setattr(feedback, "place_of", lambda result: tmp_path / "stride.html")
        upload.main(SET, lms, **options)
        folder = tmp_path / upload.UPLOAD / SET
        pages = {}
        for path in folder.glob("*.zip"):
            with zipfile.ZipFile(path) as archive:
                pages = {name: archive.read(name).decode() for name in archive.namelist()}
        (grades,) = folder.glob("*.csv")
        return grades.read_bytes(), pages, capsys.readouterr().out

    return run


# The importers' rules


def moodle_reads_grades(data):
    """The number of each participant and the grade: UTF-8, commas, three columns by their English names."""
    rows = [*csv.reader(io.StringIO(data.decode()))]
    identifier, grade, _ = (rows[0].index(name) for name in ("Identifier", "Grade", "Last modified (grade)"))
    return {int(row[identifier].removeprefix("Participant ")): float(row[grade]) for row in rows[1:] if row[grade]}


def moodle_reads_feedback(paths, participants, whole=False):
    """Whose file each path is. whole: as an older version, which splits path and name together."""
    found = {}
    for path in paths:
        assert not path.split("/")[-1].startswith((".", "~"))
        for part in [path] if whole else path.split("/"):
            pieces = part.split("_", 4)
            if len(pieces) >= 5 and pieces[1].isdigit() and int(pieces[1]) in participants:
                assert pieces[2:4] == ["assignsubmission", "file"]
                found[int(pieces[1])] = path
                break
    return found


def canvas_reads_feedback(paths, attachments):
    """The user of each path: the first two parts that are numbers are a user and a file of theirs."""
    found = {}
    for path in paths:
        assert "/" not in path and not path.startswith("._")
        user, attachment = [part for part in path.split("_") if re.fullmatch(r"\d+", part)][:2]
        if attachments.get(attachment) == user:
            found[user] = path
    return found


def canvas_reads_grades(data, title):
    rows = [*csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    assert rows[0]["Student"].strip() == "Points Possible"
    return {row["ID"]: float(row[title]) for row in rows[1:]}


# New files


def test_moodle(upload_of):
    data, pages, said = upload_of(MOODLE, "moodle")
    assert moodle_reads_grades(data) == {101: 15, 102: 7.5, 103: 0, 105: 3}
    for whole in False, True:
        whose = moodle_reads_feedback(pages, {101, 102, 103, 104, 105}, whole)
        named = {number: pages[path] for number, path in whose.items()}
        assert named == {100 + n: f"page of {name}" for n, name in enumerate(["Ada", "Bo", "Chen", "Dan", "Eve"], 1)}
    assert "Gruppe A-Chen_103_assignsubmission_file_stride.html" in pages  # flat, as it was
    assert "Ada Lovelace_101_assignsubmission_file_/stride.html" in pages
    assert "Finn" in said.split("no feedback")[1] and "not graded, so nothing is written (1): Dan" in said
    assert b"\n=" not in data and b",=" not in data and b"'=cmd" in data


def test_canvas(upload_of):
    data, pages, said = upload_of(CANVAS, "canvas", column="PS 1 (4711)")
    assert canvas_reads_grades(data, "PS 1 (4711)") == {"222": 9, "111": 12.25}
    whose = canvas_reads_feedback([path for path in pages if not path.startswith("anon")], {"888": "222", "777": "111"})
    assert {user: pages[path] for user, path in whose.items()} == {"222": "page of roerick", "111": "page of doejane"}
    assert pages["anon_aB3dE_678_stride.html"] == "page of anon"


def test_blackboard(upload_of):
    data, pages, said = upload_of(BLACKBOARD, "blackboard")
    rows = [*csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter="\t")]
    assert rows == [["Username", "Problem set 1"], ["jane_doe", "12.5"]] and not pages
    assert "hand over the file that it exports" in said and "no feedback, since" not in said


NAMES = ["-jd", "@x_y", "+49-30", "-", "-1.5", "a.b@c.de", "jane", "@jd@x.de"]
FORMULAS = [
    "=cmd()",
    "=1",
    "-1+1",
    "+A1*2",
    "@SUM(A1)",
    "-cmd|'/C calc'!A0",
    "\t=1",
    "-x y",
    "%0",
    "-2+3",
    "@a!b",
    "-{1}",
]


def test_who_is_above_the_maximum_is_said(upload_of):
    data, _, said = upload_of([stands("Ada", 15.5, moodle("Ada", 1)), *MOODLE[1:]], "moodle")
    assert moodle_reads_grades(data)[1] == 15.5
    assert "more points than the maximum, by hand, and written so (1): Ada" in said
    assert stands("Ada", 15.5, moodle("Ada", 1)).status == "graded, more points than the maximum"


def test_user_names_stay_and_formulas_do_not(upload_of):
    people = [stands(str(n), 1, blackboard("X", name)) for n, name in enumerate(NAMES + FORMULAS)]
    data, _, _ = upload_of(people, "blackboard")
    rows = [*csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter="\t")]
    assert [row[0] for row in rows[1:]] == [*NAMES, *(f"'{formula}" for formula in FORMULAS)]


def test_moodles_sign_for_no_date_is_moodles(upload_of):
    data, _, _ = upload_of(MOODLE, "moodle")
    assert {row["Last modified (grade)"] for row in csv.DictReader(io.StringIO(data.decode()))} == {"-"}


def test_any_other_system(upload_of):
    data, pages, _ = upload_of(MOODLE, "csv")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}
    assert rows["Bo"]["Problem set 1"] == "7.5" and rows["Dan"]["status"] == "not graded: the file is no notebook"
    assert pages["Bo/stride.html"] == "page of Bo"


def test_who_waits_for_make_grade_gets_nothing_and_is_said(upload_of):
    waits = replace(MOODLE[0], not_graded="not yet")
    data, pages, said = upload_of([waits, *MOODLE[1:]], "moodle")
    assert 101 not in moodle_reads_grades(data) and "page of Ada" not in pages.values()
    assert "ps1_stride: 1 of 6 are not graded yet" in said and "(Ada); first: make grade SET=ps1_stride" in said
    with pytest.raises(SystemExit, match="nothing to give back"):
        upload_of([waits], "moodle")


def test_a_system_that_none_of_them_came_from_is_refused(upload_of):
    with pytest.raises(SystemExit, match="none of these hand-ins came from canvas.*LMS=csv"):
        upload_of(MOODLE, "canvas")
    _, pages, said = upload_of([CANVAS[2]], "canvas")  # anonymous: no grades, but pages
    assert [*pages.values()] == ["page of anon"] and "not in it, since their hand-in has no name" in said


def test_who_has_no_name_of_this_system_is_said(upload_of):
    _, _, said = upload_of(MOODLE, "moodle")
    assert "not in it, since their hand-in has no name of this system (1): Finn" in said


def test_nobody_gets_anothers_page(upload_of):
    twins = [stands(name, 1, moodle("Lea Koch", 7)) for name in ("Lea_Koch", "Lea_Koch_7")]
    _, pages, said = upload_of([*twins, MOODLE[0]], "moodle")
    assert [*pages.values()] == ["page of Ada"] and "they share the number or name 7 (2): Lea_Koch, Lea_Koch_7" in said


@pytest.mark.parametrize("in_sheet", [True, False])
def test_two_results_of_one_participant_are_said_and_nothing_is_written(upload_of, tmp_path, in_sheet):
    twice = [stands("Red-Ada", 0, moodle("Red-Ada", 101)), *MOODLE]
    (tmp_path / "w.csv").write_text("Identifier,Grade,Maximum grade\nParticipant 101,,15\nParticipant 102,,15\n")
    data, pages, said = upload_of(twice, "moodle", **({"grades": "w.csv"} if in_sheet else {}))
    assert "they share the number or name 101 (2): Red-Ada, Ada" in said
    assert b"Participant 102,7.5" in data or b"Participant 102,Bo Li,7.5" in data
    assert (b"Participant 101,,15\n" in data) if in_sheet else (b"101" not in data)
    assert not {"page of Ada", "page of Red-Ada"} & {*pages.values()}


# The system's own file


GERMAN = (
    "ID,\"Vollständiger Name\",E-Mail-Adresse,Status,Bewertung,Bestwertung,\"Zuletzt geändert (Bewertung)\"\r\n"
    "\"Teilnehmer/in 101\",\"Lovelace, Ada\",ada@x.de,\"Zur Bewertung abgegeben \",,\"15,00\",-\r\n"
    "\"Teilnehmer/in 102\",\"Li, Bo\",bo@x.de,\"Zur Bewertung abgegeben \",\"1,00\",\"15,00\",-\r\n"
    "\"Teilnehmer/in 104\",Dan,dan@x.de,\"mit \"\"Zitat\"\"\",\"2,00\",\"15,00\",-\r\n"
    "\"Teilnehmer/in 999\",Niemand,n@x.de,\"Keine Abgabe\",,\"15,00\",-\r\n"
)  # fmt: skip


@pytest.mark.parametrize("mark, encoding", [(BOM_UTF8, "utf-8"), (b"", "utf-8"), (b"", "cp1252")])
def test_moodles_own_worksheet_in_another_language(upload_of, tmp_path, mark, encoding):
    (tmp_path / "Bewertungen.csv").write_bytes(mark + GERMAN.encode(encoding))
    data, _, said = upload_of(MOODLE, "moodle", grades="Bewertungen.csv")
    expected = GERMAN.replace('abgegeben ",,', 'abgegeben ",15,', 1).replace('"1,00"', '"7,5"')
    assert data == mark + expected.encode(encoding)
    assert "not in Bewertungen.csv (3): Chen, Eve, Finn" in said
    assert "nothing was collected from them (1): Teilnehmer/in 999 Niemand" in said


def test_each_member_of_a_group_gets_its_points_by_the_groups_name(upload_of, tmp_path):
    """Moodle 4.1 numbers groups on its own: Group 18, say, as 2, and Group 2 as 18."""
    groups = [
        stands("Group_18", 15, moodle("Group 18", 2, "Group 18_2_assignsubmission_file")),
        stands("Group_2", 3, moodle("Group 2", 18, "Group 2_18_assignsubmission_file")),
        stands("Default_group", 6, HandedIn("Default group", "Moodle", entry="Default group_assignsubmission_file")),
    ]
    teams = "Group 18", "Group_2", "Group 18", "Group_2", "Default group", "Default group", "Group 7"
    before = "Identifier,Full name,Group,Grade,Maximum grade\n"
    before += "".join(f"Participant {n},P{n},{team},,15\n" for n, team in enumerate(teams, 1))
    (tmp_path / "w.csv").write_text(before)
    data, _, said = upload_of(groups, "moodle", grades="w.csv")
    assert [line.split(",")[3] for line in data.decode().splitlines()[1:]] == ["15", "3", "15", "3", "6", "6", ""]
    assert "nothing was collected from them (1): Participant 7 P7" in said


@pytest.mark.parametrize("number", [1, 2])
def test_a_namesake_who_did_not_hand_in_is_no_member_of_a_group(number, upload_of, tmp_path):
    rows = "Participant 101,Ada Lovelace,,15\nParticipant 102,Bo Li,,15\nParticipant 9,Ada Lovelace,,15\n"
    (tmp_path / "w.csv").write_text("Identifier,Full name,Grade,Maximum grade\n" + rows)
    data, _, said = upload_of(MOODLE[:number], "moodle", grades="w.csv")
    assert data.decode().endswith("Participant 9,Ada Lovelace,,15\n") and b"101,Ada Lovelace,15,15\n" in data


def test_a_worksheet_that_a_spreadsheet_saved_ends_with_empty_rows(upload_of, tmp_path):
    before = re.sub(r",(?! |00)", ";", GERMAN) + ";;;;;;\r\n;;;;;;\r\n"
    (tmp_path / "w.csv").write_bytes(before.encode("cp1252"))
    data, _, said = upload_of(MOODLE, "moodle", grades="w.csv")
    assert data == before.replace('abgegeben ";;', 'abgegeben ";15;', 1).replace('"1,00"', '"7,5"').encode("cp1252")
    assert "nothing was collected from them (1): Teilnehmer/in 999 Niemand" in said


def test_points_are_scaled_to_the_maximum_there(upload_of, tmp_path):
    (tmp_path / "w.csv").write_text(
        "Identifier,Full name,Grade,Maximum grade\nParticipant 102,Bo Li,,100.00\nParticipant 101,Ada,,100.00\n"
    )
    data, _, said = upload_of(MOODLE, "moodle", grades="w.csv")
    assert data.decode().splitlines()[1:] == ["Participant 102,Bo Li,50,100.00", "Participant 101,Ada,100,100.00"]
    assert "points are scaled by 100/15" in said


def test_canvas_own_gradebook(upload_of, tmp_path, monkeypatch):
    before = (
        "Student,ID,SIS Login ID,Section,PS 0 (1),PS 1 (4711),Current Score\n"
        "    Points Possible,,,,5,15,(read only)\n"
        '"Doe, Jane",111,jd,A,5,,80\n'
        '"Roe, Rick",222,rr,A,,3,\n'
        '"Student, Test",9,t,A,,,\n'
    )
    (tmp_path / "g.csv").write_text(before)
    with pytest.raises(SystemExit, match="COLUMN='Problem set 1'; there are: 'PS 0 .1.', 'PS 1 .4711.'"):
        upload_of(CANVAS, "canvas", grades="g.csv")
    monkeypatch.setenv("HOME", str(tmp_path))  # not every shell looks for it behind GRADES=
    data, _, said = upload_of(CANVAS, "canvas", grades="~/g.csv", column="PS 1")
    assert "other points stood there, and are replaced (1): roerick" in said
    assert data.decode() == before.replace("A,5,,80", "A,5,12.25,80").replace("A,,3,", "A,,9,")
    assert "Student, Test 9" in said and "not in g.csv (1): anon" in said


def test_the_row_of_maxima_in_canvas_may_have_any_name(upload_of, tmp_path):
    before = "Student,ID,Section,PS 1 (4711)\n,,,Manual Posting\n    Mögliche Punkte,,,30\nRick,222,A,\nX,7,A,\n"
    (tmp_path / "g.csv").write_text(before, encoding="utf-8")
    data, _, said = upload_of(CANVAS, "canvas", grades="g.csv")
    assert data.decode() == before.replace("222,A,", "222,A,18")
    assert "points are scaled by 30/15" in said


def test_words_that_points_replace_are_said(upload_of, tmp_path):
    (tmp_path / "g.csv").write_text("Student,ID,PS 1 (4711)\n    Points Possible,,15\nJane,111,EX\nRick,222,-\n")
    _, _, said = upload_of(CANVAS, "canvas", grades="g.csv")
    assert "words stood there, and are replaced (1): doejane (EX)" in said and "other points" not in said


def test_a_header_may_be_in_any_language(upload_of, tmp_path):
    (tmp_path / "g.csv").write_text(
        "\u00c9tudiant,Num\u00e9ro,PS 1 (4711)\n    Points possibles,,30\nJ,111,\n", "utf-8"
    )
    assert upload_of(CANVAS, "canvas", grades="g.csv")[0].decode().endswith("\nJ,111,24.5\n")
    (tmp_path / "g.csv").write_text("Nachname\tBenutzername\tPS 1 [Gesamtpunkte: 15] |8812\nDoe\tjane_doe\t\n")
    assert upload_of(BLACKBOARD, "blackboard", grades="g.csv")[0].endswith(b"\tjane_doe\t12.5\n")


@pytest.mark.parametrize("found, lms, key", [(CANVAS, "canvas", "ID"), (BLACKBOARD, "blackboard", "user name")])
def test_a_grade_file_of_another_class_is_refused(found, lms, key, upload_of, tmp_path):
    (tmp_path / "g.csv").write_text("Student,ID,PS 1 (4711)\n    Points Possible,,15\nX,999,\n")
    with pytest.raises(SystemExit, match=f"nobody of this set is in the grade file, by {key}; its columns: Student"):
        upload_of(found, lms, grades="g.csv")


def test_many_names_are_a_few_and_a_number(upload_of):
    many = [stands(f"s{number}", None, moodle(f"S {number}", number)) for number in range(300)]
    _, _, said = upload_of(many, "moodle")
    assert "(300): s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 290 more" in said


@pytest.mark.parametrize(
    "encoding, one, other",
    [
        ("cp1250", "Łukasz Żak", "Jürgen Weiß"),
        ("iso8859-2", "Šárka Ťapková", "Jiří Novák"),
        ("cp1251", "Павел Иванов", "Анна Ёлкина"),
        ("cp1253", "Ελένη Παππά", "Νίκος Άνθης"),
        ("gbk", "李雷", "韩梅梅"),
        ("big5", "李雷", "王小明"),
        ("shift_jis", "山田 太郎", "佐藤 花子"),
        ("cp949", "김철수", "이영희"),
        ("cp1252", "José Álvarez", "Zoë Noël"),
        ("utf-16-le", "José Álvarez", "Zoë Noël"),
        ("utf-16-be", "Jane Doe", "John Doe"),
        ("utf-16-le", "李雷", "韩梅梅"),
        ("utf-16-be", "山田 太郎", "佐藤 花子"),
    ],
)
def test_names_tell_the_encoding_of_a_grade_file(encoding, one, other, upload_of, tmp_path):
    before = f"Name;Grade\r\n{one};\r\n{other.upper()};\r\nX Y;\r\n"
    (tmp_path / "g.csv").write_bytes(before.encode(encoding))
    found = [stands(name, points, HandedIn(name)) for name, points in {one: 3, other: 4, "Ada": 5}.items()]
    data, _, said = upload_of(found, "csv", grades="g.csv", column="Grade")
    assert data.decode(encoding) == before.replace(f"{one};", f"{one};3").replace(
        f"{other.upper()};", f"{other.upper()};4"
    )
    assert "not in g.csv (1): Ada" in said


def test_names_in_a_grade_file_do_not_obey_in_a_terminal(upload_of, tmp_path):
    (tmp_path / "g.csv").write_text('login,Grade\njlee,\n"Eve\x1b[8m\nnot in g.csv (1): Ada",\n')
    _, _, said = upload_of(ANYWHERE, "csv", grades="g.csv", column="Grade")
    assert "(1): Eve\ufffd[8m\ufffdnot in g.csv (1): Ada" in said and "\x1b" not in said


def test_blackboards_own_file_in_utf_16(upload_of, tmp_path):
    header = '"Last Name"\t"Username"\t"PS 1 [Total Pts: 30 Score] |8812"\t"Availability"\r\n'
    rows = '"Doe"\t"jane_doe"\t""\t"Yes"\r\n"John"\t"john"\t"4"\t"Yes"\r\n'
    (tmp_path / "gc.csv").write_bytes(BOM_UTF16_LE + (header + rows).encode("utf-16-le"))
    data, _, said = upload_of(BLACKBOARD, "blackboard", grades="gc.csv")
    assert data == BOM_UTF16_LE + (header + rows.replace('""', '"25"')).encode("utf-16-le")
    assert "scaled by 30/15" in said


def test_a_worksheet_of_another_assignment_is_refused(upload_of, tmp_path):
    (tmp_path / "w.csv").write_text("Identifier,Full name,Grade,Maximum grade\nParticipant 55,Bo Li,,15\n")
    with pytest.raises(SystemExit, match="is it the worksheet of this assignment"):
        upload_of(MOODLE, "moodle", grades="w.csv")


ANYWHERE = [
    stands("Jane_Doe", 15, HandedIn("Jane Doe", "Brightspace", number="12345")),
    stands("Zoe_Noel", 7.5, HandedIn("Zoe\u0301 Noel", "Brightspace", number="12346")),
    stands("ONeil", 7, HandedIn("Mary-Ann O'Neil", "Brightspace", number="12349")),
    stands("jlee", 3, HandedIn("jlee", "homes of a hub", username="jlee")),
    stands("Os", 4, HandedIn("van Os_Bo_b.os_302", "a folder for each student")),
    stands("Ek", 5, HandedIn("van_Ek_Di_ek", "OpenOLAT")),
    stands("Jean_Luc_x_12", 6, HandedIn("Jean_Luc_x_12", "Canvas")),
    stands("Max_M._1", 1, HandedIn("Max M.", "Brightspace")),
    stands("Max_M._2", 2, HandedIn("Max M.", "Brightspace")),
]
FOUND_BY = {
    "Brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,PS 1 Points Grade <Numeric MaxPoints:30>,End-of-Line Indicator\n"
        "#12346,#jd,Doe,Jane,{Jane_Doe},#\n#12345,#zn,Noel,Zo\u00e9,{Zoe_Noel},#\n#3,#mm,M.,Max,,#\n#4,#x,Y,X,,#\n",
        {"Jane_Doe": "30", "Zoe_Noel": "15"},
    ),
    "one column, last name first": (
        'Sis\tName\tGrade\n1\t"Doe, Jane"\t{Jane_Doe}\n2\tNOEL, ZO\u00c9\t{Zoe_Noel}\n3\tM., Max\t\n',
        {"Jane_Doe": "15", "Zoe_Noel": "7.5"},
    ),
    "signs that nobody sees": (
        "Name;Grade\n\u200fJane Doe\u200f;{Jane_Doe}\n\u202aZo\u00e9\u00a0Noel\u202c;{Zoe_Noel}\n",
        {"Jane_Doe": "15", "Zoe_Noel": "7.5"},
    ),
    "signs that a spreadsheet made typographic": (
        "Name;Grade\nMary\u2010Ann O\u2019Neil;{ONeil}\nMary-Ann O Neil;\nJane Doe;{Jane_Doe}\n",
        {"ONeil": "7", "Jane_Doe": "15"},
    ),
    "e-mail": ("E-Mail;Grade\njlee@x.org;{jlee}\nnobody@x.org;\n", {"jlee": "3"}),
    "e-mail of first and last name": ("E-Mail;Grade\nJane.Doe@x.org;{Jane_Doe}\nx.y@x.org;\n", {"Jane_Doe": "15"}),
    "Sakai, with two lines above its header": (
        '"PS 1, first","SCORE_GRADE_TYPE"\n""\n"Display ID","ID","Last Name","First Name","grade","Late submission"\n'
        '"jlee","jlee","Lee","J","{jlee}","No"\n"x","x","X","Y","",""\n',
        {"jlee": "3"},
    ),
    "a title and columns that a spreadsheet filled up": (
        "PS 1, autumn;;;\n;;;\nlogin;name;x;Grade\njlee;J;;{jlee}\na;;;\nb;;;\n",
        {"jlee": "3"},
    ),
    "blanks around a header": ("login; Grade \njlee;{jlee}\n", {"jlee": "3"}),
    "a title without any delimiter": ("PS 1\nlogin;Grade\njlee;{jlee}\n", {"jlee": "3"}),
    "columns that a spreadsheet left empty": ("login;Grade;;;;;\njlee;{jlee};;;;;\na;;;;;;\n", {"jlee": "3"}),
    "a row with more fields than there are columns": ("login;Grade\njlee;{jlee}\na;1;2;3;4;5\nb;\n", {"jlee": "3"}),
    "rows that end early": ("login;name;Grade\na\nb\nJane Doe;;{Jane_Doe}\n", {"Jane_Doe": "15"}),
    "login, in a folder's name": ("usr_id,login,Grade\n302,b.os,{Os}\n4,ek,{Ek}\n5,x,\n", {"Os": "4", "Ek": "5"}),
    "login twice": ("login,e-mail,Grade\njlee,a@x.org,\njlee,b@x.org,\nx,Jane_Doe,{Jane_Doe}\n", {"Jane_Doe": "15"}),
}


@pytest.mark.parametrize("kind", FOUND_BY)
def test_in_any_systems_file_people_are_found_by_what_they_are_called(kind, upload_of, tmp_path):
    text, given = FOUND_BY[kind]
    before = text.format(**dict.fromkeys(given, ""))
    (tmp_path / "g.csv").write_text(before, encoding="utf-8")
    column = {"Brightspace": None}.get(kind, "grade" if kind.startswith("Sakai") else "Grade")
    data, _, said = upload_of(ANYWHERE, "csv", grades="g.csv", column=column)
    assert data.decode() == text.format(**given)
    assert "not in g.csv" in said and "Max_M._1, Max_M._2" in said


def test_a_brightspace_column_may_be_called_by_its_title(upload_of, tmp_path):
    (tmp_path / "g.csv").write_text(
        "Username,PS 1 Points Grade <Numeric MaxPoints:15>,PS 2 Points Grade <Numeric MaxPoints:9>\njlee,,\n"
    )
    data, _, _ = upload_of(ANYWHERE, "csv", grades="g.csv", column="PS 1")
    assert data.endswith(b"\njlee,3,\n")


NO_GRADE_FILES = {
    b"PK\3\4[Content_Types].xml": "a workbook of a spreadsheet program: open it there, and save it as CSV",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a workbook of a spreadsheet program",
    b"a\0b\0c": "the grade file is not whole: it ends within a letter of utf-16-le",
    BOM_UTF16_LE + b"a\0b\0c": "the grade file is not whole: it ends within a letter of utf-16-le",
    b"": "the grade file is empty",
    b"Name,Login\nX,x\n": "has no column 'ID'; there are: 'Name', 'Login'|nobody of this set .*: Name, Login",
}


@pytest.mark.parametrize("data", NO_GRADE_FILES)
def test_what_is_no_grade_file_is_told_so(data, upload_of, tmp_path):
    (tmp_path / "g.csv").write_bytes(data)
    for found, lms in (CANVAS, "canvas"), (ANYWHERE, "csv"):
        with pytest.raises(SystemExit, match=NO_GRADE_FILES[data]):
            upload_of(found, lms, grades="g.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_grade_file_is_read_as_csv_is_read(delimiter, ending):
    rows = [["a", "b"], ['q"x', f"1{delimiter}2"], [f"line{ending}break", ""], ["", "ß"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
    table = GradeFile(text.getvalue().encode())
    assert [[field.text for field in row] for row in table.rows] == rows
    assert table.filled(1, {}) == text.getvalue().encode()
    filled = csv.reader(io.StringIO(table.filled(1, {3: 'x"' + delimiter}).decode(), newline=""), delimiter=delimiter)
    assert [*filled] == [*rows[:3], ["", 'x"' + delimiter]]


@pytest.mark.parametrize("first", ["sep={}", "SEP={}", '"sep={}"', "\r\nsep={}", "sep={0}{0}"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_first_line_that_names_the_delimiter_is_kept_and_is_no_header(delimiter, first):
    text = f"{first.format(delimiter)}\r\nName{delimiter}Grade\r\nsep={delimiter}1\r\n"
    for start in ("", "\ufeff"):
        table = GradeFile((start + text).encode())
        assert table.header == ["Name", "Grade"] and table.column(0) == ["sep="]
        assert table.filled(1, {1: "7"}).decode() == start + text.replace(f"{delimiter}1", f"{delimiter}7")
