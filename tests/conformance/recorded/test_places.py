"""Every exchange that breaks a statement is named, with the device that sent it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.conformance.contract.place import Counted, StatementPlace
from oceanhil.conformance.contract.result import ItemResult
from oceanhil.protocol.http import HttpResponse
from tests.conformance.recorded.conversation import OTHER_ID, OTHER_MAC, Conversation

Find = Callable[[str], ItemResult]


def _failing_polls(talk: Conversation) -> None:
    token, other = talk.registered(), talk.registered(OTHER_MAC, OTHER_ID)
    talk.meddle = lambda _, __: HttpResponse(500, b"", {})
    for each in (token, other, "oc_perm_" + "u" * 43):
        talk.poll(each, "f" * 32)
    talk.poll(token, "f" * 32)


def test_exchanges_are_listed_by_device(talk: Conversation, result: Find) -> None:
    _failing_polls(talk)
    places = result("server/no-failure").places
    assert [(place.device, place.numbers) for place in places] == [
        ("ESP32_246F28AABBCC", (4, 7)),
        (OTHER_ID, (5,)),
        ("the holder of PERM_3", (6,)),
    ]


def test_what_holds_has_no_places(talk: Conversation, result: Find) -> None:
    talk.registered()
    assert result("registration/answer").places == ()


@pytest.mark.parametrize("option", [(), ("--junit",), ("--html",)])
def test_every_report_says_where(talk: Conversation, tmp_path: Path, option: tuple[str, ...]) -> None:
    _failing_polls(talk)
    file = tmp_path / "report"
    ran = CliRunner().invoke(
        main, ["conform", "--recording", str(talk.path), *option, *([str(file)] if option else [])]
    )
    text = file.read_text("utf-8") if option else ran.output
    assert "ESP32_246F28AABBCC: lines 4, 7" in text


@pytest.mark.parametrize(
    ("numbers", "more", "words"),
    [
        ((3,), 0, "x: entry 3"),
        ((3, 4), 0, "x: entries 3, 4"),
        ((3, 4, 5, 9), 0, "x: entries 3-5, 9"),
        ((1,), 9, "x: entries 1 and 9 more"),
        (tuple(range(1, 99, 2)), 0, f"x: entries {', '.join(map(str, range(1, 49, 2)))} and 25 more"),
    ],
)
def test_numbers_in_a_row_are_told_as_from_and_to(numbers: tuple[int, ...], more: int, words: str) -> None:
    assert StatementPlace(device="x", counted=Counted.ENTRY, numbers=numbers, more=more).in_words == words


def test_of_a_thousand_exchanges_the_rest_is_counted(talk: Conversation, result: Find) -> None:
    talk.meddle = lambda _, __: HttpResponse(500, b"", {})
    for _ in range(1_010):
        talk.ask("GET", "/api/device/state/")
    (place,) = result("server/no-failure").places
    assert (len(place.numbers), place.more, place.device) == (1_000, 10, "a device at 192.168.1.50")
