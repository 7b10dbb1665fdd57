"""Faults of the simulated board and network: a simulator that is too kind hides failures."""

from collections.abc import Callable

import pytest

from protocol.board import Board
from simulator import board_storage, fuses
from simulator.board import SimulatedBoard
from simulator.clock import DeviceClock
from simulator.eeprom.esp32 import NvsGeneration
from simulator.eeprom.sector import SectorEeprom
from simulator.flash import Flash
from simulator.network import Network, RadioBand, Station
from simulator.resets import ResetReason
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()


def _kind_radio(patch: pytest.MonkeyPatch, forgive: Callable[[Station, str, str], bool]) -> None:
    real = Station.accepted
    patch.setattr(
        Station, "accepted", lambda self, ssid, password: real(self, ssid, password) or forgive(self, ssid, password)
    )


@MUTANTS.caught_by("wifi-password-wrong", "wifi-credentials-changed")
def any_password_opens_the_network(patch: pytest.MonkeyPatch) -> None:
    _kind_radio(patch, lambda self, ssid, _: ssid == self._network.access_point.ssid)


@MUTANTS.caught_by("wifi-ssid-has-space")
def white_space_in_the_ssid_is_forgiven(patch: pytest.MonkeyPatch) -> None:
    _kind_radio(patch, lambda self, ssid, _: ssid.strip() == self._network.access_point.ssid)


@MUTANTS.caught_by("wifi-5ghz-only")
def the_radio_has_5_ghz(patch: pytest.MonkeyPatch) -> None:
    _kind_radio(patch, lambda self, *_: self._network.access_point.band is RadioBand.GHZ_5)


@MUTANTS.caught_by("server-blocked")
def a_firewall_blocks_nothing(patch: pytest.MonkeyPatch) -> None:
    real = Network.exchange

    def exchange(self: Network, *request: object) -> object:
        self.blocked.clear()
        return real(self, *request)  # type: ignore[arg-type] # passed through as they came

    patch.setattr(Network, "exchange", exchange)


@MUTANTS.caught_by("server-slow")
def every_answer_comes_in_time(patch: pytest.MonkeyPatch) -> None:
    from simulator import network

    real = network.DisturbedAnswer
    patch.setattr(
        "hil.worlds.sim_server.DisturbedAnswer",
        lambda response, late_us=0, keep_bytes=None: real(response, 0 * late_us, keep_bytes),
    )


@MUTANTS.caught_by("clock-1970-tls")
def no_board_checks_certificates(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SimulatedBoard, "_certificate_is_valid", lambda _: True)


@MUTANTS.caught_by("clock-1970-tls")
def every_board_checks_certificates(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("simulator.board._CHECKS_DATES", frozenset(Board))


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
    real = board_storage._open_esp32
    patch.setattr(board_storage, "_open_esp32", lambda flash, _: real(flash, NvsGeneration.IDF_4_4_7))


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
