import tracemalloc

import pytest

from oceanhil.analysis.diagnosis import recognise_lines, recognise_log
from oceanhil.analysis.diagnosis.history.boots import BOOTS_KEPT, SIGNALS_AT_END, SIGNALS_AT_START
from oceanhil.analysis.diagnosis.model import LineKind
from oceanhil.analysis.diagnosis.wording.signals import meaning_of
from oceanhil.protocol.lines import Line
from tests.together import together

FIELDS: dict[str, str | int] = {
    "device_id": "ESP32_246F28AABBCC",
    "seconds": 3,
    "reason": "watchdog",
    "ip": "192.168.1.100",
    "slot": "A",
    "sequence": 7,
    "token": "oc_reg_Xk2J9…",
    "status": 401,
    "glyph": "",
    "message": "Token revoked",
    "session": "a1b2c3d4",
    "cause": "mac",
}


@together
@pytest.mark.parametrize("line", list(Line), ids=lambda line: line.name)
def test_every_line_of_the_protocol_is_known(line: Line) -> None:
    printed = line.build(**FIELDS)
    recognition = recognise_log(printed)
    assert recognition.other == 0
    vague = [name for name in recognition.names() if name.endswith("-other")]
    assert not vague, f"{printed!r} is {vague}: say what it means in its section of analysis/diagnosis/signals.toml"


def test_a_banner_of_several_lines_starts_one_boot() -> None:
    banner = "ets Jul 29 2019 12:21:46\n\nrst:0x1 (POWERON_RESET),boot:0x13\nload:0x3fff0030,len:4\n"
    assert [boot.line for boot in recognise_log(banner + "[EEPROM] Empty\n" + banner).boots] == [1, 6]


def test_a_board_without_a_banner_starts_with_its_device_id() -> None:
    device = "[SYSTEM] Device ID: PICOW_28CDC1AABBCC\n[EEPROM] Empty\n[WiFi] Connecting... Failed!\n"
    assert recognise_log(device * 3).boot_count == 3


def test_equal_lines_in_a_row_are_one_signal_with_a_count() -> None:
    (boot,) = recognise_log("[POLL] HTTP Response: 503\n" * 9).boots
    (signal,) = boot.signals
    assert (signal.name, signal.times, signal.first.line, signal.last.line) == ("poll-503", 9, 1, 9)


@pytest.mark.long
def test_of_a_long_boot_beginning_and_end_are_kept() -> None:
    polls = (f"[POLL] HTTP Response: {status}\n" for _ in range(5_000) for status in (503, -11))
    (boot,) = recognise_lines(("[EEPROM] Empty", *polls)).boots
    assert len(boot.signals) == SIGNALS_AT_START + SIGNALS_AT_END
    assert (boot.signals[0].name, boot.signals[-1].last.line) == ("eeprom-empty", 10_001)


def test_of_many_boots_the_latest_are_kept_and_the_names_of_all() -> None:
    boots = ["[SYSTEM] Device ID: ESP32_246F28AABBCC", "[EEPROM] Checksum mismatch"]
    boots += ["[SYSTEM] Device ID: ESP32_246F28AABBCC", "[EEPROM] Empty"] * 500
    recognition = recognise_lines(boots)
    assert (recognition.boot_count, len(recognition.boots)) == (501, BOOTS_KEPT + 1)
    assert "eeprom-checksum" in recognition.names()


@pytest.mark.long
def test_memory_does_not_grow_with_the_log() -> None:
    def lines(number: int) -> int:
        tracemalloc.start()
        recognise_lines(f"12:01:02.345 -> [POLL] HTTP Response: {200 + n % 300}" for n in range(number))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    lines(2_000)
    assert lines(20_000) < 1.5 * lines(10_000)


@pytest.mark.parametrize(
    "line",
    [
        "[REG] Registration token: oc_reg_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "[SESSION] Got session ID: 0123456789abcdef0123456789abcdef",
        "[WiFi] Password: correct horse battery",
        '[SYSTEM] {"permanent_token": "oc_perm_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"}',
    ],
)
def test_secrets_are_cut_before_anything_is_shown(line: str) -> None:
    (boot,) = recognise_log(line).boots
    text = boot.signals[0].first.text
    assert "…" in text
    assert not any(secret in text for secret in ("ABCDEFG", "89abcdef0123", "horse"))


def test_a_crash_line_belongs_to_the_boot_that_crashed() -> None:
    log = "[EEPROM] Empty\nGuru Meditation Error: Core  1 panic'ed\nets Jul 29 2019 12:21:46\n"
    assert [signal.kind for signal in recognise_log(log).boots[0].signals] == [LineKind.STORAGE, LineKind.CRASH]


def test_unknown_lines_mean_nothing() -> None:
    assert meaning_of("temperature 23.5 C") is None
