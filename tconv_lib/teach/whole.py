"""Files that are there whole or not at all, whenever the power goes."""

import os
from pathlib import Path


def write_whole(path, data):
    """Write bytes, or text as UTF-8, under another name beside it, and rename: nobody ever finds half of it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data)
    os.replace(beside, path)
