"""Pictures: what is in the table, and the words beside it."""

import base64
import re
import struct
import zlib
from html import unescape

import numpy as np
import pytest

from tconv_lib import ShapeError, layer_pictures, picture_parts, pictures, transpose_steps
from tconv_lib.examples import cured, writes_inside
from tconv_lib.figures import (
    Picture,
    Reads,
    covered,
    figure,
    grid,
    heat,
    image,
    note,
    printed,
    table,
    tied,
)
from tconv_lib.roles import HEAT, MARK, ROLES, STYLES, _between, _shade, named, role_rules
from tconv_lib.words import counted


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
    assert tied("6 / 3 and a ×3") == "6\u00a0/\u00a03 and a ×3"


@pytest.mark.parametrize(
    "formula",
    ["kernel // 2", "2 % 2", "2 · ⌊3 / 2⌋", "(size − 1) · stride", "⌈H / s⌉ · s", "3 − 6 = 1", "computed = 4", "H + 1"],
)
def test_formulas_of_longer_names_do_not_break_either(formula):
    kept = formula.replace(" ", "\u00a0")
    assert tied(f"It cuts {formula}, 75% of it.") == f"It cuts {kept}, 75% of it."


def test_a_name_stays_with_its_number():
    kept = "Kernel\u00a03, not of\u00a01, stride\u00a02, output_padding\u00a01: strides 1, 2; places 2i\u00a0+\u00a01"
    assert tied(kept.replace("\u00a0", " ")) == kept


def test_a_quantity_is_shaded():
    assert [*heat([0, 5, 10])] == ["heat0", "heat4", "heat7"] and [*heat([3, 3])] == ["heat0", "heat0"]
    assert [*heat([2, 2.5])] == ["heat0", "heat7"]
    assert [*heat(range(15))] == [f"heat{round(n / 2)}" for n in range(15)]


def test_headers_stand_before_and_above_and_the_corner_heads_nothing():
    def parts(**names):
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", grid([[1, 2]], **names).html)
        return [re.findall(r"<(t[hd])[^>]*>(.*?)</t[hd]>", row) for row in rows]

    cells = [("td", "1"), ("td", "2")]
    assert parts() == [cells]
    assert parts(row_names=["a"]) == [[("th", "a"), *cells]]
    assert parts(column_names=["c", 4]) == [[("th", "c"), ("th", "4")], cells]
    both = parts(row_names=["a"], column_names=["c", 4])
    assert both == [[("td", ""), ("th", "c"), ("th", "4")], [("th", "a"), *cells]]
    assert "<caption" not in grid([1]).html and ">&lt;b&gt;</caption>" in grid([1], caption="<b>").html


def test_roles_are_those_that_show_each_once():
    roles = [["output", "input"], ["zero", "output"]]
    assert grid([[1, 2], [None, 3]], roles).roles == ("output", "input")
    assert grid([1, 2], "input").roles == ("input",)
    legend = figure(grid([[1, 2], [3, 4]], roles), grid([1], "plain"), grid([1], "input")).html
    assert re.findall(r">([\w ]+)</span>", legend) == ["output", "input", "inserted zero"]


def test_words_say_up_to_36_numbers_and_what_is_marked_among_them():
    assert grid([1, 2]).alt == "table, 1 by 2: 1 2."
    assert grid([1, 2], mark=[True, True]).alt == "table, 1 by 2: 1 2 (marked: 1 2)."
    numbers = np.arange(37)
    assert grid(numbers[:36]).alt.endswith(" 34 35.")
    assert grid(numbers, caption="many").alt == "many, 1 by 37."
    assert grid(numbers, caption="many", mark=numbers < 36).alt.endswith(" 34 35).")
    assert grid(numbers, caption="many", mark=numbers < 37).alt == "many, 1 by 37."


def test_numbers_are_short_and_gaps_are_dots_in_words():
    whole = [12345.0, np.float32(100_001), -0.0, -10_000.0, 2.0**53 - 1]
    assert grid(whole).alt == "table, 1 by 5: 12345 100001 0 -10000 9007199254740991."
    assert grid([12345.6, 2.0**53, -np.inf]).alt == "table, 1 by 3: 1.235e+04 9.007e+15 -inf."
    picture = grid([1.0, 2 / 3, np.float32(1e-7), np.int64(123456), "a<b", None])
    assert picture.alt == "table, 1 by 6: 1 0.6667 1e-07 123456 a<b ·."
    assert re.findall(r"<td[^>]*>(.*?)</td>", picture.html) == ["1", "0.6667", "1e-07", "123456", "a&lt;b", ""]


def test_a_call_in_a_table_may_be_broken_at_its_brackets_and_dots():
    html = grid([["keras.ops.concatenate([f(x, 1.5), f(...)])", "0, 1"]]).html
    assert re.findall(r"<td[^>]*>(.*?)</td>", html) == [
        "keras.<wbr>ops.<wbr>concatenate(<wbr>[f(<wbr>x, 1.5), f(...)])", "0, 1"
    ]  # fmt: skip


