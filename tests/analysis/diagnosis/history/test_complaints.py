"""What firmware says itself that it cannot do: no all-clear behind it, and shown where nothing else is known."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

WELL = "ESP32_A0B765DD4C18\nip 192.168.1.88\nsession 200\npoll 200\npoll 200\npoll 200\n"
SENSOR = "Failed to read from DHT sensor!\n"
GOOD = (LogVerdict.HEALTHY, LogVerdict.RECOVERED)


@together
@pytest.mark.parametrize(
    "line", ["poll failed: E77", "http begin error", "fatal: cannot open socket", "Fehler: Antwort unlesbar"]
)
def test_who_only_complains_in_the_end_is_not_well(line: str) -> None:
    failing = diagnose(WELL + f"{line}\n" * 4)
    assert failing.verdict not in GOOD
    assert "behind its last good answer" in failing.hints[0]
    assert line in failing.hints[1]
    assert diagnose(WELL + f"{line}\n").verdict in GOOD
    assert diagnose(WELL + f"{line}\n" * 4 + "poll 200\npoll 200\n").verdict in GOOD


@together
@pytest.mark.parametrize("line", ["[SESSION] refused 401", "[session] 413", "session answered 422", "report 415"])
def test_who_is_refused_in_the_end_without_a_word_why_is_not_well(line: str) -> None:
    assert diagnose(WELL + f"{line}\n" * 4).verdict not in GOOD
    assert diagnose(WELL + f"{line}\n" * 4 + "poll 200\npoll 200\n").verdict in GOOD


def test_another_service_s_refusals_do_no_harm() -> None:
    refused = "ThingSpeak: update -> 401\n"
    assert diagnose(WELL + f"{refused}poll 200\n" * 4 + refused * 4).verdict in GOOD


@together
@pytest.mark.parametrize(
    "log",
    [
        WELL + (SENSOR + "poll 200\n") * 3 + SENSOR * 4,
        WELL + "stats: 0 errors, 0 failed\n" * 5,
        WELL + "error counter: 12\n" * 5,
        WELL + ("i2c fault\n" * 3 + "poll 200\n") * 3 + "i2c fault\n" * 4,
        WELL + "MQTT publish failed: broker.lan\n" * 2,
    ],
)
def test_what_is_said_between_good_answers_too_does_no_harm(log: str) -> None:
    assert diagnose(log).verdict in GOOD


@together
@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("WiFi connected\n" + SENSOR * 3, "a sensor or a camera does not answer"),
        ("camera.c:1379: Camera probe failed with error 0x105(ESP_ERR_NOT_FOUND)\n", "a sensor or a camera"),
        ('{"cod":401, "message": "Invalid API key."}\n', "another service refuses the key"),
        ("winch: limit switch fault\n", "no line of an OceanRemote device"),
    ],
)
def test_an_unknown_log_is_told_what_fails(log: str, said: str) -> None:
    diagnosis = diagnose(log)
    assert diagnosis.verdict is LogVerdict.UNKNOWN
    assert said in diagnosis.hints[0]
    assert log.split("\n")[-2] in diagnosis.hints[1]


def test_where_the_firmware_speaks_it_is_not_the_boot_rom_alone() -> None:
    rom = "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nentry 0x400805e4\n"
    assert "only the boot ROM" in diagnose(rom).hints[0]
    spoken = diagnose(rom + "".join(f"lift {number} moves\n" for number in ("one", "two", "three", "four", "five")))
    assert not any("only the boot ROM" in hint for hint in spoken.hints)


ASKED = "oceanremote.net\nistunto avattu\nkysely ok\nkysely ok\nkysely lomake 3\nkysely ok\n"


def test_polls_that_go_otherwise_in_the_end_are_not_well_whatever_is_said() -> None:
    """The word in front is that of the polls that went well."""
    failing = diagnose(ASKED + "kysely: meni pieleen, koodi puuttuu\n" * 4)
    assert failing.verdict not in GOOD
    assert "kysely: meni pieleen" in failing.hints[1]
    assert diagnose(ASKED + "kysely: meni pieleen, koodi puuttuu\n" * 4 + "kysely ok\n").verdict in GOOD


def test_what_the_polls_said_while_all_was_well_is_no_complaint() -> None:
    assert diagnose(ASKED + "kysely lomake 7\n" * 4).verdict in GOOD
    assert diagnose(ASKED + "lampo 21\n" * 4).verdict in GOOD
