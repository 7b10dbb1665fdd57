"""What a test in Python came to, in the form in which reports show cases: outcome, trace, the command for it again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.app.run.run_options import OPTIONS
from oceanhil.app.run.stash import open_worlds_of
from oceanhil.host.places import near
from oceanhil.protocol.board import Board
from oceanhil.protocol.redact import redact
from oceanhil.scenarios.result import Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oceanhil.app.run.choice import Choice
    from oceanhil.scenarios.world import World

_RESULT = pytest.StashKey[Result]()
"""Where an item keeps what it came to so far."""
_SET_UP_S = pytest.StashKey[float]()
"""How long its fixtures took: its world is made there."""
_MS_A_SECOND = 1_000
_OURS = frozenset(
    {"world", "board", "device", "server", "wait_line", "invariants", "make_world", "mock_server", "make_mock_server"}
)
_PREFIX = "oceanhil_"
_LONGEST_STORY, _LONGEST_REASON = 20_000, 400
_LONGEST_PARAMETER, _PARAMETER_CHARACTERS = 2_000, 80


def uses_fixtures(item: pytest.Item) -> bool:
    """Tell whether a test uses fixtures of this project, so that board, world and seed mean something to it."""
    return any(name.removeprefix(_PREFIX) in _OURS for name in getattr(item, "fixturenames", ()))


def board_of(item: pytest.Item) -> Board | None:
    """Give the board family that a test was made for by the fixture `board`."""
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    value = parameters.get("board", parameters.get(f"{_PREFIX}board"))
    return value if isinstance(value, Board) else None


def world_of(item: pytest.Item) -> World | None:
    """Give the world of a test, or the last one that it made; somebody else's fixture of that name has no trace."""
    arguments = getattr(item, "funcargs", {})
    found = (arguments.get(name) for name in ("world", f"{_PREFIX}world"))
    given = next((each for each in found if hasattr(each, "trace")), None)
    return given or open_worlds_of(item.config).newest


def command_of(item: pytest.Item, choice: Choice) -> str:
    """Give the command line that runs this very test again, from the folder where the user stands."""
    place, _, test = item.nodeid.partition("::")
    path = near(item.path).as_posix() if item.path.is_file() else place
    words = ["pytest", f"{path}::{test}" if test else path]
    board = board_of(item)
    words += [] if board is None else OPTIONS["boards"].words((board.value,))
    if uses_fixtures(item):
        words += choice.given.words(option for option in OPTIONS.values() if option.is_needed_again)
    return shlex.join(words)


def result_of_report(item: pytest.Item, report: pytest.TestReport, choice: Choice, start: int) -> Result | None:
    """Give what a test came to by the report of one of its phases; None where nothing new is known.

    `start` is where the test began in the trace of its world. An error of its teardown replaces that it passed. One
    that failed is given with what the serial log points to.
    """
    if report.when == "setup":
        _forget(item)
        item.stash[_SET_UP_S] = report.duration
    if report.when != "call" and report.passed:
        return None
    before = item.stash.get(_RESULT, None)
    if report.when == "teardown" and before is not None:
        result = with_error(before, f"teardown: {reason_of(report)}", story_of(report))
    else:
        result = _told(_blank(item, choice, start), report)
        took_s = report.duration if report.when == "setup" else item.stash.get(_SET_UP_S, 0.0) + report.duration
        result = msgspec.structs.replace(result, wall_ms=took_s * _MS_A_SECOND)
        if result.outcome is Outcome.FAILED:
            from oceanhil.app.report.log_cause import with_log_cause

            result = with_log_cause(result)
    item.stash[_RESULT] = result
    return result


def _forget(item: pytest.Item) -> None:
    if _RESULT in item.stash:
        del item.stash[_RESULT]


def with_error(result: Result, reason: str, story: str = "") -> Result:
    """Give the result with an error that came after it; what failed before stays a failure."""
    outcome = result.outcome if result.outcome is Outcome.FAILED else Outcome.ERROR
    reason = "; ".join(text for text in (result.reason, reason) if text)
    return msgspec.structs.replace(result, outcome=outcome, reason=reason, story=result.story or story)