def test_a_figure_has_a_legend_of_its_own_parts_and_all_words():
    part, inner = grid([1], "input", "x"), figure(grid([2], "output", "y"), caption="inner")
    outer = figure(part, 3, inner, caption="<outer>")
    assert outer.html.count(">input</span>") == outer.html.count(">output</span>") == 1
    assert outer.alt == "<outer> x, 1 by 1: 1. 3 inner y, 1 by 1: 2."
    assert figure(part).alt == part.alt and 'role="group" aria-label="x, 1 by 1: 1."' in figure(part).html


def test_notes_are_said_and_shown():
    assert note("a<", "b").alt == "a<: b." and "<strong>a&lt;:</strong> b.</div>" in note("a<", "b").html
    assert note("a", "b").html == note("a", "b", good=False).html != note("a", "b", good=True).html


def test_what_a_program_prints_is_shown_line_by_line():
    picture = printed("a <b>\nlonger line")
    assert picture.live == '<pre class="lines-of-text" tabindex="0">a &lt;b&gt;\nlonger line</pre>'
    assert picture.html.startswith('<pre style="margin:0;') and picture.html.endswith(">a &lt;b&gt;\nlonger line</pre>")
    assert (picture.alt, picture.roles, picture.extent) == ("a <b>\nlonger line", (), (2, 11))


# Pictures of pixels


def pixels(picture):
    """The grey values in the PNG of an image, read by the format's rules alone."""
    svg = base64.b64decode(re.search(r'src="data:image/svg\+xml;base64,([^"]*)"', picture.html)[1]).decode()
    png = base64.b64decode(re.search(r'href="data:image/png;base64,([^"]*)"', svg)[1])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        chunks[kind] = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + chunks[kind]),)
        at += 12 + length
    assert [*chunks] == [b"IHDR", b"IDAT", b"IEND"] and chunks[b"IEND"] == b""
    columns, rows, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert rest == [8, 0, 0, 0, 0]  # one byte for each pixel, grey, not interlaced
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, columns + 1)
    assert not lines[:, 0].any()  # not filtered
    return lines[:, 1:].tolist(), svg


def test_an_image_holds_its_pixels():
    values = [[0, 0.5, 1], [-1, 2, 0.2]]
    found, svg = pixels(image(values, "a picture"))
    assert found == [[0, 128, 255], [0, 255, 51]]
    assert 'width="12" height="8" viewBox="0 0 3 2"' in svg and '<image width="3" height="2"' in svg


def test_an_image_says_what_it_is_in_words():
    picture = image([[0, 1]], "<edges>", scale=5)
    assert picture.alt == "<edges>, 1 by 2 pixels."
    assert 'alt="&lt;edges&gt;" width="10" height="5">' in picture.html and "&lt;edges&gt;</div><img" in picture.html


def test_an_image_may_be_as_large_as_one_block_of_the_file():
    assert len(pixels(image(np.zeros((1, 0xFFFE)), "long"))[0][0]) == 0xFFFE
    with pytest.raises(ValueError) as refusal:
        image(np.zeros((2, 0x7FFF)), "too long")
    assert str(refusal.value) == ("a picture of 2 x 32767 pixels is too large; at most 65,535 with one more per row")


# What the viewer is told


def test_a_link_says_which_numbers_are_read():
    strided = Reads(to=1, of=0, taps=2, step=(2, 1), start=(-1, 0)).within([grid(np.ones((4, 5)))] * 3)
    assert strided.of == (0, 0, 0, 4, 5) and strided.taps == (2, 0, 0, 4, 5)

    def reads(place, **link):
        parts = {"to": 1, "of": (0, 0, 0, 3, 3), "taps": (2, 0, 0, 1, 3)}
        return [of for of, _ in Reads(**parts | link).terms(place)]

    assert reads((0, 0)) == [(0, 0), (0, 1), (0, 2)]
    assert reads((2, 1)) == [(2, 1), (2, 2)]
    assert reads((1, 0), step=(2, 2), start=(0, -1)) == [(2, 0), (2, 1)]
    assert reads((0, 3), turn=-1) == [(0, 2), (0, 1)]
    assert reads((0, 0), start=(-1, 0)) == []
    assert reads((0, 1), every=(1, 2)) == [(0, 1)]
    assert reads((2, 0), every=(2, 1), count=(9, 9)) == [(1, 0), (1, 1), (1, 2)]
    assert reads((1, 1), taps=None, count=(2, 1)) == [(1, 1), (2, 1)]
    assert [*Reads(1, (0, 0, 0, 3, 3), (2, 0, 0, 1, 3)).terms((0, 1))] == [((0, 1), (0, 0)), ((0, 2), (0, 1))]
    rows = Reads(to=(1, 0, 0, 2, 2), of=(0, 0, 0, 1, 2), taps=(2, 0, 0, 4, 2), rows=True)
    assert [*rows.terms((1, 0))] == [((0, 0), (2, 0)), ((0, 1), (2, 1))]
    assert reads((1, 1), taps=None) == [(1, 1)]


