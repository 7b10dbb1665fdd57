"""A device of a fleet asks, waits and keeps as the device program does on a whole simulated board."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oceanhil.boards import family
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.record import StorePolicy
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.board.setup import BoardSetup
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import DisturbedAnswer, Network
from tests.fleet.led_device import PROFILE, REGISTRATION, SECOND_US, LedDevice, made
from tests.simulator.answers import NOW_S, PERMANENT, opened, refused, registered, reply, state
from tests.simulator.board.fake_observer import FakeObserver

WIRE = PROFILE.wire
SHORT = "oc_perm_" + "P" * 22
COMPARED = 40
SCRIPTED: Sequence[HttpResponse | None] = (
    None,
    refused(401),
    refused(401, "Session expired", "session_expired"),
    refused(403, "Token revoked", "token_revoked"),
    refused(410, "Registration token already used", "token_used"),
    refused(429, "Rate limited", "rate_limited"),
    reply(429, b"", retry_after="7"),
    reply(503, b"{}", retry_after="90"),
    refused(503, "Server maintenance", "maintenance"),
    reply(500, b""),
    reply(200, b"[]"),
)
"""Answers that may come in place of the right one; None: the connection ends."""


@dataclass(frozen=True)
class Seen:
    """A request as the server sees it, but for the device's time and address, and how long after the one before."""

    words: tuple[str, str, str, str, object]
    gap_s: int


class Script:
    """Answers by a script, and then as a server does to which nothing is wrong."""

    def __init__(self, answers: Sequence[HttpResponse | None]) -> None:
        self._left = list(answers)
        self.seen: list[Seen] = []
        self._before_us = 0

    def __call__(self, request: HttpRequest, now_us: int) -> HttpResponse | None:
        body = json.loads(request.body) if request.body else {}
        headers = request.headers
        body = {name: value for name, value in body.items() if name not in {"ip", "device_id", "mac_address"}}
        words = (
            request.method, request.path, headers.get(WIRE.token_header, ""), headers.get(WIRE.session_header, ""), body
        )  # fmt: skip
        self.seen.append(Seen(words, round((now_us - self._before_us) / SECOND_US)))
        self._before_us = now_us
        return self._left.pop(0) if self._left else self.right(request)

    @staticmethod
    def right(request: HttpRequest) -> HttpResponse:
        if request.path == WIRE.register_path:
            return registered(SHORT)
        if request.path == WIRE.session_path:
            return opened()
        return state() if request.method == "GET" else reply(200, {"success": True})


class CalmBoard(SimulatedBoard):
    """A board whose waits have no jitter."""

    def random_ppm(self) -> int:
        return 0


def on_a_board(script: Script, board: Board, store: StorePolicy, seconds: float) -> Sequence[Seen]:
    kernel = Kernel(1)

    def serve(request: HttpRequest) -> HttpResponse | DisturbedAnswer:
        found = script(request, kernel.now_us)
        return DisturbedAnswer(None) if found is None else found

    network = Network(kernel, serve, lambda: NOW_S * SECOND_US + kernel.now_us)
    setup = BoardSetup(
        board=board, driver=family(board).drivers[0], mac=b"\x02\0\0\0\0\1", device=PROFILE.device, wire=WIRE
    )
    simulated = CalmBoard(kernel, network, setup, FakeObserver())
    simulated.firmware = Firmware(REGISTRATION, store=store)
    simulated.power_on()
    kernel.run_until(round(seconds * SECOND_US))
    return script.seen


def in_a_fleet(script: Script, board: Board, store: StorePolicy, seconds: float) -> Sequence[Seen]:
    def serve(request: HttpRequest, now_us: int) -> Exchanged:
        found = script(request, now_us)
        return HttpFailure.CONNECTION_LOST if found is None else found

    LedDevice(serve, made(board, store)).boot(seconds)
    return script.seen


def gaps_agree(one: Seen, other: Seen) -> bool:
    # Flash work, joining and the look for the time differ by less than a second, and may round to either side.
    return abs(one.gap_s - other.gap_s) <= 1


