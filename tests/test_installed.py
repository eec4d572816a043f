"""The course as it is installed: from its wheel, beside other people's settings, and by make in any folder."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distributions, requires
from pathlib import Path
from urllib.request import Request, urlopen
from zipfile import ZipFile

import nbformat
import pytest
from course import EXERCISES, NOTEBOOKS, ROOT, read
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from websocket import create_connection as connect

from conftest import unavailable
from tconv_lib.saving import WIDGET_VIEW
from tconv_lib.teach.lab import AUTHORIZED, TOKEN, server

UV = str(Path(sys.executable).parent / "uv")
SETTINGS = {
    "etc/jupyter/jupyter_server_config.json": {"ContentsManager": {"pre_save_hook": "builtins.dict"}},
    "etc/jupyter/jupyter_server_config.d/other.json": {"ServerApp": {"jpserver_extensions": {"jupyter_lsp": True}}},
    "etc/jupyter/labconfig/default_setting_overrides.json": {"@jupyterlab/apputils-extension:themes": {"theme": "x"}},
    "share/jupyter/lab/settings/overrides.json": {"@jupyterlab/notebook-extension:tracker": {"kernelShutdown": True}},
}
"""Files that an administrator, or another package, may have put where ours go."""
WITHOUT_THE_COURSE = """
import sys
from IPython.core.interactiveshell import InteractiveShell

class Lacking:
    def find_spec(name, *_):
        if name == "tconv_lib":
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)

sys.meta_path.insert(0, Lacking)
for cell in sys.argv[1:]:
    InteractiveShell.instance().run_cell(cell)
    print("\\f")
