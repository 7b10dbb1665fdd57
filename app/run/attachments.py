"""What goes with a case into every report: board, world, seed, replay id, trace and serial log."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.report.causes import cause_of
from oceanhil.app.report.failure import point_lines
from oceanhil.app.run.allure_steps import add_steps
from oceanhil.app.run.demands import trouble_of
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.trace import Event, EventKind, own_words
from oceanhil.scenarios.trace_file import encode_trace, head_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from oceanhil.app.run.session import Session
    from oceanhil.scenarios.result import Result

# Plain in the file systems of Linux, macOS and Windows, where capitals and small letters may be one.
_PLAIN = re.compile(r"[a-z0-9@+=.,_-]{1,120}")
_SEPARATOR = re.compile(r"[/#]")
_OTHER = re.compile(r"[^a-z0-9@+=.,_-]+")
_HASH_DIGITS = 10
_LONGEST_NAME = 100
_FILES = ("trace", "serial_log")
_KEPT = pytest.StashKey[frozenset[str]]()
"""The names of the facts that are properties of a test: an earlier attempt may have had others."""
_SHOWN = pytest.StashKey[tuple[Event, ...]]()
"""The events of a test that its Allure result has already."""
FAILING_POINTS = "failing_points"
"""The fact that names all points of a sweep that failed, by their replay ids."""


def serial_log(events: Iterable[Event]) -> str:
    """Give what the devices printed, a line each, with seconds since the run began and the device's name."""
    return "".join(
        f"[{event.t_us / SECOND_US:14.6f}] {event.device}: {own_words(event)}\n"
        for event in events
        if event.kind is EventKind.SERIAL
    )


def facts_of(result: Result) -> dict[str, str]:
    """Give what a report says about a result besides its outcome, by name."""
    about = {"board": result.board, "service": result.service}
    facts = {name: text for name, text in about.items() if text} | {"world": result.world, "seed": str(result.seed)}
    if result.command:
        facts |= {"again": result.command, "outcome": result.outcome.value}
    else:
        facts |= {"replay_id": result.replay_id, "outcome": result.outcome.value, "remedy": result.remedy.value}
    if trouble := trouble_of(result):
        facts["trouble"] = trouble
    facts |= result.facts
    if result.points:
        # Percent-encoded as they are, replay ids have no spaces.
        facts[FAILING_POINTS] = " ".join(point.replay_id for point in result.points)
    if result.without:
        facts["without"] = " ".join(result.without)
    if result.outcome is Outcome.FAILED:
        facts["cause"] = cause_of(result)
    if result.log_cause is not None:
        facts["log_cause"] = result.log_cause.title
    if result.moment:
        facts["moment"] = result.moment
    if result.agreement:
        facts["agreement"] = result.agreement
    if result.attempts > 1:
        facts |= {"attempts": str(result.attempts), "flaky": str(result.is_flaky).lower()}
    return facts


def file_stem(replay_id: str) -> str:
    """Make a name for files from a replay id: legal on every system, and different for different ids."""
    name = _SEPARATOR.sub("_", replay_id)
    if _PLAIN.fullmatch(name):
        return name
    digits = hashlib.sha256(replay_id.encode()).hexdigest()[:_HASH_DIGITS]
    return f"{_OTHER.sub('_', name.lower())[:_LONGEST_NAME]}-{digits}"


def write_files(result: Result, folder: Path) -> Mapping[str, Path]:
    """Write trace and serial log into `folder`; a later attempt leaves the files of an earlier one. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    attempt = f".attempt-{result.attempts}" if result.attempts > 1 else ""
    stem = file_stem(result.replay_id) + attempt
    files = {"trace": folder / f"{stem}.jsonl", "serial_log": folder / f"{stem}.log"}
    for path in files.values():
        if path.is_symlink():
            path.unlink()  # what it leads to is somebody else's
    # Thousands of small files: none is left half by Ctrl-C, and the disk may take its time.
    replace_whole(files["trace"], encode_trace(head_of(result), result.events), is_durable=False)
    replace_whole(files["serial_log"], serial_log(result.events).encode(), is_durable=False)
    return files


def keep_facts(item: pytest.Item, result: Result) -> None:
    """Make the facts of a result properties of its test, in place of what they were before."""
    facts = facts_of(result)
    ours = {*facts, *item.stash.get(_KEPT, ())}
    item.user_properties[:] = [*(pair for pair in item.user_properties if pair[0] not in ours), *facts.items()]
    item.stash[_KEPT] = frozenset(facts)


def attach_test(item: pytest.Item, result: Result, session: Session) -> None:
    """Put facts, trace and serial log of a test in Python into the reports that were asked for."""
    choice = session.choice
    if choice.junit is None and choice.given.traces is None and choice.allure is None:
        return
    keep_facts(item, result)
    folder = choice.trace_folder
    if folder is not None and result.events:
        item.user_properties[:] = [pair for pair in item.user_properties if pair[0] not in _FILES]
        try:
            files = write_files(result, folder)
        except OSError as error:
            session.note(f"traces in {str(folder)!r} are not complete: {os_reason(error)}")
            files = {}
        item.user_properties += [(name, str(path)) for name, path in files.items()]
    if choice.allure is None:
        return
    tell_allure(result)
    # What its teardown adds is a word on the same events.
    if result.events and item.stash.get(_SHOWN, None) is not result.events:
        item.stash[_SHOWN] = result.events
        show_in_allure(result)


def tell_allure(result: Result) -> None:
    """Put title, labels and parameters into the Allure result of the test that runs now.

    Also where it did not run: Allure makes its history from board and world, and one that lacks them is another test's.
    """
    import allure

    if not result.command:
        # A test in Python has its own.
        allure.dynamic.title(result.replay_id)
        allure.dynamic.feature(result.group)
        allure.dynamic.story(result.title)
    # Only what tells one case from another may make a history of its own.
    facts = facts_of(result)
    facts.pop(FAILING_POINTS, "")
    for name in ("board", "service", "world"):
        if name in facts:
            allure.dynamic.parameter(name, facts.pop(name))
    for name, value in facts.items():
        allure.dynamic.parameter(name, value, excluded=True)


def show_in_allure(result: Result) -> None:
    """Put trace, serial log, failing points and steps into the Allure result of the test that runs now."""
    import allure

    if result.points:
        allure.attach("\n".join(point_lines(result.points)), "failing points", allure.attachment_type.TEXT)
    allure.attach(encode_trace(head_of(result), result.events), "trace.jsonl", "application/jsonl", "jsonl")
    allure.attach(serial_log(result.events), "serial.log", allure.attachment_type.TEXT)
    add_steps(result)
