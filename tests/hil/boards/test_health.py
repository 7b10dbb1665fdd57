"""The look at a board before a scenario."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from oceanhil.hil.agent.agent_errors import AgentError, AgentReplyError, AgentVersionError
from oceanhil.hil.boards import health
from oceanhil.hil.boards.health import at_other_rates, check, of_info, probe
from oceanhil.hil.boards.verdicts import BoardVerdict, Health
from oceanhil.hil.link.events import Plugged, Unplugged
from oceanhil.hil.link.port_errors import LinkError, PortBusyError, UnpluggedError
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.board import Board
from tests.hil.boards.listened import (
    ESP32_BOOT,
    ESP8266_BOOT,
    FIRMWARE,
    NOISE,
    AnsweringAgent,
    DeafAgent,
    ScriptedLink,
    entry,
    info,
    no_lines,
)

_BLANK = (b"rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", b"invalid header: 0xffffffff\r\n")
_DOWNLOAD = (b"rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\n",)
_LISTEN_S = 0.01


def _verdict(*lines: bytes, kind: Board = Board.ESP32) -> BoardVerdict:
    return check(entry(kind), ScriptedLink(lines), listen_s=_LISTEN_S, thorough=True).verdict


def test_a_board_whose_agent_answers_as_recorded_is_well_and_not_disturbed() -> None:
    link = ScriptedLink()
    health = check(entry(agent=True), link, AnsweringAgent())
    assert health.is_ok
    assert (health.mac, health.firmware, health.driver) == ("24:6F:28:AA:BB:CC", "ocean 1.2", "idf-5.5.1")
    assert link.resets == 0


def test_an_agent_on_another_kind_of_board_means_the_wrong_board() -> None:
    health = check(entry(agent=True), ScriptedLink(), AnsweringAgent(info(Board.ESP8266)))
    assert health.verdict is BoardVerdict.WRONG_BOARD
    assert "'desk' has an esp8266 on it, the inventory says esp32" in health.reason


def test_an_agent_with_another_mac_means_another_board() -> None:
    health = check(entry(agent=True), ScriptedLink(), AnsweringAgent(info(mac=b"\x24\x6f\x28\0\0\1")))
    assert health.verdict is BoardVerdict.WRONG_MAC
    assert "24:6F:28:00:00:01, the inventory says 24:6F:28:AA:BB:CC" in health.reason


def test_an_agent_of_another_version_says_so() -> None:
    class Newer:
        def open(self) -> BoardInfo:
            raise AgentVersionError("the agent speaks version 2")

    health = check(entry(agent=True), ScriptedLink(), Newer())
    assert health.verdict is BoardVerdict.AGENT_VERSION
    assert "version 2" in health.reason


def test_firmware_that_boots_and_does_not_answer_has_no_agent() -> None:
    health = check(entry(agent=True), ScriptedLink((*ESP32_BOOT, *FIRMWARE)), DeafAgent(), listen_s=_LISTEN_S)
    assert health.verdict is BoardVerdict.NO_AGENT
    assert "flash firmware with the agent, or set agent = false" in health.reason


def test_a_board_in_a_boot_loop_is_not_said_to_lack_an_agent() -> None:
    health = check(entry(agent=True), ScriptedLink(ESP32_BOOT * 3), DeafAgent(), listen_s=_LISTEN_S)
    assert health.verdict is BoardVerdict.BOOT_LOOP


def test_a_board_that_boots_is_well() -> None:
    assert _verdict(*ESP32_BOOT) is BoardVerdict.OK
    assert _verdict(*ESP8266_BOOT, kind=Board.ESP8266) is BoardVerdict.OK


def test_a_quick_look_ends_at_the_first_sign_of_life() -> None:
    assert check(entry(), ScriptedLink(ESP32_BOOT), listen_s=3600).is_ok


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (ESP8266_BOOT, BoardVerdict.WRONG_BOARD),
        (ESP32_BOOT * 3, BoardVerdict.BOOT_LOOP),
        (FIRMWARE * 3, BoardVerdict.BOOT_LOOP),
        (_BLANK * 5, BoardVerdict.NO_FIRMWARE),
        (_DOWNLOAD, BoardVerdict.DOWNLOAD_MODE),
        (NOISE, BoardVerdict.WRONG_BAUD),
        ((b"x" * 79 + b"\n",) * 100, BoardVerdict.FLOODS),
        ((b"[SYSTEM] Device ID: ESP32_246F28000001\n",), BoardVerdict.WRONG_MAC),
        ((b"[SYSTEM] Device ID: PICOW_246F28AABBCC\n",), BoardVerdict.WRONG_BOARD),
        ((), BoardVerdict.SILENT),
    ],
)
def test_each_trouble_on_the_line_has_its_verdict(lines: tuple[bytes, ...], verdict: BoardVerdict) -> None:
    assert _verdict(*lines) is verdict


def test_a_device_id_made_the_wrong_way_from_the_right_mac_is_no_wrong_board() -> None:
    assert _verdict(b"[SYSTEM] Device ID: ESP32_CCBBAA286F24\n") is BoardVerdict.OK


def test_a_port_without_reset_lines_is_listened_to_all_the_same() -> None:
    link = ScriptedLink(error=no_lines())
    assert check(entry(), link, listen_s=_LISTEN_S).verdict is BoardVerdict.SILENT


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (PortBusyError("busy"), BoardVerdict.PORT_BUSY),
        (UnpluggedError("gone"), BoardVerdict.UNPLUGGED),
        (LinkError("odd"), BoardVerdict.PORT_FAILED),
    ],
)
def test_a_port_that_fails_is_a_verdict_with_the_reason(error: LinkError, verdict: BoardVerdict) -> None:
    health = check(entry(), ScriptedLink(error=error), listen_s=_LISTEN_S)
    assert health.verdict is verdict
    assert str(health) == f"board 'desk': {error}"


def test_a_board_that_went_away_is_unplugged_and_one_that_came_back_is_not() -> None:
    gone = ScriptedLink(ESP32_BOOT, events=[Unplugged(0)])
    back = ScriptedLink(ESP32_BOOT, events=[Unplugged(0), Plugged(1, "x")])
    assert check(entry(), gone, listen_s=_LISTEN_S).verdict is BoardVerdict.UNPLUGGED
    assert check(entry(), back, listen_s=_LISTEN_S).is_ok


def test_no_token_that_the_board_prints_is_kept() -> None:
    health = check(entry(), ScriptedLink((b"[REG] oc_reg_" + b"a" * 40 + b"\n",)), listen_s=_LISTEN_S)
    assert health.last_lines == ("[REG] oc_reg_aaaaa…",)


def test_every_verdict_has_its_own_exit_code() -> None:
    codes = [verdict.exit_code for verdict in BoardVerdict]
    assert len(set(codes)) == len(codes)
    assert [verdict for verdict in BoardVerdict if verdict.exit_code == 0] == [BoardVerdict.OK]


def test_a_look_takes_three_seconds_and_is_quick_unless_it_is_said() -> None:
    looping = check(entry(), ScriptedLink(FIRMWARE * 4), thorough=True)
    assert looping.reason.startswith("'desk' started 4 times in 3.0 s")
    assert entry().boots_s == 3
    assert check(entry(), ScriptedLink(FIRMWARE), listen_s=3600).is_ok


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (AgentVersionError("other"), BoardVerdict.AGENT_VERSION),
        (AgentReplyError("odd"), BoardVerdict.AGENT_VERSION),
    ],
)
def test_an_agent_that_answers_wrongly_is_named_and_the_board_not_disturbed(
    error: AgentError, verdict: BoardVerdict
) -> None:
    class Odd:
        def open(self) -> BoardInfo:
            raise error

    link = ScriptedLink(ESP32_BOOT)
    assert check(entry(agent=True), link, Odd()) == Health(verdict=verdict, reason=f"board 'desk': {error}")
    assert link.resets == 0


def test_what_was_heard_of_a_board_without_agent_is_kept() -> None:
    lines = (*ESP32_BOOT, *FIRMWARE)
    assert check(entry(agent=True), ScriptedLink(lines), DeafAgent(), listen_s=_LISTEN_S) == Health(
        verdict=BoardVerdict.NO_AGENT,
        reason="'desk' runs firmware that does not answer the agent protocol;"
        " flash firmware with the agent, or set agent = false",
        kind=Board.ESP32,
        mac="24:6F:28:AA:BB:CC",
        boots=1,
        last_lines=tuple(line.decode().rstrip() for line in lines),
    )


def test_a_board_whose_agent_is_deaf_is_listened_to_for_all_of_the_time() -> None:
    """One start would be enough for a quick look; the third, which makes it a loop, comes later."""
    health = check(entry(agent=True), ScriptedLink(ESP32_BOOT * 3), DeafAgent(), listen_s=_LISTEN_S)
    assert (health.verdict, health.boots) == (BoardVerdict.BOOT_LOOP, 3)


def test_what_an_agent_says_is_compared_with_the_inventory_in_words() -> None:
    wrong = of_info(entry(), info(Board.PICOW))
    assert wrong == Health(
        verdict=BoardVerdict.WRONG_BOARD,
        reason="the port of 'desk' has a picow on it, the inventory says esp32; correct kind, or the port",
        kind=Board.PICOW,
        mac="24:6F:28:AA:BB:CC",
        firmware="ocean 1.2",
        driver="idf-5.5.1",
        boots=3,
    )
    other = of_info(entry(), info(mac=bytes(6)))
    assert (other.verdict, other.mac) == (BoardVerdict.WRONG_MAC, "00:00:00:00:00:00")
    assert other.reason == (
        "'desk' has the MAC 00:00:00:00:00:00, the inventory says 24:6F:28:AA:BB:CC;"
        " another board is plugged in, or the inventory is out of date"
    )


def test_a_board_that_says_nothing_of_its_version_has_no_blank_behind_its_name() -> None:
    assert of_info(entry(), replace(info(), firmware_version="")).firmware == "ocean"


def test_only_the_bytes_that_came_while_one_listened_count() -> None:
    link = ScriptedLink()
    link.received_bytes = 1_000_000
    assert check(entry(), link, listen_s=_LISTEN_S).verdict is BoardVerdict.SILENT


def test_nobody_listens_any_more_after_a_look_however_it_ends() -> None:
    well, broken = ScriptedLink(ESP32_BOOT), ScriptedLink(error=LinkError("odd"))
    check(entry(), well, listen_s=_LISTEN_S)
    check(entry(), broken, listen_s=_LISTEN_S)
    assert (well._listeners, broken._listeners) == ([], [])


def test_a_board_that_went_away_says_so_in_words() -> None:
    gone = check(entry(), ScriptedLink(events=[Unplugged(0)]), listen_s=_LISTEN_S)
    assert gone.reason == "board 'desk': it was unplugged while it was looked at, and did not come back"


@pytest.mark.parametrize(
    "lines",
    [_DOWNLOAD, ESP8266_BOOT, ESP32_BOOT * 3, (*ESP32_BOOT[:1], *_DOWNLOAD), FIRMWARE * 3],
)
@pytest.mark.parametrize("thorough", [True, False])
def test_a_look_ends_when_more_would_change_nothing(lines: tuple[bytes, ...], thorough: bool) -> None:
    """An hour is not waited for."""
    assert not check(entry(), ScriptedLink(lines), listen_s=3600, thorough=thorough).is_ok


class _Enough:
    """Stands for the time in which one listens: notes how long it would be, and whether it was cut short."""

    def __init__(self) -> None:
        self.waits: list[float | str] = []

    def __call__(self) -> _Enough:
        return self

    def set(self) -> None:
        self.waits.append("enough")

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def enough(monkeypatch: pytest.MonkeyPatch) -> _Enough:
    noted = _Enough()
    monkeypatch.setattr(health, "threading", SimpleNamespace(Event=noted))
    return noted


def test_a_quick_look_is_cut_short_by_the_first_sign_of_life(enough: _Enough) -> None:
    check(entry(), ScriptedLink(FIRMWARE))
    assert enough.waits == ["enough", 3.0]


def test_a_thorough_look_is_not(enough: _Enough) -> None:
    check(entry(), ScriptedLink(FIRMWARE), thorough=True, listen_s=5.0)
    assert enough.waits == [5.0]


def test_one_is_thorough_where_an_agent_does_not_answer_and_where_one_probes(enough: _Enough) -> None:
    check(entry(agent=True), ScriptedLink(FIRMWARE), DeafAgent(), listen_s=5.0)
    probe(entry(), ScriptedLink(FIRMWARE), lambda _: DeafAgent(), listen_s=6.0)
    assert enough.waits == [5.0, 6.0]


def test_every_other_rate_is_listened_to_thoroughly_for_less_than_a_second(enough: _Enough) -> None:
    probe(entry(), ScriptedLink(FIRMWARE, baud=57_600), lambda _: DeafAgent())
    assert enough.waits == [3.0, 0.8, 0.8]
    enough.waits.clear()
    rom = ScriptedLink(ESP8266_BOOT[:1], baud=74_880)
    at_other_rates(entry(Board.ESP8266), rom, Health(verdict=BoardVerdict.WRONG_BAUD))
    assert enough.waits == [0.8] * 7


def test_a_board_that_starts_late_is_listened_to_for_as_long_as_its_entry_says(enough: _Enough) -> None:
    late = dataclasses.replace(entry(), boots_s=20)
    check(late, ScriptedLink(), thorough=True)
    probe(late, ScriptedLink(), lambda _: DeafAgent())
    probe(late, ScriptedLink(), lambda _: DeafAgent(), listen_s=6.0)
    assert enough.waits == [20, 20, 6.0]


def test_any_look_is_cut_short_when_more_would_change_nothing(enough: _Enough) -> None:
    check(entry(), ScriptedLink(_DOWNLOAD), thorough=True)
    assert enough.waits == ["enough", 3.0]
