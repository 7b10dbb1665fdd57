"""What a report says about the boards of a run."""

import pytest

from oceanhil.hil.worlds.trace_text import board_facts, serial_fields
from oceanhil.protocol.redact import redact
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.world import MAIN_DEVICE


def booted(*devices: str) -> Trace:
    trace = Trace()
    for device in devices:
        trace.add(0, Source.DEVICE, EventKind.BOOT, device, {"number": 1, "reason": "power-on", "driver": "x"})
    return trace


def test_facts_of_the_only_board_have_plain_names_and_its_boots() -> None:
    facts = board_facts(booted(MAIN_DEVICE, MAIN_DEVICE), [(MAIN_DEVICE, {"mac": "24:6F:28:AA:BB:CC"})])
    assert facts == {"mac": "24:6F:28:AA:BB:CC", "boots": "2"}


def test_facts_of_a_second_board_carry_its_name_in_front() -> None:
    known = [(MAIN_DEVICE, {"board_name": "desk"}), ("second", {"board_name": "shelf"})]
    facts = board_facts(booted("second", MAIN_DEVICE, "second"), known)
    assert facts == {"board_name": "desk", "boots": "1", "second_board_name": "shelf", "second_boots": "2"}


def test_a_board_that_only_had_power_says_that_it_never_booted() -> None:
    trace = Trace()
    trace.add(0, Source.HARNESS, EventKind.POWER, MAIN_DEVICE, {"state": "on"})
    assert board_facts(trace, [(MAIN_DEVICE, {})]) == {"boots": "0"}


def test_a_number_is_no_token_unless_it_was_issued() -> None:
    moved = "clock: moved by 9007197486262590 s"
    shown = {"text": "clock: moved by 900719748626… s"}
    assert serial_fields(moved, frozenset, SecretPieces(), garbled=False) == shown
    issued = serial_fields(moved, lambda: frozenset({"9007197486262590"}), SecretPieces(), garbled=False)
    assert issued == {**shown, "leak": True}
    for token in ("9007197486262590a", "9" * 32):
        assert serial_fields(token, frozenset, SecretPieces(), garbled=False)["leak"]


HASHES = (
    "sketch 8a1f0c3e5b7d9f2a4c6e8b0d1f3a5c7e",
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "id 550e8400-e29b-41d4-a716-446655440000",
    "key hOJxlTvBMHLWpsY3Sd6bRnQkzE8fUaGvXwC_2",
)


@pytest.mark.parametrize("said", HASHES)
def test_a_hash_that_a_foreign_program_prints_is_no_token_where_it_is_known_what_was_issued(said: str) -> None:
    known = frozenset({"oc_reg_" + "k" * 43})
    shown = redact(said)
    assert shown != said
    assert serial_fields(said, lambda: known, SecretPieces(), garbled=False, foreign=True) == {"text": shown}
    leak = {"text": shown, "leak": True}
    issued = known | {said.split()[1]}
    assert serial_fields(said, lambda: issued, SecretPieces(), garbled=False, foreign=True) == leak
    assert serial_fields(said, frozenset, SecretPieces(), garbled=False, foreign=True) == leak
    assert serial_fields(said, lambda: known, SecretPieces(), garbled=False) == leak


WITH_PREFIX = ("oc_reg_" + "x" * 43, "q7Wm" * 5 + "oc_perm_" + "Zk4T" * 11, "OC%5FREG%5F" + "x" * 43)


@pytest.mark.parametrize("token", WITH_PREFIX)
def test_what_has_a_prefix_is_a_token_whoever_issued_it(token: str) -> None:
    known = frozenset({"oc_reg_" + "k" * 43})
    assert serial_fields(f"token {token}", lambda: known, SecretPieces(), garbled=False, foreign=True)["leak"]


def test_the_number_of_a_chip_is_no_token_unless_it_was_issued() -> None:
    said, shown = "board E66128CDC1072CD8, sensor 28ff641e8216c3a1", "board E66128CDC107…, sensor 28ff641e8216…"
    assert serial_fields(said, frozenset, SecretPieces(), garbled=False) == {"text": shown}
    issued = serial_fields(said, lambda: frozenset({"28ff641e8216c3a1"}), SecretPieces(), garbled=False)
    assert issued == {"text": shown, "leak": True}


def test_half_of_a_session_is_a_piece_of_it_though_it_looks_like_a_number() -> None:
    pieces = SecretPieces()
    pieces.add("0123456789abcdef0123456789abcdef", "a session", 8)
    told = serial_fields("chip E66128CDC1072CD8, session 0123456789abcdef", frozenset, pieces, garbled=False)
    assert told["piece"] == "a piece of a session"
    assert "1072CD8" not in str(told["text"])


def test_a_line_that_was_plain_leaks_as_soon_as_it_holds_a_piece_of_a_secret() -> None:
    pieces, line = SecretPieces(), "at: hidden"
    for _ in range(2):
        assert serial_fields(line, frozenset, pieces, garbled=False) == {"text": line}
    pieces.add("oc_perm_shown-and-hidden", "a permanent token", 12)
    told = serial_fields(line, frozenset, pieces, garbled=False)
    assert told == {"text": "at: …", "leak": True, "piece": "a piece of a permanent token"}