"""
"""Runs cells as a kernel does, where the course is not installed."""
LOCALES = {"C": "C", "UTF-8": "C.UTF-8", "GBK": "zh_CN.GBK"}


def run(*command, **options):
    """What the command printed; a failure shows what it said."""
    done = subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", errors="replace", **options)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built by the packages of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    run(UV, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def fresh(wheel, tmp_path_factory):
    """A new environment, in a folder of any letters, that has nothing but the wheel and what it asks for."""
    environment = tmp_path_factory.mktemp("fresh") / "Jürgen 转置" / "env"
    run(UV, "venv", "--python", sys.executable, environment)
    run(UV, "pip", "install", "--python", environment, "--constraint", ROOT / "constraints.txt", wheel)
    return environment


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """The environment variables of a machine with a locale of old, if one can be made here."""
    if not locales_can_be_made():
        return os.environ
    variables = variables_of("GBK", tmp_path_factory.mktemp("locale"))
    # Since 3.12 Python imports no NumPy from a path that the locale cannot say.
    return variables | {"PYTHONUTF8": "1"} if sys.version_info >= (3, 12) else variables


@pytest.fixture(scope="module")
def mine(fresh, old):
    """The folder that `tconv` makes, where the locale cannot say it."""
    folder = fresh.parent / "Ærøskøbing"
    run(fresh / "bin/tconv", folder, "--copy-only", env=old)
    return folder


@pytest.fixture(scope="module")
def url(fresh, mine, old):
    """JupyterLab as `tconv` starts it."""
    with server(mine, lambda options: [str(fresh / "bin/tconv"), ".", "--", *options.split()], old) as url:
        yield url


def ask(url, data=None, method="GET"):
    request = Request(url, json.dumps(data).encode() if data else None, AUTHORIZED, method=method)
    return json.load(urlopen(request))


def test_the_wheel_holds_the_pages_and_no_solution(wheel):
    names = ZipFile(wheel).namelist()
    pages = {name for name in names if name.startswith("tconv_lib/pages/")}
    theirs = [*NOTEBOOKS, *EXERCISES]
    assert pages == {f"tconv_lib/pages/{path.relative_to(ROOT).as_posix()}" for path in theirs}
    assert {name for name in names if "/digits/" in name} == {
        f"tconv_lib/recorded/digits/{name}" for name in ("SOURCE.toml", "digits.csv.gz")
    }
    assert "tconv_lib/py.typed" in names  # else type checkers do not read its hints
    commands = "tconv_lib/teach/"
    assert not [name for name in names if "solution" in name or ("questions.py" in name and commands not in name)]


def test_what_somebody_tried_beside_pages_and_problem_sets_is_not_in_the_wheel(wheel, tmp_path):
    for name in "notebooks", "exercises", "tconv_lib", "jupyter_config":
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in (
        *("notebooks/Untitled.ipynb", "notebooks/mine.png", "exercises/Untitled.ipynb", "exercises/mine.ipynb"),
        *("exercises/Untitled Folder/a.ipynb", "exercises/ps1_stride/stride.html"),
        *("exercises/ps1_stride/Untitled1.ipynb", "exercises/ps1_stride/stride-Copy1.ipynb"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    files = {file.distribution_path for file in WheelBuilder(str(tmp_path)).recurse_included_files()}
    assert files == {name for name in ZipFile(wheel).namelist() if name.startswith("tconv_lib/")}


def test_all_that_the_wheel_puts_outside_the_package_bears_its_name(wheel):
    outside = [name.split("/data/", 1)[1] for name in ZipFile(wheel).namelist() if ".data/data/" in name]
    assert outside
    assert [name for name in outside if "tconv" not in name] == []


def test_what_a_package_index_shows_leads_nowhere_but_out(wheel):
    (name,) = (name for name in ZipFile(wheel).namelist() if name.endswith("/METADATA"))
    metadata = ZipFile(wheel).read(name).decode()
    assert "Description-Content-Type: text/markdown" in metadata and "# tconv" in metadata
    links = re.findall(r"\]\(([^)]*)\)", metadata) + re.findall("src=[\"'](.*?)[\"']", metadata)
    assert [link for link in links if not link.startswith("https://")] == []


def test_a_page_of_the_wheel_runs(fresh, mine):
    path = mine / "notebooks/00_start_here.ipynb"
    run(fresh / "bin/jupyter", "execute", "--output=run.ipynb", path)
    outputs = [cell.get("outputs") for cell in nbformat.read(path.with_name("run.ipynb"), 4).cells]
    assert [*map(pictures, outputs)] == [pictures(cell.get("outputs")) for cell in read(NOTEBOOKS[0]).cells]


def test_a_page_opened_without_the_course_says_what_is_missing():
    pages = [*NOTEBOOKS, *EXERCISES]
    first = [next(cell.source for cell in read(page).cells if cell.cell_type == "code") for page in pages]
    shown = run(sys.executable, "-c", WITHOUT_THE_COURSE, *first).split("\f")[: len(first)]
    assert all("No module named 'tconv_lib'" in traceback for traceback in shown)
    assert [page.name for page, traceback in zip(pages, shown) if "start it by `make lab`" not in traceback] == []


def pictures(outputs):
    return [output.data["text/html"] for output in outputs or [] if "text/html" in output.get("data", {})]


def test_lab_of_the_wheel_shows_the_first_page_without_news(url):
    assert ask(f"{url}/api/contents/notebooks/00_start_here.ipynb?content=0")["type"] == "notebook"
    news = ask(f"{url}/lab/api/settings/@jupyterlab/apputils-extension:notification")
    assert news["schema"]["properties"]["fetchNews"]["default"] == "false"


def test_a_page_saved_in_lab_keeps_its_pictures(url):
    assert_pictures_are_kept(url)


def test_a_kernel_of_the_wheel_has_the_course(url):
    assert run_in_kernel(url, "import tconv_lib; print('here')") == "here"


def test_the_wheel_was_tried_in_a_locale_that_cannot_say_the_folder(old):
    if old is os.environ:
        unavailable("there is no zh_CN locale to be made; Debian has it in the package locales")


def assert_pictures_are_kept(url):
    """A page is saved with sliders, and is left with their pictures: the server found the course and its settings."""
    page = f"{url}/api/contents/notebooks/00_start_here.ipynb"
    content = ask(page)["content"]
    for data in shown(content):
        data[WIDGET_VIEW] = {"model_id": "0"}
    ask(page, {"type": "notebook", "content": content}, "PUT")
    has_picture = ["text/html" in data for data in shown(content)]
    assert any(has_picture)
    assert [WIDGET_VIEW not in data for data in shown(ask(page)["content"])] == has_picture


def shown(notebook):
    """The data of each output that has any."""
    return [output["data"] for cell in notebook["cells"] for output in cell.get("outputs", []) if "data" in output]


def test_the_wheel_adds_files_and_leaves_those_of_others(wheel, tmp_path):
    run(UV, "venv", "--python", sys.executable, tmp_path / "env")
    for name, settings in SETTINGS.items():
        path = tmp_path / "env" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    before = contents(tmp_path / "env")
    run(UV, "pip", "install", "--python", tmp_path / "env", "--no-deps", wheel)
    assert {name: contents(tmp_path / "env").get(name) for name in before} == before
    run(UV, "pip", "uninstall", "--python", tmp_path / "env", "tconv")
    assert contents(tmp_path / "env") == before


def contents(environment):
    files = [path for part in ("bin", "etc", "lib", "share") for path in (environment / part).rglob("*")]
    return {path.relative_to(environment).as_posix(): path.read_bytes() for path in files if path.is_file()}


def test_a_learner_gets_the_versions_that_are_tested():
    learner = [re.sub(r"\[.*?\]", "", pin) for pin in pins()]
    names = {line.split("==")[0]: line.split()[0] for line in learner}
    everything = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert {"jupyterlab", "numpy", "ipywidgets", "anywidget"} <= names.keys()
    assert [pin for pin in names.values() if not re.search(rf"(?m)^{re.escape(pin)}\s", everything)] == []


def pins():
    """What requirements.txt asks for, without hashes."""
    exact = r"(?m)^[a-z0-9-]+(?:\[\S+\])?==\S+(?: ; .*?)?(?= \\$)"
    return re.findall(exact, (ROOT / "requirements.txt").read_text(encoding="utf-8"))


def test_extras_are_pinned_too():
    """Pip before 24, which comes with Python 3.11 and Debian 12, refuses one that is not, since there are hashes."""
    asked = [Requirement(pin) for pin in pins()]
    there = [pin.name for pin in asked if not pin.marker or pin.marker.evaluate()]
    if missing := {*there} - {canonicalize_name(package.name) for package in distributions()}:
        pytest.skip(f"other versions are installed here, which do without {', '.join(sorted(missing))}")
    wanted = [Requirement(line) for name in there for line in requires(name) or []]
    extras = {
        (canonicalize_name(line.name), extra)
        for line in wanted
        if not line.marker or line.marker.evaluate({"extra": ""})
        for extra in line.extras
    }
    assert extras == {(pin.name, extra) for pin in asked for extra in pin.extras}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course in a folder of any letters, installed there by make."""
    if not shutil.which("make"):
        unavailable("there is no make to install the course with")
    folder = tmp_path_factory.mktemp("made") / "Jürgen 转置" / "my course"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "grading", "build"))
    run("make", ".venv-uv/bin/uv", cwd=ROOT)
    (folder / ".venv-uv").symlink_to(ROOT / ".venv-uv")  # so that no network is needed
    run("make", ".venv/installed", f"PYTHON={sys.executable}", cwd=folder, env=os.environ | {"LC_ALL": "C"})
    return folder


