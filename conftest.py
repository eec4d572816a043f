"""Every notebook that pytest meets must also be in normal form; nbval, which compares outputs, cannot see that."""

import nbformat
import pytest

collect_ignore_glob = ["*/._*", "*/notebooks/[!0-9]*"]  # what a Mac leaves beside a file; somebody's own notebooks


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".ipynb":
        return NormalForm.from_parent(parent, path=file_path)


class NormalForm(pytest.File):
    def collect(self):
        yield IsInNormalForm.from_parent(self, name="is in normal form")


class IsInNormalForm(pytest.Item):
    def runtest(self):
        from tconv_lib.teach.notebooks import normal_form

        text = self.path.read_text(encoding="utf-8")
        if text != normal_form(nbformat.reads(text, as_version=4)):
            pytest.fail(f"{self.path.name} is not in normal form; run: make notebooks", pytrace=False)
