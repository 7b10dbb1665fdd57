"""Failures as annotations of GitHub's Actions: lines on standard output that it shows at the file and line they name.

The form: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, `::error`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from oceanhil.app.report.causes import failure_causes
from oceanhil.host.visible_text import visible
from oceanhil.scenarios.result import Result

ANNOTATIONS_MOST: Final = 10
"""GitHub shows no more errors of one step."""


def error_commands(results: Iterable[Result], root: Path) -> Iterator[str]:
    """Give a line for each cause of failures, at the step of its clearest case; files are named as seen from `root`."""
    for cause in failure_causes(results)[:ANNOTATIONS_MOST]:
        result, failure = cause.clearest, cause.clearest.failure
        title = result.replay_id if len(cause.results) == 1 else f"{result.replay_id} and {len(cause.results) - 1} more"
        if failure is None:
            yield f"::error title={_property(title)}::{_text(result.reason)}"
            continue
        message = f"{failure.step}\nexpected {failure.expected}\nfound {failure.found}\nagain: {result.again()}"
        place = f"file={_property(_seen_from(root, failure.file))},line={failure.line}"
        yield f"::error {place},title={_property(title)}::{_text(message)}"


def _seen_from(root: Path, file: str) -> str:
    path = Path(file).absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file


def _text(text: str) -> str:
    """Escape what ends a line; other controls become visible."""
    lines = (visible(line).replace("%", "%25") for line in text.splitlines())
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
