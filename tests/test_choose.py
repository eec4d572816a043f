"""Which of a student's notebooks counts."""

import json
import zipfile

import pytest
from collecting import ADA, BOB, BOBS, EVE, GOOD, HONEST, OTHER, SET, UNTOUCHED, attempt, handed, moodle, take_in
from made_downloads import notebook

from tconv_lib.teach.grader import collect, handed_in
from tconv_lib.teach.grader.handed_in import SUBMITTED
from tconv_lib.teach.grader.repair import is_answered, read

pytestmark = pytest.mark.usefixtures("handed_out")


def test_the_later_attempt_counts_by_the_date_in_its_name(capsys):
    files = {f"{attempt('ada', day)}_stride.ipynb": notebook(note=str(day)) for day in (2, 1, 3)}
    said = take_in(files, capsys)
    assert handed() == {"ada": notebook(note="3")}
    assert said.count("was handed in before") == 2
    assert "was handed in before" in take_in({f"{attempt('ada', 1)}_stride.ipynb": GOOD}, capsys)
    assert handed() == {"ada": notebook(note="3")}
    assert handed_in.read(SET, "ada").date == "2026-10-03T09:00:00"


def test_late_and_again_in_canvas(capsys):
    files = {"anon_aB3dE_678901_stride.ipynb": ADA, "LATE_anon_aB3dE_678999_stride-1.ipynb": BOB}
    assert "anon_aB3dE_678901_stride.ipynb: was handed in before" in take_in(files, capsys)
    record = handed_in.read(SET, "anon_aB3dE")
    assert handed() == {"anon_aB3dE": BOB} and (record.late, record.attempt, record.attachment) == (True, 1, "678999")


def test_the_last_version_counts_in_teams_and_no_draft(capsys):
    versions = {f"Submitted files/Ada L/PS 1/Version {n}/stride.ipynb": notebook(note=str(n)) for n in (2, 10, 9)}
    others = {
        f"{folder} files/{name}/PS 1/stride.ipynb": notebook(note=folder + name)
        for folder, name in (("Working", "Ada L"), ("Working", "Bo"), ("Submitted", "Bo"), ("Working", "Cy"))
    }
    said = take_in(versions | others, capsys)
    assert handed() == {"Ada_L": notebook(note="10"), "Bo": notebook(note="SubmittedBo")}
    assert said.count("was handed in before") == 2 and said.count("is a draft that was not turned in") == 3
    assert "no notebook: Cy" in said
    assert said.endswith("2 new, 0 changed, 0 unchanged; nothing is taken in from Cy: see above\n")  # among 1000 lines


@pytest.mark.parametrize("path", ["Li, Bo(bo)/{}/a.ipynb", "Li, Bo(bo)_{}_a.ipynb", "Team 1/{}/a.ipynb"])
def test_what_a_teacher_gave_back_in_sakai_is_no_hand_in(path, capsys):
    names = "Submission attachment(s)", "Feedback Attachment(s)"
    said = take_in({f"PS 1/{path.format(name)}": data for name, data in zip(names, (BOB, EVE))}, capsys)
    assert "is feedback that a teacher gave, and is not looked at" in said
    assert [*handed().values()] == [BOB]


@pytest.mark.parametrize("zone, after", [("UTC", "+00:00"), ("CEST", "+02:00"), ("-03", "-03:00"), ("+0530", "+05:30")])
def test_the_later_attempt_counts_in_nbgraders_exchange(zone, after, capsys):
    drawn = "-c_9Zx12-Yab"  # at random, and there may be signs in it
    files = {f"ada+ps1_stride+2026-03-0{day} 10:00:00.1 {zone}+{drawn}/a.ipynb": notebook(note=day) for day in "213"}
    assert "was handed in before" in take_in(files, capsys)
    assert handed() == {"ada": notebook(note="3")}
    assert handed_in.read(SET, "ada").date == f"2026-03-03T10:00:00.100000{after}"


def test_nbgraders_date_may_stand_in_a_text_beside(capsys):
    stamps = {"ada": b"2026-03-01 10:00:00.5 UTC\n", "bo": b"yesterday", "cy": b"soon"}
    files = {f"submitted/{name}/{SET}/timestamp.txt": stamp for name, stamp in stamps.items()}
    said = take_in(files | {f"submitted/{name}/{SET}/stride.ipynb": notebook(note=name) for name in stamps}, capsys)
    assert "2 dates are not understood, so that nobody knows who was late: yesterday, soon\n3 new" in said
    assert handed_in.read(SET, "ada").date == "2026-03-01T10:00:00.500000+00:00"


