"""What a look can find: the words and codes that programs read, as docs/boards.md has them."""

from __future__ import annotations

import pytest

from oceanhil.hil.boards.entry import key_of
from oceanhil.hil.boards.inventory_text import UsbDevice, known_device
from oceanhil.hil.boards.verdicts import BoardVerdict, Health, a_kind, said_of
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from tests.hil.boards.listened import entry


def test_words_and_codes_are_these_for_ever() -> None:
    assert {verdict.value: verdict.exit_code for verdict in BoardVerdict} == {
        "ok": 0,
        "wrong-board": 10,
        "wrong-mac": 11,
        "no-agent": 12,
        "agent-version": 13,
        "silent": 14,
        "boot-loop": 15,
        "floods": 16,
        "wrong-baud": 17,
        "no-firmware": 18,
        "download-mode": 19,
        "port-missing": 20,
        "port-busy": 21,
        "port-forbidden": 22,
        "port-failed": 23,
        "unplugged": 24,
        "leased": 25,
    }


@pytest.mark.parametrize("verdict", BoardVerdict)
def test_scenarios_run_only_on_a_board_that_is_ok(verdict: BoardVerdict) -> None:
    health = Health(verdict=verdict)
    assert health.is_ok is (verdict is BoardVerdict.OK)
    assert str(health) == verdict.value
    assert str(Health(verdict=verdict, reason="why")) == "why"
    assert (health.kind, health.last_lines) == (None, ())


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("'desk' said nothing", "board 'desk': it said nothing"),
        ("'desk'said nothing", "board 'desk': 'desk'said nothing"),
        ("'desk'   said nothing", "board 'desk': it said nothing"),
        ("board 'desk' is leased", "board 'desk' is leased"),
        ("the port of 'desk'", "board 'desk': the port of 'desk'"),
        ("it is board 'desk'", "board 'desk': it is board 'desk'"),
    ],
)
def test_a_sentence_about_a_board_begins_with_its_name(reason: str, said: str) -> None:
    assert said_of("desk", reason) == said


def test_a_kind_has_its_article() -> None:
    assert [a_kind(kind) for kind in PLATFORM_BOARDS] == ["an esp32", "an esp8266", "a picow"]


def test_an_adapter_may_have_either_chip_of_espressif_behind_it_the_esp32_likelier() -> None:
    assert UsbDevice("x").kinds == (Board.ESP32, Board.ESP8266)
    pico = known_device("2e8a:f00a")
    assert pico == UsbDevice("Raspberry Pi Pico", (Board.PICOW,))
    assert known_device("12e8a:f00a") is None


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"usb_serial": "A1", "vid_pid": "10c4:ea60"}, "usb-10c4_ea60.A1+89c13c4e44a5"),
        ({"usb_serial": "A1", "location": "1-1"}, "usb-A1"),
        ({"location": "1-1.4"}, "location-1-1.4"),
        ({"vid_pid": "10c4:ea60"}, "port-10c4_ea60+1efd582d7a63"),
        ({"port": "/dev/ttyUSB0"}, "port-dev_ttyUSB0+c0ee77d83e2c"),
        ({"port": "__a  b!!c__"}, "port-a_b_c+e3a7b78b8d9f"),
        ({"port": "///"}, "port-_+732c4e971163"),
        ({"usb_serial": "é"}, "usb-_+4a99557e4033"),
    ],
)
def test_a_key_is_made_of_what_a_board_is_found_by(given: dict[str, str], key: str) -> None:
    from dataclasses import replace

    assert key_of(replace(entry(mac=None), **{"port": "", **given})) == key  # type: ignore[arg-type]