def test_a_link_is_told_without_what_is_as_usual():
    assert Reads(0, 1).as_data() == {"to": 0, "of": 1}
    assert Reads(0, 1, 2, rows=np.True_).rows is True
    parts = Reads(1, (0, 0, 0, 1, 3), 2, step=(np.int64(2), 1), turn=-1, rows=True)
    data = parts.as_data()
    assert data == {"to": 1, "of": [0, 0, 0, 1, 3], "taps": 2, "step": [2, 1], "turn": -1, "rows": True}
    assert type(data["step"][0]) is int
    picture = figure(grid([1, 2, 3]), grid([10, 1]), grid([12, 23]), links=[Reads(2, 0, 1)])
    (links,) = re.findall(r' data-links="([^"]*)"', picture.live)
    assert unescape(links) == '[{"to":[2,0,0,1,2],"of":[0,0,0,1,3],"taps":[1,0,0,1,2]}]'
    assert "data-" not in picture.html and "class=" not in picture.html
    assert picture.live.count('<table class="taps grid"') == 1 and picture.live.count('<table class="grid"') == 2


def test_a_link_may_hold_numbers_of_numpy():
    other = Reads(np.uint8(2), np.array(0), (np.int8(1), 0, 0, 1, 3), turn=np.int8(-1), rows=np.False_)
    plain = Reads(2, 0, (1, 0, 0, 1, 3), turn=-1)
    parts = grid([1, 2]), grid([1, 2, 3]), grid([1, 4, 7, 6])
    assert figure(*parts, links=[other]).live == figure(*parts, links=[plain]).live


def test_live_cells_have_classes():
    live = grid([["1", None]], "input", "two", mark=[True, False], origin=(1, -2), every=(2, 3), row_names=["a"]).live
    assert live == (
        '<table class="grid" data-origin="1,-2" data-every="2,3"><caption class="title">two</caption>'
        '<tr class="row"><th scope="row" class="head">a</th><td class="cell input mark">1</td>'
        '<td class="cell none"></td></tr></table>'
    )
    widths = {text: grid([text]).live.split('"')[1] for text in ("123", "1234", "12345", "1234567", "12345678")}
    assert [*widths.values()] == ["grid", "grid four", "grid", "grid", "grid words"]


def test_single_rows_stand_one_below_the_other():
    row, table = grid([1, 2]), grid([[1], [2]])
    for parts, lines in (
        ((row, row, row), True),
        ((row, row), False),
        ((row, row, table), False),
        ((row, "+", row, row), False),
    ):
        assert ('<div class="parts lines">' in figure(*parts).live) == lines


def test_extents_say_how_much_room_is_needed():
    assert grid([[1, 2, 3], [4, 5, 1000]], row_names=["a", "long"]).extent == (2, 3, 4, 4, 6)
    assert grid([1]).extent == (1, 1, 1, 0, 1)
    assert image(np.zeros((2, 3)), "i", scale=5).extent == (10, 15)
    parts = figure(grid([1], "input"), grid([2, 3], "output"), caption="x" * 45)
    assert parts.extent == (1, 1, 1, 0, 1, 1, 2, 1, 0, 2, 0, 45, 2)
    assert grid([1], column_names=["a"]).extent[0] == 2
    assert linked(0, 0).extent[-3:] == (1, 0, 1)


def test_a_figure_counts_the_grids_of_the_figures_in_it():
    link = Reads(to=1, of=0)
    inner = figure(grid([1, 2]), grid([3, 4]), links=[link], at=(1, 1))
    assert inner.at == (1, 1) and figure(inner).at == (1, 1)
    outer = figure(grid([5]), "and", inner)
    assert outer.at == (2, 1) and figure(figure(grid([5]), grid([6])), grid([7]), inner).at == (4, 1)
    assert outer.html.count("<figure") == 2 and figure(grid([1])).at is None


def test_what_is_looked_at_is_said_in_the_still_picture_alone():
    parts = grid([[1, 2], [3, 4]], caption="of"), grid([[5, 6], [7, 8]], caption="to")
    picture = figure(*parts, caption="Second row.", links=[Reads(to=1, of=0, step=(1, 1), count=(1, 2))], at=(1, 2))
    assert picture.alt == "Second row. of, 2 by 2: 1 2; 3 4 (marked: 3 4). to, 2 by 2: 5 6; 7 ? (marked: 7)."
    assert re.findall(r"<td[^>]*>(.*?)</td>", picture.html) == ["1", "2", "3", "4", "5", "6", "7", "?"]
    marked = re.findall(rf"border:4px solid {MARK[0]};font-weight:bold\">(.)", picture.html)
    assert marked == ["3", "4", "7"]
    assert "Second row." not in picture.live and "?" not in picture.live and "mark" not in picture.live
    assert 'aria-label="of, 2 by 2: 1 2; 3 4. to, 2 by 2: 5 6; 7 8."' in picture.live


