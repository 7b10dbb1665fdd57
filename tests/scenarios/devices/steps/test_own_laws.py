"""Laws of somebody's own, over a whole run: never, always, eventually."""

from collections.abc import Sequence

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.devices.judging import UNWATCHED, found_by
from tests.scenarios.fake_world import FakeFactory, Planned, S, line, requested
from tests.scenarios.writing import case_of, mistakes_in, text_of

ON = "- device.power_on\n"
NAMED = "law: mine, says: as it should be"


def relays(one: bool, two: bool, after_s: int) -> Planned:
    return Planned(after_s * S, EventKind.RELAYS, {"relay1": one, "relay2": two})


def found(law: str, *planned: Planned, run_s: int = 10) -> str:
    """What breaks the law; empty where nothing does."""
    factory = FakeFactory({"device.power_on": planned})
    steps = f"{ON}- time.run: {run_s}s\n- expect.{law}"
    result = run_case(case_of(UNWATCHED, steps), factory, load_profile())
    assert result.failure is None or (result.failure.law, result.failure.expected) == ("mine", "as it should be")
    return found_by(result)


BOTH = f"never: {{{NAMED}, is: {{relay1: on, relay2: on}}}}"
RUDE = f"never: {{{NAMED}, is: {{contains: damn}}}}"
ANSWERED = f"always: {{{NAMED}, is: {{status: 200}}, when: {{path: state}}}}"
TIMED = f"always: {{{NAMED}, is: {{pattern: '^[0-9]+ '}}}}"
SAFE = f"always: {{{NAMED}, is: {{relay2: off}}, when: {{relay1: on}}}}"
GREETED = f"eventually: {{{NAMED}, is: {{line: hello}}, after: {{line: door}}, within: 5s}}"
CLOSED = f"eventually: {{{NAMED}, is: {{relay1: off}}, within: 5s}}"


@pytest.mark.parametrize(
    ("law", "planned", "expected"),
    [
        (BOTH, [relays(True, False, 1), relays(False, True, 2)], ""),
        (BOTH, [relays(True, False, 1), relays(True, True, 2)], "relay 1 on, relay 2 on at 0:00:02.000"),
        (RUDE, [line("well", S)], ""),
        (RUDE, [line("oh damn it", S)], "'oh damn it' at 0:00:01.000"),
        (ANSWERED, [requested("session", 401, S), requested("state", 200, 2 * S), line("x", 3 * S)], ""),
        (ANSWERED, [requested("state", 401, 2 * S)], "GET /api/device/state/ -> 401 at 0:00:02.000"),
        (TIMED, [line("1 a", S), requested("state", 200, 2 * S)], ""),
        (TIMED, [line("1 a", S), line("b", 2 * S)], "'b' at 0:00:02.000"),
        (SAFE, [relays(False, True, 1), relays(True, False, 2)], ""),
        (SAFE, [relays(True, True, 2)], "relay 2 on at 0:00:02.000"),
        (GREETED, [line("hello", S)], ""),
        (GREETED, [line("door", S), line("hello", 2 * S)], ""),
        (GREETED, [line("door", S), line("hello", 14 * S)], ""),
        (GREETED, [line("door", S), line("hello", 2 * S), line("door", 3 * S)], "not within 5s after 'door'"),
        (GREETED, [line("door", S), line("hello", 16 * S)], "not within 5s after 'door'"),
        (CLOSED, [], ""),
        (CLOSED, [relays(True, False, 1), relays(False, False, 12)], ""),
        (CLOSED, [relays(True, False, 1)], "not within 5s"),
    ],
)
def test_a_law_is_broken_where_it_is_not_so(law: str, planned: Sequence[Planned], expected: str) -> None:
    assert found(law, *planned) == expected


def test_a_line_that_came_before_is_not_the_one_that_is_awaited() -> None:
    law = f"eventually: {{{NAMED}, is: {{line: hello}}, within: 5s}}"
    assert found(law, line("hello", S)) == "not within 5s"
    assert found(law, line("hello", S), line("hello", 11 * S)) == ""


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("expect.never: {law: Mine, says: x, is: {line: x}}", "law 'Mine' is not made of small letters"),
        ("expect.never: {law: mine, says: x, is: {}}", "a sighting has no key, so it is of anything"),
        ("expect.never: {law: mine, says: x, is: {line: x, contains: y}}", "takes one of 'line', 'contains'"),
        ("expect.never: {law: mine, says: x, is: {line: x, path: state}}", "no moment is both"),
        (
            "expect.never: {law: mine, says: x, is: {relay3: on}}",
            "unknown key 'relay3' in sighting; did you mean",
        ),
        ("expect.never: {law: mine, says: x}", "expect.never lacks the key 'is'"),
        ("expect.always: {law: mine, says: x, is: {line: x}, when: {path: state}}", "no moment is both"),
        ("expect.eventually: {law: mine, says: x, is: {line: x}, within: 0s}", "in which nothing comes to be"),
        ("expect.never: {law: mine, says: x, is: {path: stat}}", "unknown path 'stat'; did you mean 'state'?"),
    ],
)
def test_what_is_wrong_with_a_law_is_said_where_it_stands(step: str, said: str) -> None:
    (mistake,) = mistakes_in(text_of("", f"- {step}"))
    assert said in mistake


def test_a_law_needs_what_its_sightings_look_at() -> None:
    needs = {
        word: case_of("", f"- expect.never: {{{NAMED}, is: {{{word}}}}}").bound().steps[-1].needs
        for word in ("line: x", "path: state", "relay2: on", "dashboard: away")
    }
    assert [sorted(each.value for each in found) for found in needs.values()] == [
        [],
        ["server-requests"],
        ["outputs"],
        ["device-status"],
    ]