HAPPENED = {
    "nothing": False,
    "unpacked where it is later": False,
    "interrupted": True,
    "moved": True,
    "no Python": True,
    "another Python": True,
    "other versions, by an old date": True,
}
"""What may happen to an environment, and whether it must be made anew. It knows its folder and its Python by paths."""


@pytest.mark.parametrize("happened", HAPPENED)
def test_an_environment_is_made_anew_where_it_does_not_fit(happened, tmp_path):
    if not shutil.which("make"):
        unavailable("there is no make to install the course with")
    folder = tmp_path / "it's here"
    shutil.copytree(ROOT / "jupyter_config", folder / "jupyter_config")
    for name in "Makefile", "constraints.txt", "pyproject.toml":
        shutil.copy(ROOT / name, folder)
    python, pins = folder / ".venv/bin/python", folder / "constraints.txt"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    if happened != "interrupted":
        stamp = re.search(r"(?m)^stamp = (.*)", (folder / "Makefile").read_text(encoding="utf-8"))[1].replace("$$", "$")
        (folder / ".venv/installed").write_text(run("sh", "-c", stamp, cwd=folder), encoding="utf-8")
    if happened == "unpacked where it is later":
        os.utime(pins, (2**32, 2**32))
    elif happened == "moved":
        folder = folder.rename(tmp_path / "there")
    elif happened == "no Python":
        python.unlink()
    elif happened == "another Python":  # which has nothing of what was installed
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    elif happened == "other versions, by an old date":
        pins.write_text("numpy==2.9\n")
        os.utime(pins, (2**30, 2**30))
    asked = subprocess.run(["make", "--question", ".venv/installed"], cwd=folder, capture_output=True, text=True)
    assert (bool(asked.returncode), asked.stderr) == (HAPPENED[happened], "")