def test_words_in_place_of_the_usual_ones():
    assert grid([1], words="as usual").alt == "as usual"
    assert heat([[1, 2], [3, 8]]).tolist() == [["heat0", "heat1"], ["heat2", "heat7"]]
    assert "a\u00a0=\u00a05" in grid([1], caption="a = 5").html and "2\u00a0·\u00a0x" in grid([1], caption="2 · x").html
    assert "rows\u00a0=\u00a0columns + 5" in grid([1], caption="rows = columns + 5").html


def test_a_link_to_a_part_of_a_grid_marks_only_there():
    numbers = np.arange(12).reshape(3, 4)
    part = Reads(to=(1, 1, 1, 2, 2), of=(0, np.int64(0), 1, 2, 3), count=(1, 2))
    assert part.within([grid(numbers), grid(numbers)]) == part
    picture = figure(grid(numbers), grid(numbers), links=[part], at=(1, 6))  # the second of its first row
    first, second = re.findall(r"\(marked: ([^)]*)\)", picture.alt)
    assert (first, second) == ("2 3", "6")
    of_another = figure(grid(numbers), grid(numbers), grid([1, 2]), links=[part], at=(2, 1))
    assert re.findall(r"\(marked: ([^)]*)\)", of_another.alt) == ["2"]


def test_a_covered_grid_says_nothing_of_its_numbers():
    numbers = grid([[7, None], [8, 9]], "output", "sums", mark=[[True, False], [False, False]], origin=(1, 2))
    picture = figure(grid([1, 2]), "→", numbers, caption="7 comes first.", links=[Reads(to=1, of=0)])
    hidden = covered(picture, 1)
    assert hidden.alt == "table, 1 by 2: 1 2. → sums, 2 by 2: ? ·; ? ?." and hidden.links == []
    assert hidden.grids[1].roles == ("plain",) and hidden.grids[1].origin == (1, 2)
    assert covered(figure(grid([1], words="It is 1."))).grids[0].words == ""
    row = covered(picture, 1, 1)
    assert row.alt == "table, 1 by 2: 1 2. → sums, 2 by 2: 7 ·; ? ? (marked: 7)."
    assert picture.alt.startswith("7 comes first.") and "9" in picture.alt  # nothing was changed in it


def test_a_table_has_named_rows():
    picture = table({"H": [5, 6], "becomes": [3, 3]}, "legal", "Two.", columns="ab")
    assert picture.alt == "Two. table, 2 by 2: 5 6; 3 3." and picture.roles == ("legal",)
    assert picture.grids[0].row_names == ["H", "becomes"] and picture.grids[0].column_names == "ab"


def test_the_live_image_and_the_still_one_show_the_same():
    picture = image([[0, 1]], "edges")
    assert picture.live.startswith('<div class="title">edges</div><img src=') and picture.roles == ("plain",)
    assert picture.html.endswith(picture.live.split("</div>")[1]) and "class=" not in picture.html


def test_shades_go_from_pale_to_deep_on_light_and_dark_pages():
    assert _between("#000000", "#ff8000", 0) == "#000000" and _between("#000000", "#ff8000", 1) == "#ff8000"
    assert _between("#100000", "#308000", 0.25) == "#182000"
    shades = [_shade(step) for step in range(HEAT)]
    assert shades == [ROLES[f"heat{step}"] for step in range(HEAT)]
    assert shades[0].light == ("#f2f6fa", "#10202f", "#f2f6fa") and shades[0].dark == ("#1f262e", "#ffffff", "#1f262e")
    assert shades[-1].light[0] == "#7fb0dd" and shades[-1].dark[0] == "#2a6cab"
    assert {(shade.name, shade.border) for shade in shades} == {("", "0px solid")}


def test_a_legend_names_roles_in_their_own_order_and_only_those_that_have_a_name():
    assert named({"output", "plain", "heat3", "input", "none"}) == ["input", "output"]


def test_the_style_sheet_has_every_role_for_light_and_dark_pages():
    rules = role_rules().splitlines()
    assert rules[0].startswith(f".tconv, .ask {{ --mark: light-dark({MARK[0]}, {MARK[1]}); --input-fill: light-dark(")
    assert "; --kernel-line: light-dark(#8a6d00, #e0bd48); --output-fill: light-dark(#d3f2e5, #12402f); " in rules[0]
    assert len(rules) == 1 + len(ROLES)
    assert rules[1] == (
        ".tconv .input { background: light-dark(#b4d5f7, #164a80); color: light-dark(#0b2239, #ffffff); "
        "border: min(2px, max(1px, var(--cell) * 0.07)) solid light-dark(#1a63a8, #6db3f2); }"
    )


def test_one_is_not_called_many():
    assert [counted(n, "row") for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]
    assert [counted(n, "axis", "axes") for n in (1, 2)] == ["1 axis", "2 axes"]
    assert pictures.scatter_picture([5], [1, 10], 2).alt.startswith("Scatter: 1 number. ")