@pytest.mark.parametrize("stamp, odd", [("2026-03-01 10:00:00 UTC", ""), ("", "10:00:00 XYZ"), ("soon", "soon")])
def test_a_date_in_a_path_that_is_not_understood_is_said_unless_a_text_says_it(stamp, odd, capsys):
    entry = f"inbound/ada+{SET}+2026-03-01 10:00:00 XYZ+ab"
    said = take_in(
        {f"{entry}/stride.ipynb": ADA} | ({f"{entry}/timestamp.txt": stamp.encode()} if stamp else {}), capsys
    )
    assert ("1 dates are not understood" in said) == bool(odd) and odd in said
    assert handed_in.read(SET, "ada").date == (None if odd else "2026-03-01T10:00:00+00:00")


def test_the_later_attempt_counts_when_clocks_are_set_back(capsys):
    times = {"02:50:00 CEST": EVE, "02:10:00 CET": ADA}
    take_in({f"ada+ps1_stride+2026-10-25 {time}+ab/a.ipynb": data for time, data in times.items()}, capsys)
    assert handed() == {"ada": ADA}


@pytest.mark.parametrize("form", ["2026100{}090000_stride.ipynb", "stride_v{}.ipynb", "try {}/stride.ipynb"])
def test_of_two_equally_old_the_one_with_the_higher_number_counts(form, capsys):
    said = take_in({f"{BOBS}/{form.format(number)}": notebook(note=str(number)) for number in (1, 2)}, capsys)
    assert handed() == {"Bob_B": notebook(note="2")} and "is not newer" in said


@pytest.mark.parametrize(
    "later", ["stride (1).ipynb", "stride(1).ipynb", "stride - Copy.ipynb", "stride 2.ipynb", "Stride_V2.ipynb"]
)
def test_of_two_equally_old_the_copy_counts(later, capsys):
    take_in({f"{BOBS}/{later}": notebook(note="later"), f"{BOBS}/stride.ipynb": notebook()}, capsys)
    assert handed() == {"Bob_B": notebook(note="later")}


def test_of_ten_equally_old_the_tenth_counts(capsys):
    take_in({f"{BOBS}/stride ({number}).ipynb": notebook(note=str(number)) for number in range(1, 11)}, capsys)
    assert handed() == {"Bob_B": notebook(note="10")}


def partly_answered(number):
    """The notebook with so many of its answers, the others as they are handed out."""
    answered, handed_out = json.loads(GOOD), json.loads(UNTOUCHED)
    pairs = zip(answered["cells"], handed_out["cells"])
    places = [place for place, (one, other) in enumerate(pairs) if one["source"] != other["source"]]
    for place in places[number:]:
        answered["cells"][place] = handed_out["cells"][place]
    return json.dumps(answered).encode()


@pytest.mark.parametrize("draft", ["stride-Copy1.ipynb", "stride (1).ipynb", "z/stride.ipynb"])
@pytest.mark.parametrize("full", ["stride.ipynb", "Untitled.ipynb"])
def test_of_two_equally_old_a_draft_does_not_count(full, draft, capsys):
    """Moodle dates nothing; a student lost all but two answers, since the draft's name comes last."""
    said = take_in({f"{BOBS}/{full}": GOOD, f"{BOBS}/{draft}": partly_answered(2)}, capsys)
    assert handed() == {"Bob_B": GOOD} and f"{draft}: has fewer answers\n" in said
    dated = {f"{attempt('ada', 1)}_{full}": GOOD, f"{attempt('ada', 2)}_stride.ipynb": partly_answered(5)}
    assert "was handed in before" in take_in(dated, capsys) and handed()["ada"] == partly_answered(5)


