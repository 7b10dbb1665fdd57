"""Names by which a page is linked to: `#run-token-expired-esp32` opens that run in any report that has it."""

import re
from collections.abc import Sequence

from oceanhil.scenarios.result import Result

_OTHER = re.compile(r"[^A-Za-z0-9._]+")


def slug(text: str) -> str:
    """Write `text` so that it can stand in an anchor: letters, digits, dots and single hyphens."""
    return _OTHER.sub("-", text).strip("-") or "unnamed"


def run_anchors(results: Sequence[Result]) -> tuple[str, ...]:
    """Give each result an anchor made from its replay ID; equal ones are numbered."""
    seen: set[str] = set()
    anchors = []
    for result in results:
        anchor = _free(f"run-{slug(result.replay_id)}", seen)
        seen.add(anchor)
        anchors.append(anchor)
    return tuple(anchors)


def _free(anchor: str, seen: set[str]) -> str:
    number, candidate = 2, anchor
    while candidate in seen:
        number, candidate = number + 1, f"{anchor}-{number}"
    return candidate
