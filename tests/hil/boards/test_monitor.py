"""What the live log shows."""

from __future__ import annotations

from oceanhil.hil.boards.monitor import Monitor, Row, RowKind
from oceanhil.hil.link.events import LineSeen, LinkEvent, LogLine, Plugged, SentenceSeen, Unplugged
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind
from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import PanicKind
from oceanhil.simulator.board.panic_text import panic_text
from tests.hil.boards.owners import TOKEN


def _line(text: str, t_ns: int = 5) -> LineSeen:
    return LineSeen(LogLine(t_ns, text, text.encode() + b"\r\n"))


def _rows(*events: LinkEvent, sentences: bool = False) -> list[Row]:
    monitor = Monitor(Board.ESP32, sentences=sentences)
    rows = [row for event in events for row in monitor.rows(event)]
    return [*rows, *monitor.end(9)]


def _shown(*events: LinkEvent, sentences: bool = False) -> list[tuple[RowKind, str]]:
    return [(row.kind, row.text) for row in _rows(*events, sentences=sentences)]


def test_a_line_is_shown_with_its_time_of_arrival() -> None:
    assert _rows(_line("[WiFi] Connecting...", 7)) == [Row(7, RowKind.LINE, "[WiFi] Connecting...")]


def test_a_token_is_cut() -> None:
    assert _shown(_line(f"[REG] {TOKEN}")) == [(RowKind.LINE, "[REG] oc_reg_k30py…")]


def test_a_reset_is_marked_before_its_line() -> None:
    boot = "rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"
    assert _shown(_line(boot)) == [(RowKind.RESET, "watchdog reset (RTCWDT_RTC_RESET)"), (RowKind.LINE, boot)]


def test_a_crash_is_named_when_it_is_over_and_its_lines_are_marked() -> None:
    text = panic_text(Board.ESP32, PanicKind.LOAD_PROHIBITED).splitlines()
    shown = _shown(*(_line(line) for line in text))
    assert any(kind is RowKind.PANIC and "Guru Meditation" in line for kind, line in shown)
    named = [line for _, line in shown if line.startswith("crash: ")]
    assert len(named) == 1
    assert "LoadProhibited" in named[0]


def test_sentences_of_the_agent_are_shown_only_when_asked_for() -> None:
    sentence = SentenceSeen(3, Sentence(SentenceKind.EVENT, 0, ("BOOT", "1")))
    assert _shown(sentence) == []
    ((kind, text),) = _shown(sentence, sentences=True)
    assert (kind, text.startswith("$HEV,0,BOOT,1*")) == (RowKind.SENTENCE, True)


def test_noise_is_told_once_and_not_shown() -> None:
    noise = LineSeen(LogLine(1, "\\xff\\x80\\x1c\\x00", b"\xff\x80\x1c\x00\xe0\x92\n"))
    kinds = [kind for kind, _ in _shown(noise, noise, noise, _line("[SYSTEM] fine"))]
    assert kinds == [RowKind.NOISE, RowKind.LINE]


def test_unplugging_and_coming_back_is_told() -> None:
    assert [text for _, text in _shown(Unplugged(1), Plugged(2, "/dev/ttyACM1"))] == [
        "unplugged",
        "plugged in again at /dev/ttyACM1",
    ]


def test_each_row_has_the_time_at_which_its_cause_arrived() -> None:
    noise = LineSeen(LogLine(3, "\\xff\\x80\\x1c\\x00", b"\xff\x80\x1c\x00\xe0\x92\n"))
    sentence = SentenceSeen(4, Sentence(SentenceKind.EVENT, 0, ("BOOT", "1")))
    rows = _rows(
        _line("rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", 1), _line("x", 2), noise, sentence
    )
    assert [row.t_ns for row in rows] == [1, 1, 2, 3]
    assert [row.t_ns for row in _rows(sentence, Unplugged(5), Plugged(6, "x"), sentences=True)] == [4, 5, 6]


def test_sentences_are_left_out_unless_it_is_said() -> None:
    sentence = SentenceSeen(3, Sentence(SentenceKind.EVENT, 0, ("BOOT", "1")))
    assert list(Monitor(Board.ESP32).rows(sentence)) == []


def test_a_sentence_is_one_line_with_its_secrets_cut() -> None:
    (row,) = Monitor(Board.ESP32, sentences=True).rows(
        SentenceSeen(3, Sentence(SentenceKind.EVENT, 0, ("BOOT", TOKEN)))
    )
    assert TOKEN not in row.text
    assert row.text == row.text.strip()


def test_noise_after_a_line_is_told_again() -> None:
    noise = LineSeen(LogLine(1, "\\xff\\x80\\x1c\\x00", b"\xff\x80\x1c\x00\xe0\x92\n"))
    kinds = [kind for kind, _ in _shown(noise, _line("[SYSTEM] fine"), noise, noise)]
    assert kinds == [RowKind.NOISE, RowKind.LINE, RowKind.NOISE]
    assert _shown(noise)[0][1] == "no text: the boot ROM's or another baud rate, or a bad contact"


def test_a_crash_that_was_not_over_is_named_at_the_end_and_with_its_secrets_cut() -> None:
    monitor = Monitor(Board.ESP32, in_panic=lambda panic: f"{panic.summary} {TOKEN}")
    shown = [*monitor.rows(_line("abort() was called at PC 0x400d1a2e on core 1")), *monitor.end(9)]
    assert [row.kind for row in shown] == [RowKind.PANIC, RowKind.PANIC]
    assert (shown[1].t_ns, shown[1].text.startswith("crash: ")) == (9, True)
    assert TOKEN not in shown[1].text
    plain = Monitor(Board.ESP32)
    *_, named = [*plain.rows(_line("abort() was called at PC 0x400d1a2e on core 1")), *plain.end(9)]
    assert shown[1].text.startswith(named.text)


def test_the_words_of_a_kind_are_those_that_programs_read() -> None:
    assert [kind.value for kind in RowKind] == ["line", "sentence", "noise", "reset", "panic", "port"]
