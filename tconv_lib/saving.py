"""What is kept when a notebook with sliders is saved: their picture.

A live widget is kept as a reference to something in the kernel. When the page is opened
the next day the kernel is another one, and Jupyter shows "model not found" in its place.
So the reference is dropped wherever there is a picture, which Jupyter then shows.
"""

from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """What Jupyter Server loads, switched on by jupyter_config/jupyter_server_config.d/tconv.json."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Added to whatever else is done at saving, which a setting of its own would replace."""
    server.contents_manager.register_pre_save_hook(keep_pictures)


def keep_pictures(model: dict[str, Any], **_: Any) -> None:
    """Jupyter Server's pre-save hook."""
    if model["type"] == "notebook" and model["content"]:
        for cell in model["content"]["cells"]:
            for output in cell.get("outputs", []):
                keep_picture(output)


def keep_picture(output: dict[str, Any]) -> None:
    """Drop the reference to a live widget from an output that has a picture, too."""
    data = output.get("data", {})
    if "text/html" in data:
        data.pop(WIDGET_VIEW, None)
