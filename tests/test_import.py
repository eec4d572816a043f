"""What `import tconv_lib` costs, and which names it gives."""

import subprocess
import sys

import pytest
from course import ROOT

import tconv_lib

MODULES = {path.stem for path in (ROOT / "tconv_lib").iterdir()}


def loaded_by(code, after="import numpy"):
    """The modules that a fresh Python loads for this code, after what stands in `after`."""
    said = f"import sys\n{after}\nbefore = {{*sys.modules}}\n{code}\nprint(*sorted({{*sys.modules}} - before))"
    return subprocess.run([sys.executable, "-c", said], check=True, capture_output=True, text=True).stdout.split()


def test_an_array_costs_numpy_and_no_more():
    loaded = loaded_by("from tconv_lib import conv2d_transpose\nconv2d_transpose([[1]], [[1]], (1, 1), 1)")
    ours = {name for name in loaded if name.startswith("tconv_lib")}
    needed = ("arguments", "arrays", "errors", "ops", "shapes", "values", "words")
    assert ours == {"tconv_lib", *(f"tconv_lib.{name}" for name in needed)}
    others = {name.partition(".")[0] for name in loaded} - {"tconv_lib"}
    assert others <= sys.stdlib_module_names | {"numpy"}


def test_a_command_that_lacks_its_packages_says_which_to_install():
    hidden = "import sys; sys.modules['hatchling'] = sys; import tconv_lib.teach.students"
    said = subprocess.run([sys.executable, "-c", hidden], capture_output=True, text=True).stderr
    assert "hatchling" in said.splitlines()[-2] and said.endswith("it comes with: pip install 'tconv[teach,grade]'\n")


@pytest.mark.parametrize("name", ["check", "grid", "Picture"])
def test_a_picture_needs_neither_widgets_nor_ipython(name):
    loaded = {module.partition(".")[0] for module in loaded_by(f"from tconv_lib import {name}")}
    assert loaded.isdisjoint({"ipywidgets", "IPython"})


def test_sliders_bring_the_widgets():
    assert "ipywidgets" in loaded_by("from tconv_lib.explore import explore")


def test_every_name_is_there():
    names = {}
    exec("from tconv_lib import *", names)
    assert {*tconv_lib.__all__} <= {*names} & {*dir(tconv_lib)}
    with pytest.raises(AttributeError, match="no attribute 'conv4d'"):
        tconv_lib.conv4d


def test_no_name_hides_a_module():
    assert MODULES.isdisjoint(tconv_lib.__all__)
    import tconv_lib.explore as module

    assert module.explore and module.Explorer
