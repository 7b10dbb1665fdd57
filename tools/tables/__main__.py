"""Write the tables of pages that repeat what code and data say: `python -m tools.tables`, after changing either.

Tables of the firmware that repeat declarations of ours are written, too.

With `--check` nothing is written, and the exit code is 1 when a page is out of date.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from oceanhil.firmware import agent_commands, board_facts, core_families, core_faults, core_lines
from tools.tables.pages import render

ROOT = Path(__file__).resolve().parents[2]
_OF_FIRMWARE = {
    agent_commands.PATH: agent_commands.table,
    board_facts.PATH: board_facts.header,
    core_families.PATH: core_families.header,
    core_faults.PATH: core_faults.header,
    core_lines.PATH: core_lines.table,
}


def main(arguments: Sequence[str]) -> int:
    """Write or check every page of the documentation, and every table of the firmware."""
    wanted = {page: render(page.read_text("utf-8")) for page in sorted((ROOT / "docs").glob("*.md"))}
    wanted |= {path.resolve(): text() for path, text in _OF_FIRMWARE.items()}
    stale = [path for path, text in wanted.items() if path.read_text("utf-8") != text]
    for path in stale:
        place = path.relative_to(ROOT).as_posix()
        if "--check" in arguments:
            sys.stdout.write(f"{place}: a table is out of date; run python -m tools.tables\n")
        else:
            path.write_text(wanted[path], "utf-8")
            sys.stdout.write(f"{place}: written\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
