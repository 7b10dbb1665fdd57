"""Failures as annotations of GitHub's Actions: lines on standard output that it shows at the file and line they name.

The form: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, `::error`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from oceanhil.app.report.causes import failure_causes
from oceanhil.app.report.failure import cause_heading, cause_rows
from oceanhil.host.visible_text import visible
from oceanhil.scenarios.result import Result

ANNOTATIONS_MOST: Final = 10
"""GitHub shows no more errors of one step."""


def error_commands(results: Iterable[Result], root: Path, replay_options: Mapping[str, str]) -> Iterator[str]:
    """Give a line for each cause of failures, at the step of its clearest case; files are named as seen from `root`.

    `replay_options` has by scenario what belongs behind a replay ID on a command line.
    """
    for cause in failure_causes(results)[:ANNOTATIONS_MOST]:
        result, failure = cause.clearest, cause.clearest.failure
        title = result.replay_id if len(cause.results) == 1 else f"{result.replay_id} and {len(cause.results) - 1} more"
        if failure is None:
            yield f"::error title={_property(title)}::{_text(result.reason)}"
            continue
        told = [failure.step, f"expected {failure.expected}", f"found {failure.found}"]
        if result.log_cause is not None:
            rows = cause_rows(result.log_cause).items()
            told += [cause_heading(result.log_cause), *(f"{name}: {text}" for name, text in rows)]
        told.append(f"again: {result.again(replay_options.get(result.scenario, ''))}")
        place = f"file={_property(_seen_from(root, failure.file))},line={failure.line}"
        message = "\n".join(told)
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
