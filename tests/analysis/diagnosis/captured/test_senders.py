"""Lines of several boards that a collector wrote into one file are told apart by what it says of who sent them."""

import json
from collections.abc import Callable

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.captured.boards import labels_in
from tests.together import together

START = "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)"
WELL = [START, "[WiFi] Connected", "[REG] HTTP Response: 200", "[INFO] Device ONLINE"]
WELL += ["[POLL] HTTP Response: 200"] * 4
REFUSED = [START, "[WiFi] Connected", "[REG] Registering device..."]
REFUSED += ["[REG] HTTP Response: 410", "[REG] Registration failed: Registration token already used"]
REFUSED += ["[SYSTEM] Next attempt in 600 s"] * 3
TIME = "2026-11-30T12:00:00Z"
Written = Callable[[str, str], str]


def field(name: str) -> Written:
    return lambda sender, text: json.dumps({"ts": TIME, name: sender, "message": text})


def journal(sender: str, text: str) -> str:
    head = {"__REALTIME_TIMESTAMP": "1777900002500000", "_HOSTNAME": "hub", "_PID": str(len(sender))}
    return json.dumps(head | {"SYSLOG_IDENTIFIER": f"serial-{sender}", "MESSAGE": text})


def docker(sender: str, text: str) -> str:
    return json.dumps({"log": f"{text}\n", "stream": "stdout", "attrs": {"tag": sender}, "time": TIME})


def together_in(written: Written, *printed: list[str]) -> str:
    """Give a log of boards that speak in turns."""
    senders = ("kitchen", "barn", "attic")
    turns = zip(*printed, strict=True)
    return "\n".join(written(sender, text) for turn in turns for sender, text in zip(senders, turn, strict=False))


@together
@pytest.mark.parametrize(
    "written",
    [
        field("device"),
        field("hostname"),
        field("container_name"),
        journal,
        docker,
        lambda sender, text: f'{TIME},{sender},INFO,"{text}"',
        lambda sender, text: f'1777900002;INFO;"{sender}";"{text}"',
        lambda sender, text: f"{TIME}\t{sender}\t{text}",
        lambda sender, text: f"Nov 30 12:00:00 {sender} console[81]: {text}",
        lambda sender, text: f"Nov 30 12:00:00 hub serial-{sender}[{len(sender)}]: {text}",
        lambda sender, text: f"{TIME} hub {sender}: {text}",
        lambda sender, text: f"<134>Nov 30 12:00:00 {sender} esp: {text}",
        lambda sender, text: f"site/{sender}/log {text}",
        lambda sender, text: f"12:00:00.123 -> site/{sender}/log {text}",
        lambda sender, text: f"{TIME} [{sender}] {text}",
        lambda sender, text: f"{sender}: {text}",
    ],
)
def test_the_board_with_trouble_is_diagnosed(written: Written) -> None:
    diagnosis = diagnose(together_in(written, WELL, REFUSED))
    assert (diagnosis.verdict, diagnosis.findings[0].cause) == (LogVerdict.PROBLEM, "token-used")
    assert [each.line for each in diagnosis.findings[0].evidence] == [8, 10]
    assert "barn" in diagnosis.findings[0].evidence[0].text
    assert diagnosis.recognition.boot_count == 1


def test_names_are_boards_where_they_print_the_same() -> None:
    printed = [["session opened", "wifi joined", "relay went on", *[f"poll {20 + number}"] * 2] for number in range(2)]
    lines = together_in(field("topic"), *printed).splitlines()
    assert labels_in(lines) == {"kitchen", "barn"}
    short = together_in(field("topic"), ["session opened", "wifi joined"] * 3, ["wifi joined", "session opened"] * 3)
    assert labels_in(short.splitlines()) == frozenset()


@together
@pytest.mark.parametrize(
    "lines",
    [
        ["wifi: ok", "session: ok", "sensor: ok"] * 9,
        ["[wifi] joined the network", "[cloud] poll 200", "[app] relay is on"] * 9,
        [f"{TIME},INFO,relay on", f"{TIME},WARN,relay off"] * 9,
        [f"{TIME},401,Token expired", f"{TIME},200,fine"] * 9,
        ["Nov 30 12:00:00 hub cron[1]: job", "Nov 30 12:00:00 hub serial[2]: [POLL] HTTP Response: 200"] * 9,
        ["home/lamp/state on", "home/lamp/power 5 W"] * 9,
        ["GET /api/device/poll/ 200", "POST /api/device/session/ 200"] * 9,
        [json.dumps({"device": part, "message": f"{part} works"}) for part in ("pump", "valve")] * 9,
        [json.dumps({"source": source, "message": f"{source} works"}) for source in ("wifi", "cloud")] * 9,
    ],
)
def test_parts_programs_and_levels_are_no_boards(lines: list[str]) -> None:
    assert labels_in(lines) == frozenset()
