"""docs/security.md: the figures it gives are those in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.serving.access import choose_admin_key, make_policy
from oceanhil.mock_server.operation.address_limits import AddressLimits
from oceanhil.protocol.redact import SHORTEST
from oceanhil.protocol.tokens import SHOWN_CHARACTERS

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def text(pages: dict[str, Page]) -> str:
    return " ".join(pages["docs/security.md"].text.split())


def test_the_shortest_key_off_loopback_is_the_one_it_says(text: str) -> None:
    assert "at least 12 characters, 5 of them different" in text
    assert make_policy(["0.0.0.0"], "abcdeabcdeab", []).key
    for weak in ("abcdeabcdea", "abcdabcdabcd"):
        with pytest.raises(WrongInputError):
            make_policy(["0.0.0.0"], weak, [])


def test_a_made_key_has_as_many_bits_as_it_says(text: str) -> None:
    assert "192 bits" in text
    assert len(choose_admin_key("auto", None).text or "") * 6 == 192


def test_the_other_figures_are_those_in_force(text: str) -> None:
    assert f"After {AddressLimits().failed_keys_per_min:.0f} wrong ones in a minute" in text
    assert f"at most {SHOWN_CHARACTERS} characters of anything" in text
    assert f"A key shorter than {SHORTEST} characters" in text


def test_every_attacker_of_the_table_has_a_chapter(pages: dict[str, Page]) -> None:
    page = pages["docs/security.md"]
    for who, *_ in page.table("Who attacks what"):
        begin = "-".join(who.replace(",", "").split()[:2])
        assert any(anchor.startswith(begin) for anchor in page.anchors), who
