"""Faults of the device's firmware at the network: joining, losing and naming it, TLS."""

import pytest

from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.program import context, program
from oceanhil.simulator.program.context import Device
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()


@MUTANTS.caught_by("wifi-password-wrong", "wifi-5ghz-only")
def the_device_gives_up_after_one_failed_join(patch: pytest.MonkeyPatch) -> None:
    async def wait_ms(self: Device, duration_ms: int) -> None:
        del duration_ms
        await self.hardware.sleep_ms(1 << 31)

    patch.setattr(Device, "wait_ms", wait_ms)


@MUTANTS.caught_by("wifi-credentials-changed")
def a_lost_network_is_not_noticed(patch: pytest.MonkeyPatch) -> None:
    from oceanhil.simulator.board.board import SimulatedBoard

    patch.setattr(SimulatedBoard, "wifi_connected", lambda self: bool(self.station.address))


@MUTANTS.caught_by("clock-1970-tls", "tls-alert", "name-resolves-elsewhere")
def what_tls_says_is_not_printed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(context, "_EXPLAINED", {})


@MUTANTS.caught_by("wifi-away-for-hours")
def wifi_is_given_up_after_ten_attempts(patch: pytest.MonkeyPatch) -> None:
    real, attempts = SimulatedBoard.wifi_join, [0]

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        attempts[0] += 1
        if attempts[0] >= 10:
            await self.sleep_ms(10**9)
        return await real(self, ssid, password, timeout_ms)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("wifi-away-for-a-moment")
def a_lost_network_ends_the_session(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        device.session = ""
        return await real(device, lost=lost)

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("joining-takes-long")
def an_attempt_to_join_has_ten_seconds(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.wifi_join

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        return await real(self, ssid, password, timeout_ms // 2)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("joining-takes-long")
def an_attempt_to_join_has_fifteen_seconds(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.wifi_join

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        return await real(self, ssid, password, timeout_ms - 5_000)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("joining-takes-long")
def an_attempt_to_join_has_no_end(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.wifi_join

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        return await real(self, ssid, password, 1_000 * timeout_ms)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("longest-names")
def a_network_name_has_31_characters(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.wifi_join

    async def join(self: SimulatedBoard, ssid: str, password: str, timeout_ms: int) -> str | None:
        return await real(self, ssid.encode()[:31].decode("utf-8", "replace"), password, timeout_ms)

    patch.setattr(SimulatedBoard, "wifi_join", join)


@MUTANTS.caught_by("wifi-password-wrong")
def the_wifi_password_is_printed_backwards(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        device.hardware.print(f"[WiFi] {device.firmware.wifi_password[::-1]}\n")
        return await real(device, lost=lost)

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("a-week-of-bad-wifi")
def each_lost_network_costs_a_socket(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        left = getattr(device, "sockets", 16) - lost
        patch.setattr(device, "sockets", left, raising=False)
        if left == 0:
            await device.hardware.sleep_ms(1 << 40)
        return await real(device, lost=lost)

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("a-week-of-bad-wifi")
def the_record_is_saved_whenever_a_network_was_joined(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        address = await real(device, lost=lost)
        if device.record is not None:
            device.save(device.record.token, device.record.flags)
        return address

    patch.setattr(program, "_join", join)


@MUTANTS.caught_by("wifi-lost-while-a-token-is-replaced")
def a_token_is_replaced_without_a_look_at_the_network(patch: pytest.MonkeyPatch) -> None:
    real = program._replace_token

    async def replace(device: Device, address: str) -> None:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(SimulatedBoard, "wifi_connected", lambda _: True)
            await real(device, address)

    patch.setattr(program, "_replace_token", replace)


@MUTANTS.caught_by("refused-poll-outlasts-the-network")
def a_joined_network_forgets_a_refused_poll(patch: pytest.MonkeyPatch) -> None:
    real = program._join

    async def join(device: Device, *, lost: bool) -> str:
        device.poll_refused = False
        return await real(device, lost=lost)

    patch.setattr(program, "_join", join)
