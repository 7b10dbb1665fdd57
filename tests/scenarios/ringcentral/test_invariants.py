"""When an invariant of programs is broken, and when it is not."""

from collections.abc import Mapping
from typing import cast

import pytest

from oceanhil.scenarios.invariants import Watch
from oceanhil.scenarios.ringcentral.invariants import INVARIANTS
from oceanhil.scenarios.ringcentral.world import ServiceWorld
from oceanhil.scenarios.trace import EventKind, Scalar, Source, Trace

SECRET = "S3cret" * 9


class Told:
    """A world of which only the trace and the secrets are looked at."""

    def __init__(self) -> None:
        self.trace = Trace()
        self._watch = Watch(cast("ServiceWorld", self), INVARIANTS)

    def secrets(self) -> frozenset[str]:
        return frozenset({SECRET})

    def asks(self, status: int, at_s: int = 0, client: str = "a", **fields: Scalar) -> None:
        self._add(EventKind.REQUEST, client, {"path": "/x", "method": "GET", "status": status, **fields}, at_s)

    def says(self, text: str = "so it is", client: str = "a") -> None:
        self._add(EventKind.SERIAL, client, {"text": text})

    def stops(self, reason: str, client: str = "a") -> None:
        self._add(EventKind.HALT, client, {"reason": reason})

    def judged(self) -> str:
        """The number of the invariant that is broken, empty if none is; the step is over."""
        breach = self._watch.first_violation()
        return "" if breach is None else breach.invariant.value

    def _add(self, kind: EventKind, client: str, fields: Mapping[str, Scalar], at_s: int = 0) -> None:
        self.trace.add(at_s * 1_000_000, Source.DEVICE, kind, client, fields)


def test_a_whole_secret_anywhere_breaks_i1() -> None:
    told = Told()
    told.says(f"my token is {SECRET}")
    assert told.judged() == "I1"


def test_a_line_that_had_to_be_cut_breaks_i1() -> None:
    told = Told()
    told.trace.add(0, Source.DEVICE, EventKind.SERIAL, "a", {"text": "S3cret…", "leak": True})
    assert told.judged() == "I1"


@pytest.mark.parametrize("status", [0, 400, 401, 429, 503])
def test_a_refusal_or_a_lost_answer_without_a_line_breaks_i7(status: int) -> None:
    told = Told()
    told.asks(status)
    assert told.judged() == "I7"


def test_a_line_before_the_next_request_is_enough() -> None:
    told = Told()
    for _ in range(2):
        told.asks(401)
        told.says()
    assert told.judged() == ""


def test_a_line_after_the_next_request_comes_too_late() -> None:
    told = Told()
    told.asks(401)
    told.asks(200)
    told.says()
    assert told.judged() == "I7"


def test_a_line_of_somebody_else_does_not_count() -> None:
    told = Told()
    told.asks(401)
    told.says(client="b")
    assert told.judged() == "I7"


def test_a_stop_needs_a_line_and_a_reason() -> None:
    for reason, is_said, expected in (("dead", True, ""), ("", True, "I7"), ("dead", False, "I7")):
        told = Told()
        if is_said:
            told.says()
        told.stops(reason)
        assert told.judged() == expected


def test_a_refused_token_that_is_sent_again_in_the_same_step_breaks_i8() -> None:
    told = Told()
    for _ in range(2):
        told.asks(401, token="access-1")
        told.says()
    assert told.judged() == "I8"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, "I8"), (401, "I8"), (403, "I8"), (402, ""), (404, ""), (410, ""), (500, ""), (0, ""), (200, "")],
)
def test_only_what_refuses_the_token_itself_forbids_to_send_it_again(status: int, expected: str) -> None:
    told = Told()
    for _ in range(2):
        told.asks(status, token="access-1")
        told.says()
    assert told.judged() == expected


def test_a_refused_login_that_is_repeated_in_the_same_step_breaks_i8() -> None:
    told = Told()
    for status, grant in ((400, "refresh_token"), (400, "jwt-bearer")):
        told.asks(status, grant=grant)
        told.says()
    assert told.judged() == ""
    for _ in range(2):
        told.asks(400, grant="jwt-bearer")
        told.says()
    assert told.judged() == "I8"


def test_another_token_another_client_or_another_step_may_ask() -> None:
    told = Told()
    for client, token in (("a", "access-1"), ("a", "access-2"), ("b", "access-1")):
        told.asks(401, client=client, token=token)
        told.says(client=client)
    assert told.judged() == ""
    told.asks(401, token="access-1")
    told.says()
    assert told.judged() == ""


@pytest.mark.parametrize(("at_s", "expected"), [(59, "I8"), (60, "")])
def test_a_request_before_retry_after_is_over_breaks_i8_in_a_later_step_too(at_s: int, expected: str) -> None:
    told = Told()
    told.asks(429, retry_after=60)
    told.says()
    assert told.judged() == ""
    told.asks(200, at_s)
    assert told.judged() == expected