@pytest.mark.parametrize("odd", [{"source": None}, {"metadata": None}])
def test_a_cell_without_text_or_metadata_costs_no_answer(odd, capsys):
    text = json.loads(notebook())
    text["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "select 1"} | odd)
    answered = json.dumps(text).encode()
    said = take_in({f"{BOBS}/a.ipynb": answered, f"{BOBS}/stride.ipynb": notebook(answered=False)}, capsys)
    assert handed() == {"Bob_B": answered} and "stride.ipynb: is not answered" in said
    assert read(next(SUBMITTED.glob("*/*/*.ipynb"))).cells[-1].cell_type == "markdown"


def test_of_two_files_of_one_name_in_a_zip_the_later_counts(capsys):
    with zipfile.ZipFile("download.zip", "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        for data in ADA, BOB:
            archive.writestr(f"{BOBS}/stride.ipynb", data)
    collect.main(SET, "download.zip")
    assert handed() == {"Bob_B": BOB}


def test_a_later_attempt_that_is_another_notebook_does_not_count(capsys):
    files = {f"{attempt('ada', 1)}_stride.ipynb": ADA, f"{attempt('ada', 2)}_shapes.ipynb": notebook(OTHER)}
    assert "has no cell of this set" in take_in(files, capsys)
    assert handed() == {"ada": ADA}


def test_what_comes_later_takes_the_place_of_what_was_there(capsys):
    take_in(HONEST, capsys)
    assert "0 new, 1 changed, 1 unchanged" in take_in(HONEST | {f"{moodle('Ada A', 1)}/stride.ipynb": GOOD}, capsys)
    assert handed()["Ada_A"] == GOOD
    said = take_in(HONEST | {f"{moodle('Ada A', 1)}/stride.ipynb": UNTOUCHED}, capsys)
    assert "is not answered; what was taken in before stays" in said and handed()["Ada_A"] == GOOD


def sent(day, data, path=f"{moodle('Ada A', 1)}/stride.ipynb"):
    """A download of what was handed in, or downloaded, on this day."""
    with zipfile.ZipFile("download.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(path, (2026, 11, day, 9, 0, 0)), data)
    collect.main(SET, "download.zip")


@pytest.mark.parametrize("days", [(28, 21), (20, 28, 21), (20, 27, 22)])
def test_an_older_download_after_a_newer_one_is_said(days, capsys):
    """Moodle dates nothing: only times of files tell, which a teacher may have changed."""
    *before, last = days
    for day in before:
        sent(day, ADA if day < 28 else BOB)
    assert "older" not in capsys.readouterr().out
    sent(last, EVE)
    said = capsys.readouterr().out
    assert "older, by the times of their files, than what they replaced: Ada_A" in said and handed()["Ada_A"] == EVE
    sent(29, GOOD)
    assert "older" not in capsys.readouterr().out


def test_a_systems_own_date_says_which_is_newer(capsys):
    sent(28, ADA, f"{attempt('ada', 1)}_stride.ipynb")
    sent(27, EVE, f"{attempt('ada', 2)}_stride.ipynb")
    assert "older" not in capsys.readouterr().out and handed()["ada"] == EVE


DEF = "def stride_of(size, length):\n"
LEFT = "raise NotImplementedError()"
ANSWERS = {
    "the line as a comment": f"{DEF}    # {LEFT}\n    return 3",
    "beside the answer": f"{DEF}    return 3  # {LEFT}",
    "in a docstring": f'{DEF}    """\n    {LEFT}\n    """\n    return 3',
    "in a text": f"{DEF}    return '{LEFT}'",
    "below the answer": f"{DEF}    return 3\n    {LEFT}",
    "for what is not asked": f"{DEF}    if size:\n        return 3\n    else:\n        {LEFT}",
}
NO_ANSWERS = {
    "as it was": f"{DEF}    # YOUR CODE HERE\n    {LEFT}",
    "a draft": f"{DEF}    x = '#'\n    {LEFT}",
    "a helper": f"def helper():\n    return 3\n\n{DEF}    {LEFT}",
    "in one line": f"{DEF.strip()} {LEFT}",
    "an answer as a comment": f"{DEF}    # return 3\n    {LEFT}",
    "nothing": " \n",
}


@pytest.mark.parametrize("kind", ANSWERS | NO_ANSWERS)
def test_comments_are_no_statements(kind):
    assert is_answered((ANSWERS | NO_ANSWERS)[kind]) == (kind in ANSWERS)


def test_many_quotes_take_no_time():
    assert is_answered('"""' + "'" * 99_999 + '"' * 100_000 + "x")
