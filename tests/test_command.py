"""The command `tconv`: pages of one's own, and JupyterLab on the first one."""

import os
import re
import shutil
from errno import ENOSPC

import pytest
from course import EXERCISES, NOTEBOOKS, ROOT

from tconv_lib import __version__
from tconv_lib.__main__ import main


@pytest.fixture
def lab(monkeypatch):
    """What JupyterLab was started with: its options, and the folder it was started in."""
    started = []
    monkeypatch.setattr("jupyterlab.labapp.main", lambda: started.append((os.sys.argv[1:], os.getcwd())))
    monkeypatch.setattr("sys.argv", ["tconv"])
    monkeypatch.chdir(os.getcwd())
    return started


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_gets_all_pages_and_problem_sets_and_nothing_else(tmp_path, capsys):
    main([str(tmp_path / "my course"), "--copy-only"])
    assert files(tmp_path / "my course") == {p.relative_to(ROOT): p.read_bytes() for p in [*NOTEBOOKS, *EXERCISES]}
    assert capsys.readouterr().out == f"The pages of the course are now in {tmp_path / 'my course'}\n"


def test_the_folder_is_named_tconv_if_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    main(["--copy-only"])
    assert (tmp_path / "tconv/notebooks/00_start_here.ipynb").exists()


def test_nothing_of_the_learner_is_overwritten_and_lost_pages_come_back(tmp_path, capsys):
    main([str(tmp_path), "--copy-only"])
    mine, lost = tmp_path / "notebooks/00_start_here.ipynb", tmp_path / "exercises/ps1_stride/stride.ipynb"
    mine.write_text("my answer")
    lost.unlink()
    (tmp_path / "notes.txt").write_text("my notes")
    before = files(tmp_path)
    capsys.readouterr()
    main([str(tmp_path), "--copy-only"])
    said = capsys.readouterr().out
    assert files(tmp_path) == before | {lost.relative_to(tmp_path): (ROOT / lost.relative_to(tmp_path)).read_bytes()}
    assert "nothing there is overwritten, and these are back: exercises/ps1_stride/stride.ipynb" in said


def test_what_a_mac_leaves_beside_a_page_is_none(tmp_path, monkeypatch):
    page = tmp_path / "notebooks/00_start_here.ipynb"
    page.parent.mkdir()
    for path in page, page.with_name(f"._{page.name}"):
        path.write_text("{}")
    monkeypatch.setattr("tconv_lib.__main__._source", lambda: tmp_path)
    main([str(tmp_path / "mine"), "--copy-only"])
    assert [*files(tmp_path / "mine")] == [page.relative_to(tmp_path)]


def test_a_folder_that_looks_empty_may_be_taken_and_no_file_in_it_is_replaced(tmp_path):
    mine = tmp_path / ".DS_Store", tmp_path / "notebooks/00_start_here.part"
    mine[0].write_text("a Mac's")
    main([str(tmp_path), "--copy-only"])
    (tmp_path / "notebooks/00_start_here.ipynb").unlink()
    mine[1].write_text("mine")
    main([str(tmp_path), "--copy-only"])
    assert [path.read_text() for path in mine] == ["a Mac's", "mine"]
    assert {*files(tmp_path)} == {path.relative_to(ROOT) for path in [*NOTEBOOKS, *EXERCISES]} | {
        path.relative_to(tmp_path) for path in mine
    }


@pytest.mark.parametrize("spoil", ["other things", "a file", "below a file"])
def test_what_cannot_be_the_folder_is_said(spoil, tmp_path):
    folder = tmp_path / "folder"
    if spoil == "other things":
        folder.mkdir()
        (folder / "thesis.tex").write_text("mine")
    else:
        folder.write_text("mine")
        folder = folder / "below" if spoil == "below a file" else folder
    before = files(tmp_path)
    with pytest.raises(SystemExit, match=re.escape(str(folder)) + ".*Name another folder: tconv FOLDER"):
        main([str(folder)])
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "end, said", [(OSError(ENOSPC, "No space left on device"), SystemExit), (KeyboardInterrupt, KeyboardInterrupt)]
)
def test_half_a_page_does_not_stay(end, said, tmp_path, monkeypatch):
    def copy_half(page, half):
        half.write_text("half")
        raise end

    with monkeypatch.context() as full:
        full.setattr(shutil, "copyfile", copy_half)
        with pytest.raises(said):
            main([str(tmp_path / "mine"), "--copy-only"])
    assert not files(tmp_path)
    main([str(tmp_path / "mine"), "--copy-only"])  # its empty folders are no other things
    assert files(tmp_path)


def test_a_folder_that_was_deleted_meanwhile_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tmp_path.rmdir()
    with pytest.raises(SystemExit, match="^tconv: tconv: No such file or directory. Name another folder"):
        main([])


@pytest.mark.parametrize("name", ["~", "~nobody", 'a\'b "c" $HOME #1 100% ?', "Jürgen 转置", "--", "-x"])
def test_a_folder_may_have_any_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    main([f"./{name}", "--copy-only"])
    assert (tmp_path / name / "notebooks/00_start_here.ipynb").exists()


@pytest.mark.parametrize("arguments", [["my", "course"], ["--port", "9000"]], ids=" ".join)
def test_what_it_does_not_understand_is_said(arguments, lab, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert "one FOLDER, in quotes if it has spaces; options of JupyterLab come after --" in capsys.readouterr().err
    assert lab == []


@pytest.mark.parametrize("name", ["", "  "], ids=ascii)
def test_a_folder_without_a_name_is_refused(name, lab, tmp_path, monkeypatch, capsys):
    """As where a shell's variable was never set."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main([name])
    assert capsys.readouterr().err.endswith("error: FOLDER has no name; the one you are in is called .\n")
    assert lab == [*tmp_path.iterdir()] == []


def test_lab_opens_on_the_first_page_where_all_links_lead_somewhere(tmp_path, lab):
    """Given a file, Jupyter would show nothing outside its folder, and links to exercises/ would go nowhere."""
    with pytest.raises(SystemExit):
        main([str(tmp_path), "--", "--no-browser", "--port", "9000"])
    first_page = "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"
    assert lab == [([first_page, "--no-browser", "--port", "9000"], str(tmp_path))]


def test_a_home_that_cannot_be_written_is_suspected(tmp_path, lab, monkeypatch):
    monkeypatch.setattr("jupyterlab.labapp.main", lambda: (tmp_path / "none" / "x").mkdir())
    with pytest.raises(OSError) as stopped:
        main([str(tmp_path)])
    assert stopped.value.__notes__[-1].endswith("If it cannot be written, set HOME to a folder that can.")


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"tconv {__version__}\n"