def test_a_column_of_sentences_may_be_called_by_a_number():
    """A phone writes the name of the column in front of each."""
    live = grid([["a long sentence", "and another"]], column_names=[0, "a < b"]).live
    assert 'data-label="0"' in live and 'data-label="a &lt; b"' in live


def test_a_live_figure_is_its_parts_and_what_the_viewer_reads():
    parts = grid([1, 2]), "→", grid([3], "kernel"), figure(grid([4], "output", "to"))
    live = figure(*parts, caption="<A>", links=[Reads(1, 0, 1)], same=[0, 1]).live
    assert live == (
        '<figure class="figure" role="group" aria-label="&lt;A&gt; table, 1 by 2: 1 2. → table, 1 by 1: 3. '
        'to, 1 by 1: 4." data-links="[{&quot;to&quot;:[1,0,0,1,1],&quot;of&quot;:[0,0,0,1,2],'
        '&quot;taps&quot;:[1,0,0,1,1]}]" data-same="0,1"><div class="parts">'
        '<div class="part"><table class="grid"><tr class="row"><td class="cell plain">1</td>'
        '<td class="cell plain">2</td></tr></table></div>'
        '<div class="sign">→</div>'
        '<div class="part"><table class="taps grid"><tr class="row"><td class="cell kernel">3</td></tr></table></div>'
        '<div class="stacked"><figure class="figure" role="group" aria-label="to, 1 by 1: 4."><div class="parts">'
        '<div class="part"><table class="grid"><caption class="title">to</caption><tr class="row">'
        '<td class="cell output">4</td></tr></table></div></div><figcaption class="said"></figcaption></figure></div>'
        '</div><figcaption class="said">&lt;A&gt; <span class="chip kernel">kernel</span>'
        ' <span class="chip output">output</span></figcaption></figure>'
    )


def test_a_figure_without_links_tells_the_viewer_nothing():
    picture = figure(grid([1], row_names=["a"], column_names=["b"]))
    assert picture.live == (
        '<figure class="figure" role="group" aria-label="table, 1 by 1: 1."><div class="parts"><div class="part">'
        '<table class="grid"><tr class="row"><td class="head"></td><th scope="col" class="head">b</th></tr>'
        '<tr class="row"><th scope="row" class="head">a</th><td class="cell plain">1</td></tr></table></div></div>'
        '<figcaption class="said"></figcaption></figure>'
    )


def test_the_still_form_has_the_styles_of_all_its_classes():
    cell = ";".join(STYLES[name] for name in ("cell", "input", "mark"))
    assert grid([1], "input", mark=[True], origin=(0, 0)).html == (
        f'<table style="{STYLES["grid"]}"><tr style="{STYLES["row"]}"><td style="{cell}">1</td></tr></table>'
    )


def test_a_number_not_yet_known_is_a_question():
    link = Reads(to=(1, 1, 0, 1, 3), of=(2, 0, 1, 2, 2), taps=(0, 0, 0, 2, 1))
    parts = grid([[1], [2]]), grid([[0, 0, 0], [1, 2, 3]]), grid(np.arange(9).reshape(3, 3))
    picture = figure(*parts, links=[link], at=(1, 3))
    assert re.findall(r"\(marked: ([^)]*)\)", picture.alt) == ["1", "1 4"]
    assert re.sub("<[^>]*>", "", picture.html) == "12" + "0001??" + "012345678"
    assert '<figcaption class="said"></figcaption>' in picture.live
    assert picture.html.count(f'<td style="{STYLES["cell"]};{STYLES["plain"]}">?</td>') == 2


def test_a_matrix_reads_a_row_of_itself_for_each_place():
    rows = Reads(to=(1, 0, 0, 2, 2), of=(0, 0, 0, 1, 2), taps=(2, 0, 0, 4, 2), rows=True)
    assert [*rows.terms((1, 1))] == [((0, 0), (3, 0)), ((0, 1), (3, 1))]


def test_a_link_always_says_whence_and_where_to():
    assert Reads(0, 0).as_data() == {"to": 0, "of": 0}
    nothing = Reads(0, (0, 1, 2, 0, 0)).within([grid(np.eye(2, 3))])
    assert (nothing.to, nothing.of, nothing.taps) == ((0, 0, 0, 2, 3), (0, 1, 2, 0, 0), None)


def test_a_picture_of_ones_own_needs_html_and_words_alone():
    picture = Picture("<p>a</p>", "a", extent=[0, 5])
    assert (picture.html, picture.live, repr(picture)) == ("<p>a</p>", "<p>a</p>", "a")
    assert (picture.roles, picture.extent, picture.at) == ((), (0, 5), None)


def test_what_a_figure_is_made_of_can_be_asked():
    inner = figure(grid([1, 2]), grid([3, 4]), at=(1, 0), caption="x" * 41, same=[1, 0])
    assert (inner.at, inner.same, inner.uncovered, inner.extent[-2:]) == ((1, 0), [1, 0], None, (41, 1))
    assert figure(grid([5]), inner).at == (2, 0)
    assert "xx" not in figure(inner).live and "xx" in figure(inner).html


