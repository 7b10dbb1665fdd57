"""Faults of the simulated board and network: a simulator that is too kind hides failures."""

from collections.abc import Awaitable, Callable
from functools import cache

import pytest
from msgspec.structs import replace

from oceanhil.boards import Family, registry
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import PathFault, PathTrouble
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.surroundings import Band
from oceanhil.simulator import path
from oceanhil.simulator.board import board as board_module
from oceanhil.simulator.board import clock
from oceanhil.simulator.board import storage as board_storage
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.board.clock import DeviceClock, SntpClient
from oceanhil.simulator.board.line_faults import FaultyLine
from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, NvsGeneration
from oceanhil.simulator.eeprom.nvs import NvsHandle
from oceanhil.simulator.eeprom.sector import SectorEeprom
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.flash.torn import PrefixTear
from oceanhil.simulator.identity import fuses
from oceanhil.simulator.network import Network, Station
from oceanhil.simulator.path import Send, Stack
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()
Met = Callable[[HttpRequest, int, Send], Awaitable[Exchanged]]


def _kind_radio(patch: pytest.MonkeyPatch, forgive: Callable[[Station, str, str], bool]) -> None:
    real = Station.accepted
    patch.setattr(
        Station, "accepted", lambda self, ssid, password: real(self, ssid, password) or forgive(self, ssid, password)
    )


def _with_facts(patch: pytest.MonkeyPatch, change: Callable[[Family], Family]) -> None:
    """Let every family be what `change` makes of it."""
    real = registry._own
    patch.setattr(registry, "_own", cache(lambda name: change(real(name))))


@MUTANTS.caught_by("wifi-password-wrong", "wifi-credentials-changed")
def any_password_opens_the_network(patch: pytest.MonkeyPatch) -> None:
    _kind_radio(patch, lambda self, ssid, _: ssid == self._network.access_point.ssid)


@MUTANTS.caught_by("wifi-ssid-has-space")
def white_space_in_the_ssid_is_forgiven(patch: pytest.MonkeyPatch) -> None:
    _kind_radio(patch, lambda self, ssid, _: ssid.strip() == self._network.access_point.ssid)


@MUTANTS.caught_by("wifi-5ghz-only")
def the_radio_has_5_ghz(patch: pytest.MonkeyPatch) -> None:
    _kind_radio(patch, lambda self, *_: self._network.access_point.band is Band.GHZ_5)


@MUTANTS.caught_by("server-blocked")
def a_firewall_blocks_nothing(patch: pytest.MonkeyPatch) -> None:
    real = Network.exchange

    def exchange(self: Network, *request: object) -> object:
        self.blocked.clear()
        return real(self, *request)  # type: ignore[arg-type] # passed through as they came

    patch.setattr(Network, "exchange", exchange)


@MUTANTS.caught_by("server-slow")
def every_answer_comes_in_time(patch: pytest.MonkeyPatch) -> None:
    from oceanhil.simulator import network

    real = network.DisturbedAnswer
    patch.setattr(
        "oceanhil.hil.worlds.sim_server.DisturbedAnswer",
        lambda response, late_us=0, keep_bytes=None: real(response, 0 * late_us, keep_bytes),
    )


def _with_path(patch: pytest.MonkeyPatch, trouble: PathTrouble, met: Met) -> None:
    """Let boards meet this trouble of the path as `met` says."""
    real = path.exchange_across

    async def exchange_across(
        fault: PathFault, stack: Stack, request: HttpRequest, timeout_us: int, send: Send
    ) -> Exchanged:
        if fault.trouble is trouble:
            return await met(request, timeout_us, send)
        return await real(fault, stack, request, timeout_us, send)

    patch.setattr(board_module, "exchange_across", exchange_across)


async def _nothing_is_wrong(request: HttpRequest, timeout_us: int, send: Send) -> Exchanged:
    return await send(request, timeout_us)


async def _nobody_is_there(*_: object) -> Exchanged:
    return HttpFailure.REFUSED


@MUTANTS.caught_by("name-resolves-elsewhere")
def the_wrong_host_passes_requests_on(patch: pytest.MonkeyPatch) -> None:
    _with_path(patch, PathTrouble.DNS_LIES, _nothing_is_wrong)


@MUTANTS.caught_by("name-resolves-elsewhere")
def at_the_wrong_address_there_is_nobody(patch: pytest.MonkeyPatch) -> None:
    _with_path(patch, PathTrouble.DNS_LIES, _nobody_is_there)


@MUTANTS.caught_by("server-has-ipv6-only")
def boards_take_ipv6_addresses(patch: pytest.MonkeyPatch) -> None:
    _with_path(patch, PathTrouble.IPV6_ONLY, _nothing_is_wrong)


@MUTANTS.caught_by("mtu-black-hole", "mtu-black-hole-in-the-clear")
def routers_cut_long_packets(patch: pytest.MonkeyPatch) -> None:
    _with_path(patch, PathTrouble.MTU_BLACK_HOLE, _nothing_is_wrong)


@MUTANTS.caught_by("mtu-black-hole", "mtu-black-hole-in-the-clear")
def nothing_gets_through_a_black_hole(patch: pytest.MonkeyPatch) -> None:
    _with_path(patch, PathTrouble.MTU_BLACK_HOLE, _nobody_is_there)


@MUTANTS.caught_by("mtu-black-hole")
def all_boards_take_full_segments(patch: pytest.MonkeyPatch) -> None:
    _with_facts(patch, lambda of: replace(of, segment_bytes=1460))


@MUTANTS.caught_by("tls-alert")
def alerts_are_ignored(patch: pytest.MonkeyPatch) -> None:
    _with_path(patch, PathTrouble.TLS_ALERT, _nothing_is_wrong)


