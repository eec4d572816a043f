"""Films as files: SVG and PNG of one picture, GIF and MP4 of all, a PDF with a page for each, words beside them."""

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
import typst

from .drawing import THEMES, draw
from .films import Film
from .frames import Frame, frames, still

FONTS = Path(__file__).parent / "fonts"

PIXELS = 96
"""Dots per inch at which a pixel of the SVG is one of the picture."""

LARGEST_GIF = 400_000
"""Bytes. A GIF that is larger is made again, smaller."""

EXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", "-threads", "1"]
"""For ffmpeg: the same bytes every time."""


def write_film(film: Film, folder: Path) -> None:
    """All files of a film, light and dark, in a folder of its name."""
    folder = folder / film.name
    folder.mkdir(parents=True, exist_ok=True)
    shown = [*frames(film)]
    for theme in THEMES:
        path = f"{folder / film.name}-{theme}"
        svg = draw(still(film), theme, film.alt)
        write_text(Path(f"{path}.svg"), svg)
        Path(f"{path}.png").write_bytes(raster(svg, 2 * PIXELS))
        drawn = [(draw(frame.scene, theme), frame) for frame in shown]
        pages = [svg for svg, frame in drawn if frame.stands]
        Path(f"{path}.pdf").write_bytes(print_pages(pages, film.title))
        write_gif(Path(f"{path}.gif"), drawn)
        write_mp4(Path(f"{path}.mp4"), drawn)
    write_text(folder / f"{film.name}.md", words(film))


def write_gif(path: Path, drawn: Sequence[tuple[str, Frame]]) -> None:
    """A picture that moves and begins again at its end."""
    colours = "split[a][b];[a]palettegen=stats_mode=full:max_colors=96[p];[b][p]paletteuse=dither=none"
    with TemporaryDirectory() as folder:
        reel, scale = write_reel(Path(folder), drawn, PIXELS), 1.0
        while True:
            smaller = f"scale=iw*{scale}:-1:flags=area," if scale < 1 else ""
            out = ["-filter_complex", f"[0:v]{smaller}{colours}", "-fps_mode", "vfr", *EXACT, "-loop", "0", path]
            ffmpeg(reel, out)
            if path.stat().st_size < LARGEST_GIF:
                return
            scale *= 0.8


def write_mp4(path: Path, drawn: Sequence[tuple[str, Frame]]) -> None:
    """A film for a slide program."""
    video = ["-vf", "fps=10", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "20", "-g", "600", "-tune", "animation"]
    with TemporaryDirectory() as folder:
        reel = write_reel(Path(folder), drawn, PIXELS * 1.5)
        length = f"{sum(frame.seconds for _, frame in drawn):.2f}"
        ffmpeg(reel, [*video, *EXACT, "-t", length, "-movflags", "+faststart", path])


def write_reel(folder: Path, drawn: Sequence[tuple[str, Frame]], dots: float) -> list[str | Path]:
    """The frames as pictures in a folder; what ffmpeg is told to read them."""
    names: dict[str, str] = {}
    for svg, _ in drawn:
        if svg not in names:
            names[svg] = f"{len(names)}.png"
            (folder / names[svg]).write_bytes(raster(svg, dots))
    lines = [f"file {names[svg]}\nduration {frame.seconds}\n" for svg, frame in drawn]
    last = f"file {names[drawn[-1][0]]}\n"  # or its duration is not kept
    write_text(folder / "reel.txt", "ffconcat version 1.0\n" + "".join(lines) + last)
    return ["-f", "concat", "-i", folder / "reel.txt"]


def ffmpeg(*arguments: Iterable[str | Path]) -> None:
    """Run the ffmpeg that imageio-ffmpeg ships; what it complains of is raised."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"]
    words = [str(word) for part in arguments for word in part]
    done = subprocess.run([*command, *words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)


def raster(svg: str, dots: float) -> bytes:
    """An SVG as a PNG file, with so many dots per inch."""
    return compiled({"main.typ": _pages(1), "0.svg": svg}, format="png", ppi=dots)


def print_pages(svgs: Sequence[str], title: str) -> bytes:
    """One PDF, a page for each SVG, as large as that; the same bytes whenever it is made."""
    drawn = {f"{number}.svg": svg for number, svg in enumerate(svgs)}
    return compiled({"main.typ": f'#set document(title: "{title}")\n' + _pages(len(svgs)), **drawn}, format="pdf")


def _pages(number):
    start = "#set page(width: auto, height: auto, margin: 0pt)\n"
    return start + "#pagebreak()\n".join(f'#image("{page}.svg")\n' for page in range(number))


def compiled(files: Mapping[str, str], **options) -> bytes:
    """What typst makes of main.typ and the files beside it."""
    return _compiler().compile({name: text.encode() for name, text in files.items()}, timestamp=0, **options)


@cache
def _compiler():
    """With our fonts alone, so that a figure looks the same on every computer."""
    return typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]))


def words(film: Film) -> str:
    """Title, caption and text alternative, to be copied beside the figure."""
    return (
        f"# {film.title}\n\n## Caption\n\n{film.caption}\n\n## Alternative text\n\n{film.alt}\n\n"
        "## Licence\n\nMIT, The tconv authors\n"
    )


def write_text(path: Path, text: str) -> None:
    """The same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
