"""Measure: python -m tconv_lib.teach.bench [pictures] [lab] [pages] [layers] [grading] [busy] [hub], or all of them."""

import sys
from importlib import import_module

PARTS = "pictures", "lab", "pages", "layers", "grading", "busy", "hub"

if __name__ == "__main__":
    if unknown := {*sys.argv[1:]} - {*PARTS}:
        sys.exit(f"there is no measurement {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for part in sys.argv[1:] or PARTS:
        import_module(f".{part}", __package__).main()
