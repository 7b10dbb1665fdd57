"""SNTP, asked by a client that is none of ours: ntplib."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import ntplib  # type: ignore[import-untyped] # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core import Core
from oceanhil.mock_server.network.listener import bind
from oceanhil.mock_server.network.time_service import TimeAllowance, TimeProtocol, TimeService, Verdict
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.sntp_packet import SntpError

if TYPE_CHECKING:
    from collections.abc import Callable

NOON_US = 1_768_478_400_000_000
NONCE = 0x0123456789ABCDEF
ASKED = sntp_packet.request(NONCE)


def served(now_unix_us: Callable[[], int], ask: Callable[[int], object], host: str = "127.0.0.1") -> object:
    """Run `ask(port)` in a thread beside the service."""

    async def run() -> object:
        service = TimeService(now_unix_us, [bind(host, 0, socket.SOCK_DGRAM)])
        await service.start()
        try:
            return await asyncio.to_thread(ask, int(service.addresses[0].rpartition(":")[2]))
        finally:
            service.close()
            service.close()

    return asyncio.run(run())


def answering(allowance: TimeAllowance | None = None, steady_s: Callable[[], float] = lambda: 0.0) -> TimeProtocol:
    return TimeProtocol(lambda: NOON_US, allowance or TimeAllowance(), steady_s)


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_a_foreign_client_gets_the_time(version: int) -> None:
    answer = served(lambda: NOON_US, lambda port: ntplib.NTPClient().request("127.0.0.1", version, port, timeout=10))
    assert isinstance(answer, ntplib.NTPStats)
    assert answer.tx_time == pytest.approx(NOON_US / 1e6)
    assert (answer.version, answer.mode, answer.stratum, answer.leap) == (version, 4, 1, 0)


def test_a_foreign_client_is_served_over_ipv6() -> None:
    answer = served(lambda: NOON_US, lambda port: ntplib.NTPClient().request("::1", 4, port, timeout=10), "::1")
    assert isinstance(answer, ntplib.NTPStats)
    assert answer.tx_time == pytest.approx(NOON_US / 1e6)


@pytest.mark.parametrize(
    ("move", "offset_s"),
    [
        (lambda core: core.advance_clock(86_401, NOON_US), 86_401),
        (lambda core: core.set_clock_offset(-3_600, NOON_US), -3_600),
        (lambda core: core.set_clock_offset(40 * 365 * 86_400, NOON_US), 40 * 365 * 86_400),
    ],
)
def test_it_tells_the_servers_clock_wherever_that_was_moved(move: Callable[[Core], object], offset_s: int) -> None:
    core = Core(load_profile(), seed=1)
    move(core)
    told = TimeProtocol(lambda: core.unix_us(NOON_US), TimeAllowance(), lambda: 0.0).answer(ASKED, "127.0.0.1")
    assert told is not None
    assert sntp_packet.read_answer(told, NONCE) == NOON_US + offset_s * 1_000_000


def test_a_frozen_clock_stands_still_for_boards_too() -> None:
    core = Core(load_profile(), seed=1)
    core.freeze_clock(NOON_US)
    told = TimeProtocol(lambda: core.unix_us(NOON_US + 5_000_000), TimeAllowance(), lambda: 0.0).answer(
        ASKED, "127.0.0.1"
    )
    assert told is not None
    assert sntp_packet.read_answer(told, NONCE) == NOON_US


def test_who_asks_too_often_is_told_so_once_and_then_nothing() -> None:
    service = answering(TimeAllowance(burst=2, per_s=1))
    first, second, third, fourth = (service.answer(ASKED, "192.0.2.1") for _ in range(4))
    assert first == second != third
    assert third is not None
    with pytest.raises(SntpError, match="refuses"):
        sntp_packet.read_answer(third, NONCE)
    assert fourth is None


def test_a_foreign_client_understands_that_it_asks_too_often() -> None:
    packet = sntp_packet.slow_down(ASKED)
    seen = ntplib.NTPPacket()
    seen.from_data(packet)
    assert (seen.stratum, seen.ref_id.to_bytes(4, "big")) == (0, b"RATE")


def test_others_are_answered_meanwhile() -> None:
    service = answering(TimeAllowance(burst=1, per_s=1))
    assert [service.answer(ASKED, "192.0.2.1") is None for _ in range(3)] == [False, False, True]
    assert service.answer(ASKED, "192.0.2.2") == service.answer(ASKED, "192.0.2.3")


@given(st.binary(max_size=600))
def test_no_bytes_crash_it_and_no_answer_is_longer_than_what_asked(data: bytes) -> None:
    told = answering().answer(data, "192.0.2.1")
    assert told is None or len(told) <= len(data)


@pytest.mark.parametrize("first", [0x00, 0x03, 0x24, 0x26, 0x27, 0x2B, 0x3B])
def test_what_is_no_request_is_ignored(first: int) -> None:
    assert answering().answer(bytes([first]) + ASKED[1:], "192.0.2.1") is None


def test_a_packet_longer_than_any_request_is_ignored() -> None:
    assert answering().answer(ASKED + bytes(512 - 48), "192.0.2.1") is not None
    assert answering().answer(ASKED + bytes(513 - 48), "192.0.2.1") is None


def test_noise_at_the_port_does_not_end_it() -> None:
    def ask(port: int) -> object:
        with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as noise:
            for packet in (b"", b"noise", bytes(48), bytes(1_400)):
                noise.sendto(packet, ("127.0.0.1", port))
        return ntplib.NTPClient().request("127.0.0.1", 4, port, timeout=10)

    assert isinstance(served(lambda: NOON_US, ask), ntplib.NTPStats)


def test_a_burst_is_answered_then_the_address_is_told_once() -> None:
    allowance = TimeAllowance(burst=3, per_s=1)
    verdicts = [allowance.judge("a", 0.0) for _ in range(6)]
    assert verdicts == [Verdict.ANSWER] * 3 + [Verdict.SLOW_DOWN] + [Verdict.SILENCE] * 2


def test_time_refills_it_up_to_the_burst() -> None:
    allowance = TimeAllowance(burst=2, per_s=1)
    for _ in range(5):
        allowance.judge("a", 0.0)
    verdicts = [allowance.judge("a", 100.0) for _ in range(3)]
    assert verdicts == [Verdict.ANSWER, Verdict.ANSWER, Verdict.SLOW_DOWN]


def test_addresses_do_not_share() -> None:
    allowance = TimeAllowance(burst=1, per_s=1)
    assert [allowance.judge(name, 0.0) for name in "abab"] == [Verdict.ANSWER] * 2 + [Verdict.SLOW_DOWN] * 2


def test_a_flood_of_addresses_takes_no_more_memory() -> None:
    allowance = TimeAllowance(burst=1, per_s=1)
    for number in range(10_000):
        allowance.judge(str(number), 0.0)
        allowance.judge(str(number), 0.0)
    assert (len(allowance._turns), len(allowance._told)) == (4_096, 4_096)
