"""Figures for lectures and papers: their numbers, their files, and that others' programs take them."""

import xml.etree.ElementTree as ElementTree
from io import BytesIO
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from links import terms, value
from PIL import Image, ImageSequence
from pptx import Presentation
from pypdf import PdfReader

from tconv_lib.examples import counting
from tconv_lib.figures import figure, grid
from tconv_lib.ops import conv2d_transpose
from tconv_lib.shapes import legal_output_sizes
from tconv_lib.teach import glance
from tconv_lib.teach.figures import __main__ as command
from tconv_lib.teach.figures.drawing import THEMES, draw
from tconv_lib.teach.figures.files import LARGEST_GIF, PIXELS, raster, write_film
from tconv_lib.teach.figures.films import films, groups, transposed, turned
from tconv_lib.teach.figures.frames import frames, page, still
from tconv_lib.teach.figures.index import write_index
from tconv_lib.teach.figures.scenes import between, look, scene, text_width
from tconv_lib.teach.figures.sheets import write_sheets

ALL = [*films()]

THERE = """no_padding_no_strides arbitrary_padding_no_strides same_padding_no_strides full_padding_no_strides
    no_padding_strides padding_strides padding_strides_odd""".split()
"""The transposed ones of conv_arithmetic."""


def test_all_figures_have_names_captions_and_alternatives():
    names = [film.name for film in ALL]
    assert len(set(names)) == len(names) >= 24
    assert all([any(name.startswith(f"{there}_transposed-i") for name in names) for there in THERE])
    for film in ALL:
        assert film.title and film.caption.endswith(".") and len(film.alt) > len(film.caption) + 20, film.name


def test_a_title_has_room_though_its_table_is_narrow():
    one, other = (
        grid([[1]], "input", "a title longer than its table"),
        grid([[2, 3]], "kernel", "kernel", row_names="a"),
    )
    drawn = scene(figure(one, other))
    titles = sorted((word.x, text_width(word.text, word.size) / 2) for word in drawn.words if word.anchor == "middle")
    (long, half), (short, other_half) = titles
    assert 0 <= long - half and long + half < short - other_half and short + other_half <= drawn.width


