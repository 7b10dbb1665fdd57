"""The guard before servers in production."""

from __future__ import annotations

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.access import guard_production, production_reason
from oceanhil.remote.connector.oceanremote import make_side
from oceanhil.remote.wire.target import TargetError
from tests.remote.connector.files import read

HOSTS = make_side(load_profile()).production_hosts


@pytest.mark.parametrize(
    "url",
    [
        "https://www.oceanremote.net",
        "https://oceanremote.net/",
        "http://OCEANREMOTE.net.:8080",
        "https://api.eu.oceanremote.net",
    ],
)
def test_the_hosts_that_real_devices_use_and_those_below_are_in_production(url: str) -> None:
    assert production_reason(url, HOSTS, None) == "real devices are served at 'oceanremote.net'"


@pytest.mark.parametrize("url", ["https://staging.example", "http://127.0.0.1:8080", "https://notoceanremote.net"])
def test_any_other_is_not(url: str) -> None:
    assert production_reason(url, HOSTS, None) == ""


def test_a_connector_can_say_so() -> None:
    connector = read('[server]\nname = "live"\nproduction = true')
    assert production_reason("http://10.0.0.1", HOSTS, connector) == "the connector 'live' says production = true"


def guard(*, is_confirmed: bool = False, answer: bool | None = None, reason: str = "it is") -> list[str]:
    heard: list[str] = []

    def ask(question: str) -> bool:
        heard.append(question)
        return bool(answer)

    ask_or_none = None if answer is None else ask
    guard_production("https://live", reason, creates=True, is_confirmed=is_confirmed, ask=ask_or_none)
    return heard


def test_what_is_not_in_production_needs_no_word() -> None:
    assert guard(reason="", answer=False) == []


def test_yes_beforehand_is_enough() -> None:
    assert guard(is_confirmed=True, answer=False) == []


def test_on_a_terminal_it_asks_and_says_what_it_will_do() -> None:
    (question,) = guard(answer=True)
    assert "Wrong and hostile requests are sent to it, devices of its own are created there;" in question


def test_no_is_no() -> None:
    with pytest.raises(TargetError, match="nothing was sent"):
        guard(answer=False)


def test_without_a_terminal_it_says_what_to_add() -> None:
    with pytest.raises(TargetError, match="add --yes if that is meant, or --dry-run"):
        guard()