def result_of_stranger(report: pytest.TestReport) -> Result:
    """Give the result of a test of which nothing but a failure is known: the process that ran it died."""
    place, _, test = report.nodeid.partition("::")
    return Result(
        scenario=test or place,
        title="",
        group=place,
        board="",
        world="",
        seed=0,
        parameters={},
        replay_id=report.nodeid,
        outcome=Outcome.ERROR,
        remedy=Outcome.NONE,
        reason=reason_of(report),
        command=shlex.join(["pytest", report.nodeid]),
    )


def _told_safely(text: str) -> str:
    """Give text of anybody's without secrets, as every report can hold it: the name of a file need not be UTF-8."""
    return redact(text).encode(errors="backslashreplace").decode()


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Say in one line why something did not pass."""
    longrepr = report.longrepr
    if isinstance(longrepr, tuple):
        text = str(longrepr[2]).removeprefix("Skipped: ")
    else:
        crash = getattr(longrepr, "reprcrash", None)
        text = _last_error(str(longrepr or "no reason given")) if crash is None else str(crash.message)
    return _told_safely(" ".join(text.split()))[:_LONGEST_REASON]


def _last_error(text: str) -> str:
    """Give the line that pytest marks as the error, or all of the text where it marks none."""
    marked = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    return marked[-1] if marked else text


def story_of(report: pytest.TestReport) -> str:
    """Give all that pytest tells about a failure, as far as it fits."""
    return _told_safely(report.longreprtext)[-_LONGEST_STORY:] if report.failed else ""


def _told(result: Result, report: pytest.TestReport) -> Result:
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        word = "passed, though it was expected to fail" if report.passed else "failed, as expected"
        outcome = Outcome.PASSED if report.passed else Outcome.SKIPPED
        return msgspec.structs.replace(result, outcome=outcome, reason=": ".join(filter(None, (word, expected))))
    if report.passed:
        return result
    outcome = Outcome.SKIPPED if report.skipped else Outcome.FAILED if report.when == "call" else Outcome.ERROR
    where = "" if report.when == "call" or report.skipped else f"{report.when}: "
    return msgspec.structs.replace(result, outcome=outcome, reason=where + reason_of(report), story=story_of(report))


def _parameter_words(value: object) -> str:
    """Say what a test was given; of what is long, only how long it is: to look for secrets in it takes its time."""
    text = str(value)
    if len(text) > _LONGEST_PARAMETER:
        return f"{type(value).__name__}, {len(text):,} characters as text"
    return _told_safely(text)[:_PARAMETER_CHARACTERS]


def _blank(item: pytest.Item, choice: Choice, start: int) -> Result:
    place, _, test = item.nodeid.partition("::")
    board, world = board_of(item), world_of(item)
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return Result(
        scenario=test.partition("[")[0] or place,
        title=((getattr(getattr(item, "obj", None), "__doc__", None) or "").strip().splitlines() or [""])[0],
        group=place,
        board="" if board is None else board.value,
        world=choice.given.world if uses_fixtures(item) else "",
        seed=choice.given.seed,
        parameters={name: _parameter_words(value) for name, value in parameters.items() if name != "board"},
        replay_id=item.nodeid,
        outcome=Outcome.PASSED,
        remedy=Outcome.NONE,
        simulated_us=0 if world is None else world.now_us,
        attempts=getattr(item, "execution_count", 1),
        facts={} if world is None else _facts(world),
        events=() if world is None else tuple(world.trace.events[start:]),
        command=command_of(item, choice),
    )


def _facts(world: World) -> Mapping[str, str]:
    """Give a world's facts, or say why there are none: an error of a world must not end the run of all tests."""
    try:
        return world.facts()
    except Exception as error:  # noqa: BLE001 - a world of somebody else's, or one that a test broke, may raise anything
        return {"facts": f"unknown: {type(error).__name__}: {_told_safely(str(error))}"}
