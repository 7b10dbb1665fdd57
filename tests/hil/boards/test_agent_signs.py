"""An agent that does not answer in time, in its form and whole, is told from firmware without one."""

from __future__ import annotations

import pytest

from oceanhil.hil.agent.agent_errors import AgentTimeoutError
from oceanhil.hil.boards.health import check
from oceanhil.hil.boards.verdicts import BoardVerdict, Health
from oceanhil.hil.link.events import LinkEvent, SentenceSeen
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode, is_remnant, is_unended
from tests.hil.boards.listened import ESP32_BOOT, FIRMWARE, DeafAgent, ScriptedLink, entry, info

_BLANK = (b"rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", b"invalid header: 0xffffffff\r\n")
_REPLY = Sentence(SentenceKind.OK, 0, ("1", "esp32"))
_UNENDED = encode(_REPLY).rstrip(b"\n")
_DAMAGED = encode(_REPLY).replace(b"esp32", b"esq32")


def _seen(kind: SentenceKind) -> LinkEvent:
    return SentenceSeen(0, Sentence(kind, 0, ("BOOT",)))


def _health(*lines: bytes, events: tuple[LinkEvent, ...] = ()) -> Health:
    return check(entry(agent=True), ScriptedLink(lines, events=events), DeafAgent(), listen_s=0.01)


@pytest.mark.parametrize("lines", [_BLANK, (*ESP32_BOOT, *FIRMWARE), ()], ids=["blank", "running", "held"])
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (SentenceKind.OK, "has an agent that answers too late: an answer may take 500 ms"),
        (SentenceKind.ERROR, "has an agent that answers too late"),
        (SentenceKind.EVENT, "has an agent that tells what happens and answers nothing"),
        (SentenceKind.COMMAND, "sends back what it is told, and no answer"),
    ],
)
def test_sentences_that_come_all_the_same_tell_what_agent_there_is(
    kind: SentenceKind, words: str, lines: tuple[bytes, ...]
) -> None:
    health = _health(*lines, events=(_seen(kind),))
    assert health.verdict is BoardVerdict.NO_AGENT
    assert f"'desk' {words}" in health.reason


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (_UNENDED, "has an agent whose sentences end with a carriage return alone"),
        (_DAMAGED, "has an agent whose answers come damaged"),
        (b"\xa4" + encode(_REPLY)[1:], "has an agent whose answers come damaged"),
    ],
    ids=["return-alone", "wrong-checksum", "wrong-beginning"],
)
def test_what_is_nearly_a_sentence_tells_what_is_wrong_with_it(line: bytes, words: str) -> None:
    health = _health(*_BLANK, line)
    assert health.verdict is BoardVerdict.NO_AGENT
    assert words in health.reason


def test_a_late_answer_says_more_than_an_echo_or_an_event() -> None:
    kinds = (SentenceKind.COMMAND, SentenceKind.EVENT, SentenceKind.OK)
    assert "too late" in _health(events=tuple(map(_seen, kinds))).reason


def test_a_board_without_firmware_or_voice_and_without_sign_of_an_agent_stays_that() -> None:
    assert _health(*_BLANK).verdict is BoardVerdict.NO_FIRMWARE
    assert _health().verdict is BoardVerdict.SILENT


def test_a_boot_loop_stays_one_also_with_an_agent_that_tells_of_each_boot() -> None:
    assert _health(*ESP32_BOOT * 3, events=(_seen(SentenceKind.EVENT),)).verdict is BoardVerdict.BOOT_LOOP


def test_an_agent_that_answers_only_after_the_reset_is_well() -> None:
    class AnswersAtLast:
        def __init__(self) -> None:
            self.asked = 0

        def open(self) -> BoardInfo:
            self.asked += 1
            if self.asked == 1:
                raise AgentTimeoutError("no answer to INFO")
            return info()

    link = ScriptedLink((*ESP32_BOOT, *FIRMWARE))
    assert check(entry(agent=True), link, AnswersAtLast(), listen_s=0.01).is_ok
    assert link.resets == 1


def test_lines_of_a_log_are_no_sentences() -> None:
    for line in (b"[REG] price $HOK, they say\r\n", b"*5A\r\n", b"oceanhil HOK\r\n"):
        assert not is_unended(line)
    assert not is_remnant(b"[REG] HOK or HER\r\n")
    assert not is_unended(encode(Sentence(SentenceKind.COMMAND, 0, ("INFO",))).rstrip(b"\n"))
