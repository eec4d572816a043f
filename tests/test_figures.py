"""Pictures: what is in the table, and the words beside it."""

import re

import numpy as np

from tconv_lib.figures import ROLES, figure, grid, note


def test_grid_is_a_captioned_table_with_headers():
    html = grid([[1, 2], [3, 4]], "input", "image", row_names=["a", "b"], column_names=["c", "d"]).html
    assert re.findall(r"<td[^>]*>(.*?)</td>", html) == ["", "1", "2", "3", "4"]
    assert re.findall(r"<caption[^>]*>(.*?)</caption>", html) == ["image"]
    assert re.findall(r'<th scope="(\w+)"[^>]*>(.*?)</th>', html) == [
        ("col", "c"), ("col", "d"), ("row", "a"), ("row", "b"),
    ]  # fmt: skip


def test_cells_follow_their_roles_and_marks():
    html = grid([1, 0], ["input", "zero"], mark=[False, True]).html
    first, second = re.findall(r'<td style="([^"]*)"', html)
    assert ROLES["input"].background in first and ROLES["input"].border in first
    assert ROLES["zero"].background in second and "font-weight:bold" in second


def test_empty_cells_are_invisible():
    html = grid([1, None, np.nan]).html
    assert re.findall(r"<td[^>]*>(.*?)</td>", html) == ["1", "", ""]


def test_words_spell_out_small_tables_and_marked_cells():
    assert grid([[1, 2], [3, 4]], caption="image").alt == "image, 2 by 2: 1 2; 3 4."
    large = grid(np.arange(100).reshape(10, 10), caption="large", mark=np.arange(100).reshape(10, 10) == 42)
    assert large.alt == "large, 10 by 10 (marked: 42)."


def test_figure_has_caption_legend_and_words():
    picture = figure(grid([1], "input", "x"), "→", grid([2], "output", "y"), caption="1 becomes 2.")
    assert "1 becomes 2." in picture.html
    assert picture.html.count(">input</span>") == picture.html.count(">output</span>") == 1
    assert picture.alt == "1 becomes 2. x, 1 by 1: 1. → y, 1 by 1: 2."
    assert repr(picture) == picture.alt


def test_text_is_escaped():
    assert "<b>" not in figure(grid([["<b>"]], caption="<b>"), "<b>", caption="<b>").html + note("<b>", "<b>").html