@pytest.mark.long
@pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: board.value)
@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@settings(deadline=None, max_examples=25)
@example(answers=[refused(401), refused(401), None, reply(500, b"")])
@given(answers=st.lists(st.sampled_from(SCRIPTED), max_size=10))
def test_it_asks_and_waits_as_the_program_does_on_a_board(
    board: Board, store: StorePolicy, answers: Sequence[HttpResponse | None]
) -> None:
    seconds = 700 * len(answers) + 300
    simulated = on_a_board(Script(answers), board, store, seconds)[1:COMPARED]
    light = in_a_fleet(Script(answers), board, store, seconds)[1:COMPARED]
    number = min(len(simulated), len(light))
    assert number >= len(answers)
    assert [each.words for each in light[:number]] == [each.words for each in simulated[:number]]
    assert all(map(gaps_agree, light[:number], simulated[:number]))


def well(request: HttpRequest, _now_us: int) -> Exchanged:
    return Script.right(request)


def recorder(
    serve: Callable[[HttpRequest, int], Exchanged], into: list[str]
) -> Callable[[HttpRequest, int], Exchanged]:
    def recorded(request: HttpRequest, now_us: int) -> Exchanged:
        into.append(f"{request.method} {request.path}")
        return serve(request, now_us)

    return recorded


def test_it_comes_online_and_keeps_its_token() -> None:
    led = LedDevice(well).boot(20)
    assert led.device.online
    assert led.device.kept is not None
    assert led.device.kept.token == SHORT


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
def test_what_it_keeps_outlives_its_power_and_so_it_does_not_register_again(store: StorePolicy) -> None:
    asked: list[str] = []
    led = LedDevice(recorder(well, asked), made(store=store)).boot(20)
    asked.clear()
    led.device.power_off()
    assert not led.device.online
    assert not led.device.has_power
    led.boot(20)
    assert asked[0] == f"POST {WIRE.session_path}"


def test_flashing_erases_what_it_keeps() -> None:
    asked: list[str] = []
    led = LedDevice(recorder(well, asked)).boot(20)
    asked.clear()
    led.device.flash(Firmware(REGISTRATION))
    assert led.device.kept is None
    led.boot(20)
    assert asked[0] == f"POST {WIRE.register_path}"


def test_a_refused_poll_ends_online_and_an_accepted_one_begins_it() -> None:
    led = LedDevice(well).boot(20)
    led.serve = lambda _request, _now_us: refused(503, "Server maintenance", "maintenance")
    refused_online = led.run(5).device.online
    led.serve = well
    assert (refused_online, led.run(3).device.online) == (False, True)


def test_who_renews_its_session_stays_online() -> None:
    renewals: list[bool] = []

    def watched(request: HttpRequest, now_us: int) -> Exchanged:
        if request.path == WIRE.session_path:
            renewals.append(led.device.online)
        return well(request, now_us)

    led = LedDevice(watched)
    led.boot(3700)
    assert renewals == [False, True]


def test_without_network_it_joins_again() -> None:
    led = LedDevice(well).boot(20)
    led.device.lose_network()
    led.run(0.1 + PROFILE.device.poll_interval_s)
    assert not led.device.online
    led.run(20)
    assert led.device.is_joined
    assert led.device.online


def test_more_jitter_makes_longer_waits_and_none_makes_them_exact() -> None:
    waits = {}
    for percent in (0, 10, 100):
        led = LedDevice(lambda _request, _now_us: HttpFailure.TIMEOUT, made(jitter_percent=percent)).boot(600)
        waits[percent] = [rest for rest in led.rests_s if rest >= PROFILE.device.retry_first_s][-5:]
    assert waits[0] == [PROFILE.device.retry_max_s] * 5
    assert all(60 <= wait <= 66 for wait in waits[10])
    assert any(wait > 66 for wait in waits[100])
    assert all(60 <= wait <= 120 for wait in waits[100])


def test_a_clock_of_1970_trusts_no_certificate_where_the_family_looks() -> None:
    asked: list[str] = []
    LedDevice(recorder(well, asked), made(Board.ESP8266), has_time=False).boot(60)
    assert asked == []
    LedDevice(recorder(well, asked), made(Board.ESP32), has_time=False).boot(60)
    assert asked


def test_a_permanent_token_of_full_length_is_kept_in_two_slots_only() -> None:
    def full(request: HttpRequest, now_us: int) -> Exchanged:
        return registered(PERMANENT) if request.path == WIRE.register_path else well(request, now_us)

    reference = LedDevice(full, made()).boot(20).device.kept
    assert reference is not None
    assert reference.token == PERMANENT
    legacy = LedDevice(full, made(store=StorePolicy.LEGACY)).boot(20).device.kept
    assert legacy is None or legacy.token != PERMANENT