@MUTANTS.caught_by("tls-alert")
def an_alert_is_like_a_server_that_is_not_there(patch: pytest.MonkeyPatch) -> None:
    _with_path(patch, PathTrouble.TLS_ALERT, _nobody_is_there)


@MUTANTS.caught_by("clock-1970-tls")
def no_board_checks_certificates(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SimulatedBoard, "_certificate_is_valid", lambda _: True)


@MUTANTS.caught_by("clock-1970-tls")
def every_board_checks_certificates(patch: pytest.MonkeyPatch) -> None:
    _with_facts(patch, lambda of: replace(of, checks_dates=True))


@MUTANTS.caught_by("device-id-failed")
def the_fuse_crc_is_not_checked(patch: pytest.MonkeyPatch) -> None:
    real = fuses._decode

    def decode(board: Board, words: tuple[int, ...]) -> bytes:
        if board is Board.ESP32:
            return (words[2] & 0xFFFF).to_bytes(2, "big") + words[1].to_bytes(4, "big")
        return real(board, words)

    patch.setattr(fuses, "_decode", decode)


@MUTANTS.caught_by("eeprom-power-loss")
def flash_writes_are_never_torn(patch: pytest.MonkeyPatch) -> None:
    real = SectorEeprom.commit

    def commit(self: SectorEeprom) -> bool:
        self._flash.disarm()
        return real(self)

    patch.setattr(SectorEeprom, "commit", commit)


@MUTANTS.caught_by("eeprom-power-loss")
def the_newer_nvs_driver_has_no_loss_point(patch: pytest.MonkeyPatch) -> None:
    real = board_storage._mounted
    patch.setattr(board_storage, "_mounted", lambda flash, _: real(flash, NvsGeneration.IDF_4_4_7))


@MUTANTS.caught_by("eeprom-power-loss-torn")
def a_torn_program_is_always_a_prefix(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("oceanhil.hil.worlds.sim_device.tear_for", lambda *_: PrefixTear())


@MUTANTS.caught_by("eeprom-grown-by-update")
def growing_keeps_the_old_blob_until_the_new_one_is_written(patch: pytest.MonkeyPatch) -> None:
    def grow(self: Esp32Eeprom, handle: NvsHandle, size: int, stored: int) -> None:
        grown = bytearray(b"\xff" * size)
        handle.get_blob_into(self._name, grown, stored)
        handle.set_blob(self._name, bytes(grown))

    patch.setattr(Esp32Eeprom, "_grow", grow)


@MUTANTS.caught_by("eeprom-power-loss-page-collected")
def the_fullest_page_is_collected_without_moving_what_is_on_it(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("oceanhil.simulator.eeprom.nvs.page_manager._unused_entries", lambda page: page.used)
    patch.setattr("oceanhil.simulator.eeprom.nvs.page_manager.copy_items", lambda *_: None)


@MUTANTS.caught_by("reboot-keeps-token", "power-loss-reestablishes-session", "mac-mismatch")
def flash_forgets_at_every_boot(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard._boot

    def boot(self: SimulatedBoard, reason: ResetReason) -> None:
        self.flash = Flash(self.flash.size_bytes)
        real(self, reason)

    patch.setattr(SimulatedBoard, "_boot", boot)


@MUTANTS.caught_by("millis-wraps")
def the_counter_stops_at_its_largest_value(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DeviceClock, "millis", lambda self, now_us: min(self.uptime_us(now_us) // 1000, (1 << 32) - 1))


@MUTANTS.caught_by("device-id-before-wifi")
def the_mac_can_be_read_before_wifi(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("oceanhil.simulator.program.program.mac_as_read", lambda mac, _: mac)


@MUTANTS.caught_by("mac-placeholder-shared")
def every_radio_has_a_mac_of_its_own(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        SimulatedBoard, "read_mac", lambda self: fuses.read_mac(self.board, fuses.burn(self.board, self._setup.mac))
    )


@MUTANTS.caught_by("clock-survives-soft-reset", "clock-in-the-future-survives-reboot", "clock-drifts-in-deep-sleep")
def no_board_keeps_its_time_through_a_reset(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock, "WALL_TIME_KEPT", frozenset())


@MUTANTS.caught_by("clock-survives-soft-reset", "clock-drifts-in-deep-sleep")
def every_board_keeps_its_time_through_any_reset(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock, "WALL_TIME_KEPT", frozenset(ResetReason))
    _with_facts(patch, lambda of: replace(of, keeps_time=True))


@MUTANTS.caught_by("clock-drifts-in-deep-sleep")
def the_crystal_runs_on_in_deep_sleep(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DeviceClock, "set_sleep_drift", lambda *_: None)


@MUTANTS.caught_by("ntp-era-2036")
def time_stamps_have_no_eras(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SntpClient, "read", lambda _, server_unix_us: server_unix_us)


@MUTANTS.caught_by("time-2038")
def every_time_t_has_64_bits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DeviceClock, "unix_us", DeviceClock._wall_us)


@MUTANTS.caught_by("sntp-starts-late")
def the_time_client_asks_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SntpClient, "delay_us", lambda *_: 0)


@MUTANTS.caught_by("line-noise-during-boot", "line-loses-and-doubles-bytes")
def no_fault_of_a_line_ever_strikes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FaultyLine, "_strikes", lambda *_: False)


@MUTANTS.caught_by("line-stuck")
def something_comes_through_a_stuck_line(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FaultyLine, "carry", lambda _, data: data)


@MUTANTS.caught_by("crash-while-online")
def a_crash_says_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("oceanhil.simulator.board.panic_text.panic_text", lambda *_: "")


@MUTANTS.caught_by("crash-while-online", "random-resets")
def a_crashed_or_reset_board_stands_still(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SimulatedBoard, "reset", lambda self, _: self._stop())