def test_names_may_be_as_many_as_columns_and_of_any_kind():
    assert grid([[*range(9)]], row_names=(1,), column_names=range(9)).column_names == [*range(9)]
    assert grid([1], row_names=np.array(["a"])).row_names == ["a"]
    assert "data-label" not in grid([1], column_names=["a"]).live


def test_the_default_table_is_plain_and_says_nothing_of_its_own():
    assert table({"a": [1, 2]}).live == figure(grid([1, 2], row_names=["a"])).live
    assert table({"a": [1, 2]}, mark=[True, False]).grids[0].mark.tolist() == [[True, False]]


def test_a_covered_picture_keeps_all_but_the_numbers():
    known = grid([[1, 2], [3, 4]], "input", "x", None, ["a", "b"], ["c", "d"], (1, 2), (3, 4))
    links = [Reads(2, 1), Reads(1, 0), Reads(0, 1)]
    picture = figure(known, grid([5]), grid([6]), links=links)
    hidden = covered(picture, part=np.s_[:, 1])
    assert hidden.grids[0].cell_roles.tolist() == [["input", "plain"], ["input", "plain"]]
    assert hidden.grids[0].values.tolist() == [[1, "?"], [3, "?"]] and hidden.uncovered is picture
    assert (hidden.grids[0].row_names, hidden.grids[0].column_names) == (["a", "b"], ["c", "d"])
    assert (hidden.grids[0].origin, hidden.grids[0].every) == ((1, 2), (3, 4))
    assert hidden.links == [picture.links[0]]


def test_a_picture_may_be_matched_backwards():
    assert grid([1], origin=(-3, 2), every=(-1, 2)).every == (-1, 2)


def test_sentences_need_room_for_their_letters():
    assert note("a", "four").extent == (4,) and printed("").extent == (0, 0)


def test_a_check_sum_may_be_of_any_size():
    assert pixels(image(np.ones((1, 20)), "white"))[0] == [[255] * 20]


def test_letters_of_formulas_may_be_capitals():
    assert "A\u00a0=\u00a05" in grid([1], caption="A = 5").html


# What is refused, word for word

SECOND = np.timedelta64(1, "s")
"""Which NumPy counts among the integers."""

NUMBERS = grid([[1, 2, 3], [4, 5, 6]])
PAIR = figure(NUMBERS, grid([1]))
ROLES_SAID = "input, zero, padding, extra, kernel, output, cropped, before, after, legal, plain"


def linked(*parts, **link):
    return figure(NUMBERS, links=[Reads(*parts, **link)])


