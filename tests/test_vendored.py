"""Files of other projects are theirs, byte for byte, and say from where they come."""

import tomllib
from hashlib import sha256

import pytest
from course import ROOT

SOURCES = sorted((ROOT / "tconv_lib").rglob("SOURCE.toml"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.name)
def test_vendored_files_are_unchanged(source):
    said = tomllib.loads(source.read_text(encoding="utf-8"))
    assert said["package"] and said["version"] and said["licence"]
    there = {path.name: sha256(path.read_bytes()).hexdigest() for path in source.parent.glob("[!.]*") if path != source}
    assert there == {name: file["sha256"] for name, file in said["files"].items()}


def test_what_was_minified_elsewhere_says_from_where():
    """Nobody writes lines of a thousand characters by hand."""
    code = [path for kind in ("[!.]*.js", "[!.]*.css") for path in (ROOT / "tconv_lib").rglob(kind)]
    foreign = [path for path in code if max(map(len, path.read_text(encoding="utf-8").splitlines()), default=0) > 1000]
    assert foreign
    assert [path for path in foreign if not path.with_name("SOURCE.toml").exists()] == []
