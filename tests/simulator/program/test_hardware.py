"""What each call of the hardware takes in time and gives, measured by a program made for it."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from oceanhil.protocol.agent.vocabulary import BRIDGE_SERVER
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.protocol.surroundings import Band, Host
from oceanhil.simulator.board.board import CERTIFICATE_FROM_US, CERTIFICATE_TO_US
from oceanhil.simulator.board.clock import DeviceClock
from oceanhil.simulator.board.mode import HEARING, BoardMode
from oceanhil.simulator.kernel import Kernel, Signal, StepsSpentError, sleep, wait
from oceanhil.simulator.network import BRIDGE_ADDRESS, AccessPoint
from oceanhil.simulator.program.context import Device
from oceanhil.simulator.program.hardware import Hardware
from tests.simulator.board.fake_observer import PROFILE, REGISTRATION, SECOND_US, ObservedBoard

BOOT_US = {Board.ESP32: 300_000, Board.ESP8266: 180_000, Board.PICOW: 90_000}
Seen = list[tuple[int, object]]


def run(observed: ObservedBoard, *calls: Callable[[Hardware], Awaitable[object]], seconds: float = 100) -> Seen:
    """Make these calls one after another in place of the firmware: how long each took (µs), and what it gave."""
    seen: Seen = []
    kernel = observed.kernel

    async def program(hardware: Hardware, _: Firmware, __: DeviceSettings, ___: WireNames) -> None:
        for call in calls:
            begun_us = kernel.now_us
            result = await call(hardware)
            seen.append((kernel.now_us - begun_us, result))

    observed.board.program = program
    observed.board.power_on()
    observed.run(seconds)
    return seen


def beside_a_server(family: Board) -> ObservedBoard:
    """A board beside a server that answers whatever it is asked."""
    return ObservedBoard(family, answer=lambda _: HttpResponse(200))


def join(hardware: Hardware) -> Awaitable[str | None]:
    return hardware.wifi_join("OceanNet", "correct horse", 10_000)


def get(hardware: Hardware) -> Awaitable[Exchanged]:
    return hardware.http("GET", "/", {}, b"", 10_000)


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_each_family_boots_in_its_own_time(family: Board) -> None:
    observed = ObservedBoard(family)
    begun: list[int] = []

    async def program(*_: object) -> None:
        begun.append(observed.kernel.now_us)

    observed.board.program = program
    observed.board.power_on()
    observed.run(1)
    assert begun == [BOOT_US[family]]
    assert (observed.observer.halts, observed.board.mode) == (["program ended"], BoardMode.HALTED)


def test_joining_takes_two_seconds_give_or_take_and_gives_an_address() -> None:
    observed = ObservedBoard()
    ((took_us, address),) = run(observed, join)
    assert 1_800_000 <= took_us < 2_200_000
    assert (address, observed.board.wifi_connected()) == ("192.168.1.100", True)


@pytest.mark.parametrize(("ssid", "password"), [("Another", "correct horse"), ("OceanNet", "wrong")])
def test_joining_what_is_not_there_takes_the_whole_time_out(ssid: str, password: str) -> None:
    assert run(ObservedBoard(), lambda hardware: hardware.wifi_join(ssid, password, 3_000)) == [(3 * SECOND_US, None)]


def test_a_time_out_that_is_too_short_to_join_is_used_up() -> None:
    assert run(ObservedBoard(), lambda hardware: hardware.wifi_join("OceanNet", "correct horse", 1_799)) == [
        (1_799_000, None)
    ]


def change_network(observed: ObservedBoard, after_s: float, point: AccessPoint) -> None:
    """Let another access point be there so long after the board has booted."""
    after_us = BOOT_US[Board.ESP32] + round(after_s * SECOND_US)
    observed.kernel.call_later(after_us, partial(setattr, observed.network, "access_point", point))


def join_within_20_s(hardware: Hardware) -> Awaitable[str | None]:
    return hardware.wifi_join("OceanNet", "correct horse", 20_000)


@pytest.mark.parametrize(("takes_s", "is_joined"), [(1, True), (5, True), (20, True), (20.001, False), (60, False)])
def test_a_board_that_is_let_in_waits_for_as_long_as_its_time_out(takes_s: float, is_joined: bool) -> None:
    observed = ObservedBoard()
    observed.network.join_takes_us = round(takes_s * SECOND_US)
    ((took_us, address),) = run(observed, join_within_20_s)
    assert (took_us, address is not None) == (min(round(takes_s * SECOND_US), 20 * SECOND_US), is_joined)


@pytest.mark.parametrize(("ssid", "password"), [("Another", "correct horse"), ("OceanNet", "wrong")])
def test_a_network_that_opens_is_found_at_the_next_look_however_long_joining_takes(ssid: str, password: str) -> None:
    observed = ObservedBoard()
    observed.network.join_takes_us = 10 * SECOND_US
    home, observed.network.access_point = observed.network.access_point, AccessPoint(ssid, password)
    change_network(observed, 5, home)
    assert run(observed, join_within_20_s) == [(18 * SECOND_US, "192.168.1.100")]


@pytest.mark.parametrize(("back_s", "looked_s"), [(0.5, 4), (3.9, 4), (4.1, 8), (15.9, 16)])
def test_a_network_that_comes_back_is_found_at_the_next_look_each_four_seconds(back_s: float, looked_s: int) -> None:
    observed = ObservedBoard()
    change_network(observed, back_s, observed.network.access_point)
    observed.network.access_point = AccessPoint("Another", "correct horse")
    ((took_us, address),) = run(observed, join_within_20_s)
    assert address == "192.168.1.100"
    assert looked_s * SECOND_US + 1_800_000 <= took_us < looked_s * SECOND_US + 2_200_000


def test_a_network_that_comes_back_after_the_last_look_is_not_found_in_time() -> None:
    observed = ObservedBoard()
    change_network(observed, 16.1, observed.network.access_point)
    observed.network.access_point = AccessPoint("Another", "correct horse")
    assert run(observed, join_within_20_s) == [(20 * SECOND_US, None)]


def test_a_network_that_goes_while_it_is_joined_is_looked_for_again() -> None:
    observed = ObservedBoard()
    change_network(observed, 3, observed.network.access_point)
    change_network(observed, 1, AccessPoint("Another", ""))
    ((took_us, address),) = run(observed, join_within_20_s)
    assert address == "192.168.1.100"
    assert 5_800_000 <= took_us < 6_200_000


def test_a_request_without_network_fails_after_a_millisecond() -> None:
    observed = ObservedBoard()
    assert run(observed, get) == [(1_000, HttpFailure.NOT_CONNECTED)]
    assert observed.requests == []


def test_a_request_takes_the_way_there_and_back() -> None:
    observed = beside_a_server(Board.ESP32)
    _, (took_us, answer) = run(observed, join, get)
    assert (took_us, isinstance(answer, HttpResponse)) == (40_000, True)
    assert (observed.requests[0].peer, observed.requests[0].method) == ("192.168.1.100", "GET")


@pytest.mark.parametrize("family", [Board.ESP8266, Board.PICOW])
def test_a_certificate_is_refused_after_two_round_trips(family: Board) -> None:
    assert run(ObservedBoard(family), join, get)[1] == (80_000, HttpFailure.TLS)


@pytest.mark.parametrize(
    ("unix_us", "good"),
    [
        (CERTIFICATE_FROM_US - 1, False),
        (CERTIFICATE_FROM_US, True),
        (CERTIFICATE_TO_US, True),
        (CERTIFICATE_TO_US + 1, False),
    ],
)
def test_a_certificate_is_good_to_the_microsecond(unix_us: int, good: bool) -> None:
    observed = beside_a_server(Board.PICOW)

    async def set_clock(hardware: Hardware) -> None:
        hardware.set_unix_us(unix_us)

    outcome = run(observed, join, set_clock, get)[2][1]
    assert (outcome is not HttpFailure.TLS) is good


def test_a_blocked_server_and_a_slow_one_end_by_their_time_outs() -> None:
    observed = ObservedBoard(Board.ESP32)
    observed.network.blocked.add(Host.SERVER)
    assert run(observed, join, get)[1] == (5 * SECOND_US, HttpFailure.REFUSED)
    slow = beside_a_server(Board.ESP32)
    slow.network.latency_us = 5 * SECOND_US
    assert run(slow, join, get)[1] == (10 * SECOND_US, HttpFailure.TIMEOUT)


def ask(hardware: Hardware) -> Awaitable[int | None]:
    return hardware.ask_time(3_000)


@pytest.mark.parametrize(("delay_us", "took_us"), [(0, 40_000), (5_000_000, 3_000_000)])
def test_the_time_is_asked_for_when_the_client_is_ready_or_not_at_all(delay_us: int, took_us: int) -> None:
    observed = ObservedBoard()
    observed.board.sntp.start_up_delay_us = delay_us
    _, (took, unix_us) = run(observed, join, ask)
    assert (took, unix_us is None) == (took_us, bool(delay_us))


def test_a_client_that_waits_asks_within_what_is_left_of_the_time_out() -> None:
    observed = ObservedBoard()
    observed.board.sntp.start_up_delay_us = 1_000_000
    observed.network.blocked.add(Host.TIME_SERVER)
    assert run(observed, join, ask)[1] == (3_000_000, None)
    assert run(ObservedBoard(), ask) == [(3_000_000, None)]


def test_sleeping_is_by_the_boards_own_clock() -> None:
    observed = ObservedBoard()
    observed.board.clock.set_drift(0, 100_000)
    (slept,) = run(observed, lambda hardware: hardware.sleep_ms(1_100))
    assert slept == (1_000_000, None)


def test_flash_work_is_waited_for_once() -> None:
    observed = ObservedBoard(Board.PICOW)

    async def commit(hardware: Hardware) -> None:
        eeprom = hardware.storage.eeprom
        eeprom.begin(256)
        eeprom.write(0, 1)
        eeprom.commit()

    _, first, second = run(observed, commit, lambda each: each.flash_settled(), lambda each: each.flash_settled())
    assert (first, second) == ((37_142 + 417, None), (0, None))


class Bridge:
    """An uplink that notes what it is asked and never answers; implements `oceanhil.simulator.network.Uplink`."""

    def __init__(self) -> None:
        self.asked: list[tuple[HttpRequest, int]] = []

    def exchange(self, request: HttpRequest, timeout_us: int) -> Signal[Exchanged]:
        self.asked.append((request, timeout_us))
        signal: Signal[Exchanged] = Signal()
        signal.fire(HttpFailure.CONNECTION_LOST)
        return signal


def test_over_a_bridge_joining_is_at_once_and_requests_have_its_address() -> None:
    observed, bridge = ObservedBoard(Board.PICOW), Bridge()
    observed.board.server_url, observed.board.uplink = "bridge:", bridge
    assert run(observed, join, get) == [(0, "192.0.2.1"), (0, HttpFailure.CONNECTION_LOST)]
    ((request, timeout_us),) = bridge.asked
    assert (request.peer, request.method, request.path, timeout_us) == ("192.0.2.1", "GET", "/", 10 * SECOND_US)
    assert (BRIDGE_ADDRESS, BRIDGE_SERVER) == ("192.0.2.1", "bridge:")
    assert (observed.board.wifi_connected(), observed.requests) == (True, [])


def test_a_bridge_needs_an_uplink_and_its_scheme() -> None:
    without, other = ObservedBoard(), ObservedBoard()
    without.board.server_url = "bridge:"
    other.board.server_url, other.board.uplink = "http://bridge:", Bridge()
    for observed in (without, other):
        ((took_us, _),) = run(observed, join)
        assert took_us > 1_000_000


# The board's life


def test_what_hears_in_which_mode() -> None:
    words = ["off", "held", "enumerating", "running", "download", "blank", "asleep", "halted"]
    assert [each.value for each in BoardMode] == words
    assert {BoardMode.HELD, BoardMode.RUNNING, BoardMode.BLANK, BoardMode.HALTED} == HEARING


def test_a_blank_esp32_searches_again_every_half_second() -> None:
    observed = ObservedBoard(Board.ESP32)
    observed.board.firmware_source = lambda: None
    observed.board.power_on()
    counts = []
    for at_us in (0, 499_999, 500_000, 999_999, 1_000_000):
        observed.kernel.run_until(at_us)
        counts.append(sum(line.startswith("rst:") for line in observed.observer.rom_lines))
    assert counts == [1, 1, 2, 2, 3]
    observed.board.power_off()
    observed.run(5)
    assert (sum(line.startswith("rst:") for line in observed.observer.rom_lines), observed.board.mode) == (
        3,
        BoardMode.OFF,
    )


def test_a_crash_of_a_board_without_power_says_nothing_but_must_be_known() -> None:
    observed = ObservedBoard(Board.PICOW)
    observed.board.crash(PanicKind.ASSERT)
    assert (observed.observer.lines, observed.observer.boots) == ([], [])
    with pytest.raises(ValueError, match="picow has no crash 'abort'"):
        observed.board.crash(PanicKind.ABORT)


def test_only_an_esp8266_has_rtc_memory_which_a_boot_treats_by_its_reason() -> None:
    assert [ObservedBoard(family).board.rtc_memory is not None for family in PLATFORM_BOARDS] == [False, True, False]
    board = ObservedBoard(Board.ESP8266).board
    assert board.rtc_memory is not None
    board.power_on()
    board.rtc_memory.write(0, b"kept")
    board.reset(ResetReason.SOFTWARE)
    assert board.rtc_memory.read(0, 4) == b"kept"
    board.reset(ResetReason.BROWNOUT)
    assert board.rtc_memory.read(0, 4) != b"kept"


def test_a_power_cut_while_waiting_for_a_download_is_nobodys_boot() -> None:
    observed = ObservedBoard(Board.ESP32)
    observed.board.boot_button_held = True
    observed.board.power_on()
    assert observed.board.mode is BoardMode.DOWNLOAD
    observed.board.lose_power()
    assert (observed.board.mode, observed.observer.cuts, observed.board.has_power) == (BoardMode.OFF, [], False)


def test_a_pico_whose_button_is_held_waits_for_a_file_and_boots_when_it_is_let_go() -> None:
    observed = ObservedBoard(Board.PICOW)
    observed.board.boot_button_held = True
    assert observed.power_on(1).boots == []
    assert observed.board.mode is BoardMode.DOWNLOAD
    observed.board.power_off()
    observed.board.boot_button_held = False
    assert observed.power_on(1).boots == [(1, ResetReason.POWER_ON)]


def test_in_deep_sleep_the_oscillator_counts_an_esp32_s_wall_time() -> None:
    observed = ObservedBoard(Board.ESP32)
    observed.board.power_on()
    observed.board.set_unix_us(1_000 * SECOND_US)
    observed.board.clock.set_sleep_drift(250_000)
    observed.board.deep_sleep(10 * SECOND_US)
    observed.kernel.run_until(4 * SECOND_US)
    assert (observed.board.mode, observed.board.unix_us()) == (BoardMode.ASLEEP, 1_005 * SECOND_US)
    observed.kernel.run_until(8 * SECOND_US)
    assert (observed.board.boots, observed.board.unix_us()) == (2, 1_010 * SECOND_US)


# The clock before the first boot, and the kernel


def test_a_clock_that_has_never_booted_is_awake() -> None:
    clock = DeviceClock(Board.ESP32)
    assert (clock.unix_us(0), clock.uptime_us(0), clock.signed_32_bit, clock.drift_ppm) == (0, 0, False, 0)
    clock.set_drift(0, 100_000)
    assert (clock.unix_us(1_000_000), clock.uptime_us(1_000_000)) == (1_100_000, 1_100_000)
    clock.set_sleep_drift(-100_000)
    assert clock.unix_us(2_000_000) == 2_200_000
    assert clock.true_sleep_us(900_000) == 1_000_000


@pytest.mark.parametrize("drift_ppm", [-500_001, 1_000_001])
def test_no_oscillator_runs_below_half_or_above_double_speed(drift_ppm: int) -> None:
    clock = DeviceClock(Board.ESP8266)
    for change in (partial(clock.set_drift, 0, drift_ppm), partial(clock.set_sleep_drift, drift_ppm)):
        with pytest.raises(ValueError, match=f"clock drift {drift_ppm} ppm, expected -500000 to 1000000"):
            change()
    for good in (-500_000, 1_000_000):
        clock.set_drift(0, good)
        clock.set_sleep_drift(good)
    assert (clock.drift_ppm, clock.sleep_drift_ppm) == (1_000_000, 1_000_000)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_kernel_allows_so_many_callbacks_and_runs(count: int) -> None:
    kernel = Kernel(steps_max=count + 1)
    happened: list[int] = []
    for at in range(count + 1):
        kernel.call_at(at, partial(happened.append, at))
    with pytest.raises(StepsSpentError):
        kernel.run_until(count)
    assert happened == list(range(count))
    with pytest.raises(StepsSpentError):
        kernel.run_while(lambda: True, 10)


def test_cancelled_timers_cost_no_steps() -> None:
    kernel = Kernel(steps_max=2)
    for _ in range(5):
        kernel.call_at(0, lambda: None).cancel()
    kernel.run_until(1)
    assert kernel.run_while(lambda: True, 2) is True
    assert (kernel.now_us, kernel.next_event_us()) == (2, None)


def test_a_signal_keeps_its_first_value_for_who_comes_later() -> None:
    kernel, got = Kernel(), list[int]()
    signal: Signal[int] = Signal()

    async def listen() -> None:
        got.append(await wait(signal))
        await sleep(5)
        got.append(await wait(signal))

    task = kernel.spawn(listen(), lambda _: None)
    signal.fire(1)
    signal.fire(2)
    kernel.run_until(5)
    assert (got, signal.value, signal.fired, task.alive) == ([1, 1], 1, True, False)


def test_the_network_is_by_default_the_one_that_firmware_knows() -> None:
    network = ObservedBoard().network
    assert network.access_point == AccessPoint("OceanNet", "correct horse", Band.GHZ_2_4)
    assert (network.latency_us, network.loss_ppm, network.blocked) == (20_000, 0, set())
    assert [each.value for each in Band] == ["2.4GHz", "5GHz"]
    assert [each.value for each in Host] == ["server", "time-server"]
    assert Firmware(REGISTRATION).wifi_ssid == "OceanNet"


@pytest.mark.parametrize(
    ("now_ms", "since_ms", "elapsed_ms"),
    [(10, 4, 6), (5, 2**32 - 5, 10), (2**31 + 7, 0, 2**31 + 7), (2**32 - 1, 0, 2**32 - 1), (0, 1, 2**32 - 1)],
)
def test_a_device_counts_milliseconds_over_the_whole_round_of_its_counter(
    now_ms: int, since_ms: int, elapsed_ms: int
) -> None:
    observed = ObservedBoard(Board.ESP8266)
    device = Device(observed.board, Firmware(REGISTRATION), PROFILE.device, PROFILE.wire)
    observed.board.clock.set_uptime_us(0, 1000 * now_ms)
    assert device.elapsed_ms(since_ms) == elapsed_ms


def test_a_device_begins_offline_with_nothing_and_proves_its_token_by_default() -> None:
    device = Device(ObservedBoard().board, Firmware(REGISTRATION), PROFILE.device, PROFILE.wire)
    assert (device.mac, device.device_id, device.token, device.session) == ("", "", "", "")
    assert (device.online, device.clock_synced, device.token_proven, device.poll_refused) == (False, False, True, False)
    assert (device.clock_mended, device.session_lifetime_ms, device.record) == (False, None, None)
    assert (device.session_opened_ms, device.clock_synced_ms) == (0, 0)