@pytest.mark.parametrize(
    "refused, message",
    [
        (lambda: Picture("", "", ["red"]), f"there is no role 'red'; there are {ROLES_SAID}"),
        (lambda: grid([1], "red"), f"there is no role 'red'; there are {ROLES_SAID}"),
        (lambda: grid([1, 2], ["input"]), "roles must have the table's shape (1, 2), got (1, 1)"),
        (lambda: Picture("", "", (), "", [-1]), "extent must be at least 0, got -1"),
        (
            lambda: grid(np.zeros((1, 1, 1))),
            "values must be a row or rows of numbers, texts or None, got shape (1, 1, 1)",
        ),
        (lambda: grid([1, 2], mark=[True]), "mark must have the table's shape (1, 2), got (1, 1)"),
        (lambda: grid([1], row_names=["a", "b"]), "row_names must be 1 name in a list, got ['a', 'b']"),
        (lambda: grid([1], row_names={"a"}), "row_names must be 1 name in a list, got {'a'}"),
        (lambda: grid([1, 2], column_names="abc"), "column_names must be 2 names in a list, got 'abc'"),
        (lambda: grid([1], origin=5), "origin must be (row, column), got 5"),
        (lambda: grid([1], origin=(0.5, 1)), "origin must be a whole number, got 0.5"),
        (lambda: grid([1], every=5), "every must be (rows, columns), got 5"),
        (lambda: grid([1], every=(1, "a")), "every must be a whole number, got 'a'"),
        (lambda: grid([1], every=(2, 0)), "every must not be 0: cells would all stand in one place, got (2, 0)"),
        (lambda: heat([np.inf]), "values must be finite, got inf"),
        (lambda: heat(np.zeros(20_001)), "a table of 20001 is too large to be shown; at most 20,000 cells are"),
        (lambda: image([1], "a"), "values must be a 2-D image, got 1 axis: shape (1,)"),
        (lambda: image([[1]], "a", 0), "scale must be at least 1, got 0"),
        (lambda: image([[1]], "a", 1001), "scale must be from 1 to 1000"),
        (lambda: figure(NUMBERS, same=[1]), "same: the number of a grid must be from 0 to 0"),
        (
            lambda: figure("a", same=[0]),
            "same must be the number of a grid, and there is none among the parts of this figure",
        ),
        (lambda: figure(NUMBERS, at=1), "at must be (number of a grid, place in it), got 1"),
        (lambda: figure(NUMBERS, at=("a", 0)), "at must be a whole number, got 'a'"),
        (lambda: figure(NUMBERS, at=(1, 0)), "at: the number of a grid must be from 0 to 0"),
        (lambda: figure(NUMBERS, at=(0, 6)), "at: the place in a grid must be from 0 to 5"),
        (lambda: covered(PAIR, 2), "number: the number of a grid must be from 0 to 1"),
        (lambda: covered(PAIR, 0, 5), "part must count numbers of a grid of shape (2, 3), got 5"),
        (lambda: covered(PAIR, 0, True), "part must count numbers of a grid of shape (2, 3), got True"),
        (
            lambda: covered(PAIR, 0, np.uint64(2**63)),
            "part must count numbers of a grid of shape (2, 3), got np.uint64(9223372036854775808)",
        ),
        (
            lambda: covered(PAIR, 0, slice("a")),
            "part must count numbers of a grid of shape (2, 3), got slice(None, 'a', None)",
        ),
        (
            lambda: covered(PAIR, 0, slice(0, 1, 0)),
            "part must count numbers of a grid of shape (2, 3), got slice(0, 1, 0)",
        ),
        (lambda: note("a", "b", 1), "good must be True or False, got 1"),
        (lambda: linked(0, 0, turn=0), "turn of Reads must not be 0: every tap would read the same place"),
        (lambda: linked(0, 0, turn=0.5), "turn of Reads must be a whole number, got 0.5"),
        (lambda: linked(0, 0, rows=1), "rows of Reads must be True or False, got 1"),
        (lambda: linked(0, 0, step=1), "step of Reads must be (rows, columns), got 1"),
        (lambda: linked(0, 0, step=(1, "a")), "step of Reads must be a whole number, got 'a'"),
        (lambda: linked(0, 0, every=(0, 1)), "every of Reads must be at least 1, got 0"),
        (lambda: linked("a", 0), "to of Reads: the number of a grid must be a whole number, got 'a'"),
        (lambda: linked(1, 0), "to of Reads: the number of a grid must be from 0 to 0"),
        (
            lambda: linked(0, (0, 1)),
            "of of Reads must be the number of a grid, or 5 numbers for a part of it, got (0, 1)",
        ),
        (lambda: linked(0, (1, 0, 0, 1, 1)), "of of Reads: the number of a grid must be from 0 to 0"),
        (lambda: linked(0, (0, 2, 0, 1, 1)), "of of Reads: the first row must be from 0 to 1"),
        (lambda: linked(0, (0, 0, 3, 1, 1)), "of of Reads: the first column must be from 0 to 2"),
        (lambda: linked(0, (0, 1, 0, 2, 1)), "of of Reads: rows must be from 0 to 1"),
        (lambda: linked(0, (0, 0, 1, 1, 3)), "of of Reads: columns must be from 0 to 2"),
        (lambda: linked(0, 0, (0, 0, "a", 1, 1)), "taps of Reads: the first column must be a whole number, got 'a'"),
    ],
)
def test_a_picture_that_there_cannot_be_says_why(refused, message):
    with pytest.raises(ShapeError) as refusal:
        refused()
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "refused, message",
    [
        (lambda: Picture(1, ""), "html must be a text, got 1"),
        (lambda: Picture("", 1), "alt must be a text, got 1"),
        (lambda: Picture("", "", 1), "roles must be a list, got 1"),
        (lambda: Picture("", "", (), 1), "live must be a text, got 1"),
        (lambda: Picture("", "", (), "", 1), "extent must be a list, got 1"),
        (lambda: Picture("", "", (), "", range(1001)), "extent must be a list, got range(0, 1001)"),
        (lambda: grid([b"a"]), "values must hold numbers, texts or None, got b'a'"),
        (lambda: grid([SECOND]), "values must hold numbers, texts or None, got np.timedelta64(1,'s')"),
        (lambda: grid([1], mark=[1]), "mark must hold truth values, got 1"),
        (lambda: grid([1], [1]), "roles must hold names of roles, got 1"),
        (lambda: grid([1], caption=1), "caption must be a text, got 1"),
        (lambda: grid([1], words=None), "words must be a text, got None"),
        (lambda: grid([1], row_names=[True]), "row_names must hold texts or numbers, got True"),
        (lambda: grid([1], row_names=[SECOND]), "row_names must hold texts or numbers, got np.timedelta64(1,'s')"),
        (lambda: grid([1], column_names=[None]), "column_names must hold texts or numbers, got None"),
        (lambda: image([[1]], 5), "caption must be a text, got 5"),
        (lambda: figure(None), "a part of a figure must be a picture, a text or a number, got None"),
        (lambda: figure(True), "a part of a figure must be a picture, a text or a number, got True"),
        (lambda: figure(SECOND), "a part of a figure must be a picture, a text or a number, got np.timedelta64(1,'s')"),
        (lambda: figure(NUMBERS, caption=1), "caption must be a text, got 1"),
        (lambda: figure(NUMBERS, links=1), "links must be a list, got 1"),
        (lambda: figure(NUMBERS, links=["a"]), "links must be Reads, got 'a'"),
        (lambda: figure(NUMBERS, same=1), "same must be a list, got 1"),
        (lambda: table([1]), "rows must be a dict, a row by each name, got [1]"),
        (lambda: covered("a"), "picture must be a figure, got 'a'"),
        (lambda: note(1, "a"), "heading must be a text, got 1"),
        (lambda: note("a", 1), "text must be a text, got 1"),
        (lambda: printed(1), "text must be a text, got 1"),
    ],
)
def test_a_picture_of_something_else_says_what_it_takes(refused, message):
    with pytest.raises(TypeError) as refusal:
        refused()
    assert str(refusal.value) == message


