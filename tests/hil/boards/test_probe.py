"""The thorough look at a board."""

from __future__ import annotations

from hil.boards.health import AskedAgent
from hil.boards.probe import ProbedLink, probe
from hil.boards.verdicts import Health, Verdict
from protocol.board import Board
from tests.hil.boards.listened import ESP32_BOOT, ESP8266_BOOT, FIRMWARE, AnsweringAgent, ScriptedLink, entry


def _agent(link: ProbedLink) -> AskedAgent:
    return AnsweringAgent()


def _probe(link: ScriptedLink, kind: Board = Board.ESP32, *, agent: bool = False) -> Health:
    return probe(entry(kind, agent=agent), link, _agent, listen_s=0.01, guess_s=0.01)


def test_the_agent_is_asked_where_the_inventory_says_there_is_one() -> None:
    assert _probe(ScriptedLink(), agent=True).firmware == "ocean 1.2"
    assert _probe(ScriptedLink()).verdict is Verdict.SILENT


def test_a_board_at_another_rate_is_found_and_the_rate_named() -> None:
    health = _probe(ScriptedLink((*ESP32_BOOT, *FIRMWARE), baud=9_600))
    assert health.verdict is Verdict.WRONG_BAUD
    assert health.reason.endswith("it is readable at 9600: set baud = 9600")


def test_a_board_that_is_readable_at_no_rate_says_only_that_it_is_noise() -> None:
    health = _probe(ScriptedLink(baud=1))
    assert health.verdict is Verdict.WRONG_BAUD
    assert health.reason.endswith("correct baud")


def test_what_only_the_rom_of_an_esp8266_says_is_read_at_its_own_rate() -> None:
    blank = (*ESP8266_BOOT[:1], b"csum err\n", b"ets_main.c\n")
    assert _probe(ScriptedLink(blank, baud=74_880), Board.ESP8266).verdict is Verdict.NO_FIRMWARE


def test_the_rate_of_the_inventory_is_in_force_again_afterwards() -> None:
    link = ScriptedLink(ESP32_BOOT, baud=9_600)
    _probe(link)
    assert link._set_baud == 115_200
