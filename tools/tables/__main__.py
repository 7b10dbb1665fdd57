"""Write the tables of pages that repeat what code and data say: `python -m tools.tables`, after changing either.

With `--check` nothing is written, and the exit code is 1 when a page is out of date.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from tools.tables.pages import render

DOCS = Path(__file__).parents[2] / "docs"


def main(arguments: Sequence[str]) -> int:
    """Write or check every page of the documentation."""
    stale = [page for page in sorted(DOCS.glob("*.md")) if render(page.read_text("utf-8")) != page.read_text("utf-8")]
    for page in stale:
        if "--check" in arguments:
            sys.stdout.write(f"docs/{page.name}: a table is out of date; run python -m tools.tables\n")
        else:
            page.write_text(render(page.read_text("utf-8")), "utf-8")
            sys.stdout.write(f"docs/{page.name}: written\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