@pytest.mark.parametrize(
    "setting", [(3, 3, 2, 6, "SAME", 1), (2, 2, 3, 6, "VALID", 1), (3, 3, 2, 5, (1, 1), 1), (3, 2, 2, 7, "VALID", 2)]
)
def test_every_step_shows_the_sum_that_it_makes(setting):
    size, kernel, stride, output_size, padding, dilation = setting
    film = transposed(*setting)
    pads = padding if isinstance(padding, str) else [(0, 0), padding, padding, (0, 0)]
    right = conv2d_transpose(
        counting(size, size), counting(kernel, kernel), (output_size,) * 2, stride, pads, dilations=dilation
    )
    steps = [shot for shot in film.shots if shot.at]
    assert [shot.at for shot in steps] == [(2, place) for place in range(right.size)]
    for shot, number in zip(steps, right.flat):
        seen = look(shot.picture, shot.at)
        read = [value(shot.picture, cell) * int(tap[1:]) for cell, (_, tap) in seen.items() if tap]
        assert sum(read) == number
        assert shot.says.endswith(f"= {number}.")
        drawn = ElementTree.fromstring(draw(page(film, shot), "dark"))
        assert [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")].count(str(number)) >= 1


def test_groups_are_those_of_the_operation():
    last = groups(3, 3, 2, 6).shots[-1].picture
    images = np.stack([counting(3, 3), counting(3, 3).T], axis=-1)[None]
    kernels = np.stack([counting(3, 3), counting(3, 3)[::-1]], axis=-1)[:, :, None]
    right = conv2d_transpose(images, kernels, (6, 6), 2, groups=2)
    assert [part.grids[2].values.tolist() for part in last.parts] == [right[0, ..., group].tolist() for group in (0, 1)]


def test_four_ways_make_one_output_for_every_setting():
    for stride, kernel, padding in [(1, 1, "SAME"), (2, 3, "SAME"), (3, 2, "SAME"), (3, 4, "VALID"), (2, 4, "SAME")]:
        for output_size in legal_output_sizes(glance.SIZE, kernel, stride, padding):
            axis = glance.axis_of(stride, kernel, padding, output_size)
            picture = glance.ways(axis)
            right = picture.grids[glance.SCATTERED].values
            assert all([(picture.grids[number].values == right).all() for number in glance.OUTPUTS])
            sums = {}
            for to, of, tap in terms(picture):
                sums[to] = sums.get(to, 0) + value(picture, of) * (value(picture, tap) if tap else 1)
            assert {to: number for to, number in sums.items() if value(picture, to) != number} == {}
            assert {to[0] for to in sums} == {*glance.OUTPUTS, glance.FULL}
            before, after = (formula.numbers.split(" = ")[1] for formula in glance.formulas(axis)[2:])
            assert (int(before), int(after)) == axis.zero_padding
            assert [name for name, *_ in glance.calls(axis)] == ["TensorFlow", "Keras", "PyTorch", "ONNX", "JAX"]


def test_what_is_in_two_pictures_glides():
    film = transposed(3, 3, 2, 6, "SAME")
    pages = [page(film, shot) for shot in film.shots[:4]]
    kernel, turn = pages[2], pages[3]
    half = between(kernel, turn, 0.5)
    assert kernel.cells.keys() == turn.cells.keys() == half.cells.keys()
    moving = [key for key in turn.cells if kernel.cells[key].x != turn.cells[key].x]
    assert len(moving) == 6  # all of the kernel but the middle column
    for key in moving:
        assert half.cells[key].x == (kernel.cells[key].x + turn.cells[key].x) / 2
        assert kernel.cells[key].text == turn.cells[key].text
    assert {(frame.scene.width, frame.scene.height) for frame in frames(film)} == {(half.width, half.height)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where one figure, the sheets and the index are written."""
    folder = tmp_path_factory.mktemp("figures")
    write_film(turned(2), folder)
    write_sheets(folder)
    write_index([turned(2)], folder)
    return folder


def test_a_figure_is_written_whole_and_the_same_every_time(folder, tmp_path):
    film = turned(2)
    write_film(film, tmp_path)
    there, again = ({path.name: path.read_bytes() for path in (at / film.name).iterdir()} for at in (folder, tmp_path))
    assert there.keys() == {f"{film.name}-{theme}.{kind}" for theme in THEMES for kind in KINDS} | {f"{film.name}.md"}
    assert [name for name in there if there[name] != again[name]] == []
    said = there[f"{film.name}.md"].decode()
    assert film.caption in said and film.alt in said
    for theme in THEMES:
        of = {kind: there[f"{film.name}-{theme}.{kind}"] for kind in KINDS}
        assert ElementTree.fromstring(of["svg"]).get("aria-label") == film.alt
        assert of["gif"].startswith(b"GIF89a") and b"NETSCAPE2.0" in of["gif"] and len(of["gif"]) < LARGEST_GIF
        assert len(PdfReader(BytesIO(of["pdf"])).pages) == len(film.shots)
        assert "turned kernel" in PdfReader(BytesIO(of["pdf"])).pages[-1].extract_text()
    length = sum(frame.seconds for frame in frames(film))
    _, seconds = imageio_ffmpeg.count_frames_and_secs(str(folder / film.name / f"{film.name}-dark.mp4"))
    assert seconds == pytest.approx(length, abs=0.2)
    with Image.open(folder / film.name / f"{film.name}-dark.gif") as gif:
        delays = [frame.info["duration"] for frame in ImageSequence.Iterator(gif)]
    assert sum(delays) / 1000 == pytest.approx(length, abs=0.2)


KINDS = "svg", "png", "gif", "mp4", "pdf"


@pytest.mark.parametrize("theme", THEMES)
def test_the_readme_begins_with_a_film_of_the_course(theme):
    """As make figures writes it today; its colours are 96 at most."""
    film = next(film for film in ALL if film.name.startswith("article_6"))
    shown = [*frames(film)]
    assert f"docs/moving-{theme}.gif" in Path("README.md").read_text("utf-8")[:2000]
    with Image.open(f"docs/moving-{theme}.gif") as gif:
        there = [(frame.info["duration"], frame.convert("RGB")) for frame in ImageSequence.Iterator(gif)]
    assert sum(delay for delay, _ in there) / 1000 == pytest.approx(sum(frame.seconds for frame in shown), abs=0.2)
    for (_, picture), frame in ((there[0], shown[0]), (there[-1], shown[-1])):
        drawn = Image.open(BytesIO(raster(draw(frame.scene, theme), PIXELS))).convert("RGB")
        off = np.subtract(picture, drawn.resize(picture.size, Image.Resampling.BOX), dtype=float)
        assert np.abs(off).mean() < 6  # another frame: 11


def test_a_slide_program_places_them(folder):
    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    path = folder / turned(2).name / turned(2).name
    slide.shapes.add_picture(f"{path}-light.png", 0, 0)
    slide.shapes.add_picture(f"{path}-light.gif", 0, 0)
    slide.shapes.add_movie(f"{path}-light.mp4", 0, 0, 100, 100, poster_frame_image=f"{path}-light.png")
    slides.save(BytesIO())


def test_sheets_are_one_page_each(folder):
    for name, size in (("cheatsheet", (595, 842)), ("poster", (1191, 842))):
        (sheet,) = PdfReader(folder / f"{name}.pdf").pages
        assert np.allclose(sheet.mediabox[2:], size, atol=1)
        assert ElementTree.parse(folder / f"{name}.svg")


def test_the_index_shows_all_and_links_lead_somewhere(folder, open_page):
    film = turned(2)
    opened = open_page(folder / "index.html", ready=".all")
    opened.set_viewport_size({"width": 375, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") == 375
    picture = opened.get_by_role("img", name=film.alt)
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    links = opened.evaluate("[...document.links].map(link => link.getAttribute('href'))")
    assert [link for link in links if not (folder / link).exists()] == []
    assert (folder / "cite.bib").read_text().startswith("@misc")
    opened.emulate_media(color_scheme="dark", reduced_motion="reduce")
    # A browser chooses anew when it draws the next frame, not at once.
    opened.wait_for_function("image => image.currentSrc.endsWith('-dark.svg')", arg=picture.element_handle())


def test_one_command_makes_any_setting(monkeypatch, tmp_path, capsys):
    written = []
    monkeypatch.setattr(command, "write_film", lambda film, folder: written.append(film))
    command.main("--size 4 --kernel 2 --stride 3 --output 12 SAME".split())
    command.main("--size 2 --output 5 0".split())
    assert [film.name for film in written] == [
        "transposed-i4-k2-s3-same-o12",
        "transposed-i2-k3-s2-padding0-o5",
    ]
    with pytest.raises(SystemExit, match="no such figure: .* ask for 5 or 6"):
        command.main("--size 3 --kernel 3 --stride 2 --output 9 SAME".split())
    with pytest.raises(SystemExit, match="at most"):
        command.main("--size 100".split())
    with pytest.raises(SystemExit, match="no such figure: padding must be .* got 'Full'"):
        command.main("--size 3 Full".split())
    with pytest.raises(SystemExit, match="no figure has 'film' in its name: no_padding_no_strides"):
        command.main("--only film".split())


@pytest.mark.parametrize(
    "asked, said",
    [
        ("--kernel 5", "a figure of your own needs --size, too"),
        ("VALID", "a figure of your own needs --size, too"),
        ("--size 3 --kernel 0", "argument --kernel: it must be a whole number from 1, got '0'"),
        ("--size 1e3", "argument --size: it must be a whole number from 1, got '1e3'"),
    ],
)
def test_what_the_command_does_not_understand_makes_no_figure(asked, said, capsys):
    with pytest.raises(SystemExit):
        command.main(asked.split())
    assert capsys.readouterr().err.splitlines()[-1].endswith(said)


def test_the_still_picture_knows_all_its_numbers():
    for film in ALL[:9]:
        drawn = still(film)
        assert not any([cell.state == "unknown" for cell in drawn.cells.values()])
        assert any([cell.state == "here" for cell in drawn.cells.values()]), film.name
