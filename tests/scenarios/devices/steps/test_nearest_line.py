"""An expectation whose wording alone was not met names the line that came, and in which words it differs."""

import pytest

from oceanhil.scenarios.devices.steps.nearest_line import nearest_line, nearly_met
from oceanhil.scenarios.trace import Event, EventKind, Source
from tests.scenarios.fake_world import S

EXPECTED = "[SESSION] Refused: Token was revoked"


def lines(*texts: str) -> list[Event]:
    return [
        Event(second * S, Source.DEVICE, EventKind.SERIAL, "device", {"text": text})
        for second, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("found", "difference"),
    [
        ("[SESSION] Refused: Token revoked", "without 'was'"),
        ("[SESSION] Refused: Token was just revoked", "with 'just' more"),
        ("[SESSION] Refused: Token has revoked", "'has' in place of 'was'"),
        ("[SESSION]  Refused: Token was revoked", "with other spaces"),
    ],
)
def test_the_words_in_which_it_differs_are_told(found: str, difference: str) -> None:
    told = nearest_line(EXPECTED, lines("[INFO] Device ONLINE", found, "[REG] HTTP Response: 410", found))
    assert told == f"nearest: {found!r}, {difference}, first at 0:00:01.000"
    assert nearly_met(f"{told} | [REG] HTTP Response: 410") == f"nearest: {found!r}, {difference}"


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (EXPECTED, "[REG] Token already used or expired"),
        (EXPECTED, "[SESSION] Refused: Token expired"),
        ("[REG] HTTP Response: 401", "[REG] HTTP Response: 410"),
        (EXPECTED, EXPECTED),
    ],
    ids=["another line", "another reason", "another number", "the line itself"],
)
def test_what_says_something_else_is_not_near(expected: str, found: str) -> None:
    assert not nearest_line(expected, lines(found))
    assert not nearly_met(found)
