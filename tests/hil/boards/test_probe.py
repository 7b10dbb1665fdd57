"""The thorough look at a board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from oceanhil.hil.boards.health import AskedAgent, ProbedLink, at_other_rates, probe
from oceanhil.hil.boards.verdicts import BoardVerdict, Health
from oceanhil.protocol.board import Board
from tests.hil.boards.listened import ESP32_BOOT, ESP8266_BOOT, FIRMWARE, AnsweringAgent, ScriptedLink, entry


def _agent(link: ProbedLink) -> AskedAgent:
    return AnsweringAgent()


def _probe(link: ScriptedLink, kind: Board = Board.ESP32, *, agent: bool = False) -> Health:
    return probe(entry(kind, agent=agent), link, _agent, listen_s=0.01, guess_s=0.01)


def test_the_agent_is_asked_where_the_inventory_says_there_is_one() -> None:
    assert _probe(ScriptedLink(), agent=True).firmware == "ocean 1.2"
    assert _probe(ScriptedLink()).verdict is BoardVerdict.SILENT


def test_a_board_at_another_rate_is_found_and_the_rate_named() -> None:
    health = _probe(ScriptedLink((*ESP32_BOOT, *FIRMWARE), baud=9_600))
    assert health.verdict is BoardVerdict.WRONG_BAUD
    assert health.reason.endswith("it is readable at 9600: set baud = 9600")


def test_a_board_that_is_readable_at_no_rate_says_only_that_it_is_noise() -> None:
    health = _probe(ScriptedLink(baud=1))
    assert health.verdict is BoardVerdict.WRONG_BAUD
    assert health.reason.endswith("correct baud")


def test_what_only_the_rom_of_an_esp8266_says_is_read_at_its_own_rate() -> None:
    blank = (*ESP8266_BOOT[:1], b"csum err\n", b"ets_main.c\n")
    assert _probe(ScriptedLink(blank, baud=74_880), Board.ESP8266).verdict is BoardVerdict.NO_FIRMWARE


def test_the_rate_of_the_inventory_is_in_force_again_afterwards() -> None:
    link = ScriptedLink(ESP32_BOOT, baud=9_600)
    _probe(link)
    assert link._set_baud == 115_200


class _NotedLink(ScriptedLink):
    """A link that notes at which rates it was listened to."""

    def __init__(self, lines: Sequence[bytes] = (), *, baud: int = 1) -> None:
        super().__init__(lines, baud=baud)
        self.rates: list[int] = []

    def set_baud(self, baud: int) -> None:
        self.rates.append(baud)
        super().set_baud(baud)


def test_the_other_usual_rates_are_tried_in_their_order_and_that_of_the_rom_last() -> None:
    link = _NotedLink()
    _probe(link)
    assert link.rates == [9_600, 57_600, 230_400, 460_800, 921_600, 74_880, 115_200]
    other = _NotedLink()
    other._set_baud = 9_600
    probe(replace(entry(), baud=9_600), other, _agent, listen_s=0.01, guess_s=0.01)
    assert other.rates == [57_600, 115_200, 230_400, 460_800, 921_600, 74_880, 9_600]


def test_an_esp8266_is_first_heard_at_the_rate_of_its_rom() -> None:
    link = _NotedLink()
    _probe(link, Board.ESP8266)
    assert link.rates == [74_880, 9_600, 57_600, 230_400, 460_800, 921_600, 74_880, 115_200]
    at_rom = _NotedLink()
    probe(replace(entry(Board.ESP8266), baud=74_880), at_rom, _agent, listen_s=0.01, guess_s=0.01)
    assert at_rom.rates == [9_600, 57_600, 115_200, 230_400, 460_800, 921_600, 74_880]


def test_no_rate_is_tried_where_something_else_is_wrong() -> None:
    link = _NotedLink(ESP32_BOOT * 3, baud=115_200)
    assert _probe(link).verdict is BoardVerdict.BOOT_LOOP
    assert link.rates == []


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ((*ESP8266_BOOT[:1], b"csum err\n"), BoardVerdict.NO_FIRMWARE),
        ((b" ets Jan  8 2013,rst cause:2, boot mode:(1,6)\n",), BoardVerdict.DOWNLOAD_MODE),
        (ESP8266_BOOT[:1] * 3, BoardVerdict.BOOT_LOOP),
        (ESP8266_BOOT, BoardVerdict.WRONG_BAUD),
        (ESP32_BOOT, BoardVerdict.WRONG_BAUD),
    ],
)
def test_of_an_esp8266_the_rom_tells_what_only_it_can(lines: tuple[bytes, ...], verdict: BoardVerdict) -> None:
    assert _probe(ScriptedLink(lines, baud=74_880), Board.ESP8266).verdict is verdict
    assert _probe(ScriptedLink(ESP8266_BOOT[:1] * 3, baud=74_880), Board.PICOW).verdict is BoardVerdict.WRONG_BAUD


def test_a_look_at_a_board_is_thorough() -> None:
    """The first start would be enough for a quick one."""
    looping = probe(entry(), ScriptedLink(ESP32_BOOT * 3), _agent, listen_s=0.01)
    assert (looping.verdict, looping.boots) == (BoardVerdict.BOOT_LOOP, 3)


def test_each_other_rate_is_listened_to_for_less_than_a_second() -> None:
    rom = ScriptedLink(ESP8266_BOOT[:1] * 3, baud=74_880)
    health = probe(entry(Board.ESP8266), rom, _agent, listen_s=0.01)
    assert health.reason.startswith("'desk' started 3 times in 0.8 s")
    noise = Health(verdict=BoardVerdict.WRONG_BAUD, reason="noise")
    again = at_other_rates(entry(Board.ESP8266), ScriptedLink(ESP8266_BOOT[:1] * 3, baud=74_880), noise)
    assert again.reason.startswith("'desk' started 3 times in 0.8 s")