def test_a_picture_may_list_as_much_as_can_be_seen():
    assert len(Picture("", "", extent=range(1000)).extent) == 1000


def test_words_are_written_for_html_once_and_for_readers_not_at_all():
    picture = figure(grid(["a<b"], row_names=["c&d"]))
    assert "a<b" in picture.alt and 'aria-label="table, 1 by 1: a&lt;b."' in picture.html
    assert ">c&amp;d</th>" in picture.html


def test_a_number_that_python_does_not_write_is_shown_as_such():
    assert "a very long int" in figure(10**5000, grid([10**5000], row_names=[10**5000])).html


def test_the_shades_of_the_largest_numbers():
    assert heat([-1e308, 0, 1e308]).tolist() == ["heat0", "heat4", "heat7"]


def test_a_table_keeps_what_it_was_made_of():
    values, roles = np.array([[1, 2]], object), np.array([["input", "output"]], object)
    picture = grid(values, roles)
    values[0, 0], roles[0, 0] = 99, "kernel"
    assert picture.values.tolist() == [[1, 2]] and picture.roles == ("input", "output")


def test_margins_that_cut_off_leave_the_roles_of_what_stays():
    """A padding beyond the kernel: the forward convolution read only zeros there."""
    kept = {(0, 0): "input zero input zero input", (1, 1): "zero input zero", (0, 2): "input zero input"}
    for padding, roles in kept.items():
        steps = transpose_steps([1, 2, 3], [1], 5 - sum(padding), 2, [padding])
        assert " ".join(picture_parts.padded_roles(steps)) == roles
    steps = transpose_steps(np.ones((3, 3)), [[1]], (6, 3), 2, [(0, 0), (1, 1)])
    assert picture_parts.padded_roles(steps).tolist()[-1] == ["extra"] * 3
    caption = "6 × 3. Rows of zeros: 0 above, 1 below. Columns: -1 left, -1 right. A negative number cuts off."
    assert pictures.padded_picture(steps).alt.startswith(caption)
    assert pictures.transpose_step_picture(steps, 2).grids[0].values.shape == (6, 3)


@pytest.mark.parametrize(
    "picture",
    [
        lambda number: pictures.scatter_picture([number], [number], 1),
        lambda number: pictures.gather_picture([number], [number], 1, 0),
        lambda number: pictures.conv_step_picture([[number]], [[number]], 1, "SAME", 0),
        lambda number: pictures.two_sums_picture([[number]], [[number]], [[number]], 1),
        lambda number: pictures.unturned_picture(transpose_steps([[number]], [[number]], (1, 1), 1), [[number]]),
    ],
)
def test_words_say_fractions_as_cells_do(picture):
    assert picture(3.0).alt == picture(3).alt
    assert not re.search(r"\d\.\d{5}", picture(1.1).alt)


def test_what_can_be_read_as_channels_is_shown():
    class Others:
        def __array__(self, dtype=None, copy=None):
            return np.ones((4, 1, 1), int)

    assert layer_pictures.shuffle_picture(Others()).alt == layer_pictures.shuffle_picture(np.ones((4, 1, 1), int)).alt


@pytest.mark.parametrize("kernel", [1, 7, 57, 1000])
def test_a_line_is_so_long_that_there_is_something_between_its_ends(kernel):
    for stride in (1, 2, 3, 1000):
        counts = writes_inside(kernel, stride)
        assert len(counts) >= stride
        assert {*counts.tolist()} <= {kernel // stride, -(-kernel // stride)}


@pytest.mark.parametrize("seed", range(10))
def test_a_grey_and_the_pattern_that_random_taps_make_of_it_are_seen_from_the_last_row(seed):
    inside = {name: picture[4:-4, 4:-4] for name, picture in cured(seed).items()}
    assert max(picture.max() for picture in inside.values()) <= 1
    assert all(0.4 < picture.mean() < 0.7 for picture in inside.values())
    assert np.ptp(inside["kernel 4, stride 2"]) > 0.12 if seed else inside["sub-pixel"].max() == 0.5


def test_roles_of_more_cells_than_can_be_seen_are_refused_at_once():
    with pytest.raises(ShapeError, match="^a table of 2001 x 2001 is too large to be shown"):
        picture_parts.inserted_roles(np.ones((3, 3)), 1000)
