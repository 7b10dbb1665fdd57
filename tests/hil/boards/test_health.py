"""The look at a board before a scenario."""

from __future__ import annotations

import pytest

from hil.agent.errors import AgentVersionError
from hil.boards.health import check
from hil.boards.verdicts import Verdict
from hil.link.errors import LinkError, PortBusyError, UnpluggedError
from hil.link.events import Plugged, Unplugged
from protocol.agent.replies import BoardInfo
from protocol.board import Board
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


def _verdict(*lines: bytes, kind: Board = Board.ESP32) -> Verdict:
    return check(entry(kind), ScriptedLink(lines), listen_s=_LISTEN_S, thorough=True).verdict


def test_a_board_whose_agent_answers_as_recorded_is_well_and_not_disturbed() -> None:
    link = ScriptedLink()
    health = check(entry(agent=True), link, AnsweringAgent())
    assert health.is_ok
    assert (health.mac, health.firmware, health.driver) == ("24:6F:28:AA:BB:CC", "ocean 1.2", "idf-5.5.1")
    assert link.resets == 0


def test_an_agent_on_another_kind_of_board_means_the_wrong_board() -> None:
    health = check(entry(agent=True), ScriptedLink(), AnsweringAgent(info(Board.ESP8266)))
    assert health.verdict is Verdict.WRONG_BOARD
    assert "'desk' has an esp8266 on it, the inventory says esp32" in health.reason


def test_an_agent_with_another_mac_means_another_board() -> None:
    health = check(entry(agent=True), ScriptedLink(), AnsweringAgent(info(mac=b"\x24\x6f\x28\0\0\1")))
    assert health.verdict is Verdict.WRONG_MAC
    assert "24:6F:28:00:00:01, the inventory says 24:6F:28:AA:BB:CC" in health.reason


def test_an_agent_of_another_version_says_so() -> None:
    class Newer:
        def open(self) -> BoardInfo:
            raise AgentVersionError("the agent speaks version 2")

    health = check(entry(agent=True), ScriptedLink(), Newer())
    assert health.verdict is Verdict.AGENT_VERSION
    assert "version 2" in health.reason


def test_firmware_that_boots_and_does_not_answer_has_no_agent() -> None:
    health = check(entry(agent=True), ScriptedLink((*ESP32_BOOT, *FIRMWARE)), DeafAgent(), listen_s=_LISTEN_S)
    assert health.verdict is Verdict.NO_AGENT
    assert "flash firmware with the agent, or set agent = false" in health.reason


def test_a_board_in_a_boot_loop_is_not_said_to_lack_an_agent() -> None:
    health = check(entry(agent=True), ScriptedLink(ESP32_BOOT * 3), DeafAgent(), listen_s=_LISTEN_S)
    assert health.verdict is Verdict.BOOT_LOOP


def test_a_board_that_boots_is_well() -> None:
    assert _verdict(*ESP32_BOOT) is Verdict.OK
    assert _verdict(*ESP8266_BOOT, kind=Board.ESP8266) is Verdict.OK


def test_a_quick_look_ends_at_the_first_sign_of_life() -> None:
    assert check(entry(), ScriptedLink(ESP32_BOOT), listen_s=3600).is_ok


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (ESP8266_BOOT, Verdict.WRONG_BOARD),
        (ESP32_BOOT * 3, Verdict.BOOT_LOOP),
        (FIRMWARE * 3, Verdict.BOOT_LOOP),
        (_BLANK * 5, Verdict.NO_FIRMWARE),
        (_DOWNLOAD, Verdict.DOWNLOAD_MODE),
        (NOISE, Verdict.WRONG_BAUD),
        ((b"x" * 79 + b"\n",) * 100, Verdict.FLOODS),
        ((b"[SYSTEM] Device ID: ESP32_246F28000001\n",), Verdict.WRONG_MAC),
        ((b"[SYSTEM] Device ID: PICOW_246F28AABBCC\n",), Verdict.WRONG_BOARD),
        ((), Verdict.SILENT),
    ],
)
def test_each_trouble_on_the_line_has_its_verdict(lines: tuple[bytes, ...], verdict: Verdict) -> None:
    assert _verdict(*lines) is verdict


def test_a_device_id_made_the_wrong_way_from_the_right_mac_is_no_wrong_board() -> None:
    assert _verdict(b"[SYSTEM] Device ID: ESP32_CCBBAA286F24\n") is Verdict.OK


def test_a_port_without_reset_lines_is_listened_to_all_the_same() -> None:
    link = ScriptedLink(error=no_lines())
    assert check(entry(), link, listen_s=_LISTEN_S).verdict is Verdict.SILENT


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (PortBusyError("busy"), Verdict.PORT_BUSY),
        (UnpluggedError("gone"), Verdict.UNPLUGGED),
        (LinkError("odd"), Verdict.PORT_FAILED),
    ],
)
def test_a_port_that_fails_is_a_verdict_with_the_reason(error: LinkError, verdict: Verdict) -> None:
    health = check(entry(), ScriptedLink(error=error), listen_s=_LISTEN_S)
    assert health.verdict is verdict
    assert str(health) == f"board 'desk': {error}"


def test_a_board_that_went_away_is_unplugged_and_one_that_came_back_is_not() -> None:
    gone = ScriptedLink(ESP32_BOOT, events=[Unplugged(0)])
    back = ScriptedLink(ESP32_BOOT, events=[Unplugged(0), Plugged(1, "x")])
    assert check(entry(), gone, listen_s=_LISTEN_S).verdict is Verdict.UNPLUGGED
    assert check(entry(), back, listen_s=_LISTEN_S).is_ok


def test_no_token_that_the_board_prints_is_kept() -> None:
    health = check(entry(), ScriptedLink((b"[REG] oc_reg_" + b"a" * 40 + b"\n",)), listen_s=_LISTEN_S)
    assert health.last_lines == ("[REG] oc_reg_aaaaa…",)


def test_every_verdict_has_its_own_exit_code() -> None:
    codes = [verdict.exit_code for verdict in Verdict]
    assert len(set(codes)) == len(codes)
    assert [verdict for verdict in Verdict if verdict.exit_code == 0] == [Verdict.OK]
