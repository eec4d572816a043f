"""Pictures: what is in the table, and the words beside it."""

import re

import numpy as np

from tconv_lib.figures import MARK, ROLES, Reads, figure, grid, heat, note


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
    assert ROLES["input"].light[0] in first and ROLES["input"].border in first
    assert ROLES["zero"].light[0] in second and "font-weight:bold" in second


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


def test_the_form_that_stands_alone_needs_no_style_sheet_and_holds_no_data():
    picture = figure(grid([1], "input", origin=(0, 0)), grid([1], "output"), links=[Reads(to=1, of=0)])
    assert "class=" not in picture.html and "data-" not in picture.html
    assert "style=" not in picture.live and "data-links" in picture.live


def test_one_legend_for_figures_in_a_figure_and_none_for_a_single_role():
    pair = figure(grid([1], "input"), grid([2], "output"))
    assert figure(pair, figure(grid([3], "kernel"))).html.count(">input</span>") == 1
    assert "</span>" not in figure(grid([1], "input")).html


def test_what_is_looked_at_marks_what_it_reads_and_hides_what_comes_later():
    link = Reads(to=2, of=0, taps=1)
    picture = figure(grid([1, 2, 3]), grid([10, 1]), grid([12, 23]), links=[link], at=(2, 0))
    assert picture.html.count(f"{MARK[0]};font-weight:bold") == 3 and ">?<" in picture.html
    assert picture.live == figure(grid([1, 2, 3]), grid([10, 1]), grid([12, 23]), links=[link], at=(2, 1)).live
    assert "(marked: 1 2)" in picture.alt and "12 ?" in picture.alt


def test_short_formulas_do_not_break():
    assert (
        "3\u00a0×\u00a0 3" not in grid([1], caption="3 × 3").html
        and "3\u00a0×\u00a03" in grid([1], caption="3 × 3").html
    )


def test_a_quantity_is_shaded():
    assert [*heat([0, 5, 10])] == ["heat0", "heat4", "heat7"] and [*heat([3, 3])] == ["heat0", "heat0"]
