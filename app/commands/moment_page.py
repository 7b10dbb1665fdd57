"""The moment viewer of what a command has run, written where the user wants it, or opened in the browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from oceanhil.app.output_files import write_output
from oceanhil.host.folders import cache_directory
from oceanhil.host.terminal import echo

if TYPE_CHECKING:
    from oceanhil.scenarios.result import Result


def show_moment(result: Result, scenario: Path, path: Path | None, options: str, *, is_opened: bool) -> None:
    """Write the page of `result`, which ran the file `scenario`, to `path` or into the user's cache; open it if asked.

    `options` are those with which it is run again. Raises EnvironmentRefusedError where it cannot be written.
    """
    from oceanhil.app.moment.page import render_moments
    from oceanhil.app.run.attachments import file_stem

    page = render_moments([closeup_of(result, scenario)], result.title, again=[result.again(options)])
    write_page(page, file_stem(result.replay_id), path, is_opened=is_opened)


def closeup_of(result: Result, scenario: Path) -> bytes:
    """Give the trace of `result` with the text of the scenario that it ran."""
    from oceanhil.scenarios.trace_file import encode_trace, head_of

    return encode_trace(head_of(result, scenario.name, scenario.read_text("utf-8", "replace")), result.events)


def write_page(page: str, stem: str, path: Path | None, *, is_opened: bool) -> None:
    """Write `page` to `path`, or as `stem` among the user's caches, and say where; raises EnvironmentRefusedError."""
    place = path or cache_directory() / "moments" / f"{stem}.html"
    write_output(place, page, "the page", otherwise="choose another place with --moment")
    echo(f"moments: {place}")
    if is_opened and not webbrowser.open(place.absolute().as_uri()):
        echo("no browser could be started; open that file in one")