UV_THAT_TAKES_TIME = r"""#!/bin/sh
echo $1 >> called
[ $1 = pip ] || {{
  mkdir -p .venv/bin && sleep 1
  printf '#!/bin/sh\nexec "{python}" "$@"\n' > .venv/bin/python && chmod +x .venv/bin/python
}}
"""


@pytest.mark.skipif(not (shutil.which("make") and shutil.which("flock")), reason="there is no make, or no flock")
def test_two_commands_at_once_make_one_environment(tmp_path):
    folder = with_slow_uv(tmp_path / "course")
    both = [subprocess.Popen(["make", ".venv/installed"], cwd=folder) for _ in range(2)]
    assert [each.wait(60) for each in both] == [0, 0]
    assert (folder / "called").read_text().split() == ["venv", "pip"]


def with_slow_uv(folder):
    """The folder, with what make needs to make an environment there, by a uv that only says that it was called."""
    shutil.copytree(ROOT / "jupyter_config", folder / "jupyter_config")
    for name in "Makefile", "constraints.txt", "pyproject.toml":
        shutil.copy(ROOT / name, folder)
    uv = folder / ".venv-uv/bin/uv"
    uv.parent.mkdir(parents=True)
    uv.write_text(UV_THAT_TAKES_TIME.format(python=sys.executable))
    uv.chmod(0o755)
    return folder


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_make_needs_no_flock(tmp_path):
    """A Mac has none."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in "cat chmod cksum cmp echo find make mkdir sed sh sleep sort touch".split():
        (tools / name).symlink_to(shutil.which(name))
    folder = with_slow_uv(tmp_path / "course")
    made = subprocess.run(["make", ".venv/installed"], cwd=folder, env=os.environ | {"PATH": str(tools)}, stderr=-1)
    assert made.returncode == 0 and made.stderr == b""
    assert (folder / "called").read_text().split() == ["venv", "pip"]


def variables_of(locale, folder):
    """The environment variables of a machine with this locale; one of old is made in the folder."""
    if locale == "GBK":
        make_locale(folder)
    variables = os.environ | {"LC_ALL": LOCALES[locale], "LOCPATH": str(folder)}
    encoding = run(sys.executable, "-X", "utf8=0", "-c", "import locale; print(locale.getencoding())", env=variables)
    assert encoding.strip() == {"C": "ANSI_X3.4-1968"}.get(locale, locale)
    return variables


@pytest.mark.parametrize("locale", ["GBK", *(pytest.param(name, marks=pytest.mark.long) for name in ("C", "UTF-8"))])
def test_make_lab_works_whatever_the_locale_and_the_letters_of_the_folder(course, locale, tmp_path):
    variables = variables_of(locale, tmp_path)
    with server(course, lambda options: ["make", "lab", f"LAB_ARGS={options}"], variables) as url:
        assert_pictures_are_kept(url)
        assert "Jürgen 转置" in run_in_kernel(url, "import tconv_lib; print(tconv_lib.__file__)")


def run_in_kernel(url, code):
    """What the code prints in a new kernel of the server."""
    kernel = ask(f"{url}/api/kernels", {"name": "python3"}, "POST")["id"]
    channels = connect(f"{url.replace('http', 'ws')}/api/kernels/{kernel}/channels?token={TOKEN}")
    header = {"msg_id": "1", "msg_type": "execute_request", "session": "1", "username": "", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    channels.send(
        json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})
    )
    printed = ""
    while True:
        message = json.loads(channels.recv())
        if message["parent_header"].get("msg_id") == "1":
            if message["msg_type"] == "stream":
                printed += message["content"]["text"]
            elif message["msg_type"] == "execute_reply":
                channels.close()
                assert message["content"]["status"] == "ok", message["content"]
                return printed.strip()


def locales_can_be_made():
    return shutil.which("localedef") and Path("/usr/share/i18n/locales/zh_CN").exists()


def make_locale(folder):
    """The locale of a Chinese machine of old; its definition is Debian's package `locales`."""
    if not locales_can_be_made():
        unavailable("there is no zh_CN locale to be made; Debian has it in the package locales")
    run("localedef", "--inputfile=zh_CN", "--charmap=GBK", folder / "zh_CN.GBK")
