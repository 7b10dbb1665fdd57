"""The pages on which one goes through a case event by event: of which cases there is one, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.host.places import cause_of
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.run.session import Session
    from oceanhil.scenarios.result import Result

UNASKED_MOST: Final = 50
"""So many pages of failed cases a process writes beside a report; each costs the case once more."""


def is_to_be_looked_at(result: Result, session: Session) -> bool:
    """Tell whether there is to be a page: of each case that ran, where that was asked for, else of failed ones."""
    choice = session.choice
    if choice.moment_folder is None or result.outcome is Outcome.SKIPPED:
        return False
    return choice.moments is not None or (result.outcome is Outcome.FAILED and session.moments < UNASKED_MOST)


def with_moment(result: Result, closeup: Result, scenario: Path, session: Session) -> Result:
    """Write the page of `closeup`, a run of the file `scenario`, and give `result` with its place.

    What cannot be written is noted, and fails the session, not the case.
    """
    from oceanhil.app.moment.page import render_moments
    from oceanhil.app.run.attachments import file_stem
    from oceanhil.host.whole_files import replace_whole
    from oceanhil.scenarios.trace_file import encode_trace, head_of

    folder = session.choice.moment_folder
    assert folder is not None
    head = head_of(closeup, scenario.name, scenario.read_text("utf-8", "replace"))
    path = folder / f"{file_stem(result.replay_id)}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_whole(
            path, render_moments([encode_trace(head, closeup.events)], closeup.title).encode(), is_durable=False
        )
    except OSError as error:
        session.note(f"moments in {str(folder)!r} are not complete: {cause_of(error)}")
        return result
    session.moments += 1
    return msgspec.structs.replace(result, moment=str(path))
