"""Measure: python -m tconv_lib.teach.bench [pictures] [lab] [pages] [layers] [grading], or all of them."""

import sys
from importlib import import_module

PARTS = "pictures", "lab", "pages", "layers", "grading"

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        if part not in PARTS:
            sys.exit(f"there is no measurement {part!r}; there are {', '.join(PARTS)}")
        import_module(f".{part}", __package__).main()
