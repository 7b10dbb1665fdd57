from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address

import msgspec
import pytest

from oceanhil.protocol.faults import PathFault, PathTrouble, TlsAlert
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.network_change import AccessPointChange, HostChange, JoinTime, Latency, Loss, NetworkChange
from oceanhil.protocol.surroundings import Band, Host
from oceanhil.simulator.kernel import Kernel, Signal
from oceanhil.simulator.network import AccessPoint, DisturbedAnswer, ExchangeEnd, HalfAnswer, Network, Station

SECOND_US = 1_000_000
LATENCY_US = 20_000
TIMEOUT_US = 10 * SECOND_US
REQUEST = HttpRequest("GET", "/")
OK = HttpResponse(200, b"0123456789")
HOME = AccessPoint("OceanNet", "correct horse")


@dataclass
class Air:
    """A network with a server that notes when requests arrive and answers as it is told."""

    answer: HttpResponse | DisturbedAnswer = OK
    seed: int = 0
    arrived_us: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kernel = Kernel(self.seed)
        self.network = Network(self.kernel, self._serve, lambda: 5 * SECOND_US + self.kernel.now_us)

    def _serve(self, request: HttpRequest) -> HttpResponse | DisturbedAnswer:
        assert request is REQUEST
        self.arrived_us.append(self.kernel.now_us)
        return self.answer

    def outcome(self, timeout_us: int = TIMEOUT_US) -> tuple[int, ExchangeEnd]:
        """Exchange one request: when it ended, and how."""
        signal = self.network.exchange(REQUEST, timeout_us)
        return self._ended(signal), signal.value

    def time_asked(self, timeout_us: int = TIMEOUT_US) -> tuple[int, int | None]:
        signal = self.network.ask_time(timeout_us)
        return self._ended(signal), signal.value

    def _ended(self, signal: Signal[ExchangeEnd] | Signal[int | None]) -> int:
        start_us = self.kernel.now_us
        assert self.kernel.run_while(lambda: not signal.fired, start_us + 100 * SECOND_US) is False
        return self.kernel.now_us - start_us


def test_an_exchange_takes_the_latency_twice_and_reaches_the_server_in_between() -> None:
    air = Air()
    assert air.outcome() == (2 * LATENCY_US, OK)
    assert air.arrived_us == [LATENCY_US]


def test_a_slower_network_takes_longer() -> None:
    air = Air()
    air.network.latency_us = SECOND_US
    assert air.outcome() == (2 * SECOND_US, OK)


def test_an_answer_that_cannot_come_in_time_is_a_timeout_although_the_server_heard_the_request() -> None:
    air = Air()
    air.network.latency_us = TIMEOUT_US // 2
    assert air.outcome() == (TIMEOUT_US, HttpFailure.TIMEOUT)
    air.kernel.run_until(100 * SECOND_US)
    assert len(air.arrived_us) == 1


@pytest.mark.parametrize(("timeout_us", "after_us"), [(TIMEOUT_US, 5 * SECOND_US), (SECOND_US, SECOND_US)])
def test_a_blocked_server_refuses_the_connection_after_five_seconds_at_most(timeout_us: int, after_us: int) -> None:
    air = Air()
    air.network.blocked.add(Host.SERVER)
    assert air.outcome(timeout_us) == (after_us, HttpFailure.REFUSED)
    air.kernel.run_until(100 * SECOND_US)
    assert air.arrived_us == []


def test_blocking_the_time_server_leaves_the_server_reachable() -> None:
    air = Air()
    air.network.blocked.add(Host.TIME_SERVER)
    assert air.outcome()[1] == OK


def half(body_bytes: int) -> HttpResponse:
    return msgspec.structs.replace(OK, body=OK.body[:body_bytes])


@pytest.mark.parametrize(
    ("answer", "after_us", "outcome"),
    [
        (DisturbedAnswer(None), 2 * LATENCY_US, HttpFailure.CONNECTION_LOST),
        (DisturbedAnswer(OK), 2 * LATENCY_US, OK),
        (DisturbedAnswer(OK, late_us=SECOND_US), SECOND_US + 2 * LATENCY_US, OK),
        (DisturbedAnswer(OK, late_us=TIMEOUT_US), TIMEOUT_US, HttpFailure.TIMEOUT),
        (DisturbedAnswer(None, late_us=TIMEOUT_US), TIMEOUT_US, HttpFailure.TIMEOUT),
        (DisturbedAnswer(OK, late_us=TIMEOUT_US - 2 * LATENCY_US), TIMEOUT_US, OK),
        (DisturbedAnswer(OK, keep_bytes=0), 2 * LATENCY_US, HalfAnswer(half(0))),
        (DisturbedAnswer(OK, keep_bytes=9), 2 * LATENCY_US, HalfAnswer(half(9))),
        (DisturbedAnswer(OK, keep_bytes=10), 2 * LATENCY_US, OK),
    ],
)
def test_a_disturbed_answer_ends_as_the_disturbance_says(
    answer: DisturbedAnswer, after_us: int, outcome: ExchangeEnd
) -> None:
    assert Air(answer).outcome() == (after_us, outcome)


def test_lost_exchanges_time_out_and_half_of_them_had_reached_the_server() -> None:
    air = Air()
    air.network.loss_ppm = 1_000_000
    outcomes = [air.outcome() for _ in range(400)]
    assert set(outcomes) == {(TIMEOUT_US, HttpFailure.TIMEOUT)}
    assert 150 < len(air.arrived_us) < 250


def test_as_many_exchanges_are_lost_as_the_network_says() -> None:
    air = Air()
    air.network.loss_ppm = 100_000
    lost = sum(air.outcome()[1] is HttpFailure.TIMEOUT for _ in range(2000))
    assert 150 < lost < 250


def test_the_same_seed_loses_the_same_exchanges() -> None:
    def losses() -> list[ExchangeEnd]:
        air = Air(seed=7)
        air.network.loss_ppm = 500_000
        return [air.outcome()[1] for _ in range(50)]

    assert losses() == losses()


def test_the_time_server_gives_its_time_at_the_moment_it_arrives() -> None:
    air = Air()
    assert air.time_asked() == (2 * LATENCY_US, 5 * SECOND_US + 2 * LATENCY_US)


def blocked(network: Network) -> None:
    network.blocked.add(Host.TIME_SERVER)


def lossy(network: Network) -> None:
    network.loss_ppm = 1_000_000


def slow(network: Network) -> None:
    network.latency_us = TIMEOUT_US // 2


@pytest.mark.parametrize("disturb", [blocked, lossy, slow])
def test_a_time_server_out_of_reach_gives_nothing_after_the_timeout(disturb: Callable[[Network], None]) -> None:
    air = Air()
    disturb(air.network)
    assert air.time_asked() == (TIMEOUT_US, None)


def test_joining_takes_about_two_seconds() -> None:
    network = Air().network
    times_us = [network.join_us() for _ in range(200)]
    assert 1_800_000 <= min(times_us) < max(times_us) < 2_200_000


def test_joining_takes_as_long_as_was_said() -> None:
    network = Air().network
    network.join_takes_us = 15 * SECOND_US
    assert [network.join_us() for _ in range(2)] == [15 * SECOND_US] * 2


@pytest.mark.parametrize(
    ("access_point", "accepted"),
    [
        (HOME, True),
        (AccessPoint("OceanNet", "changed"), False),
        (AccessPoint("OceanNet ", "correct horse"), False),
        (AccessPoint("oceannet", "correct horse"), False),
        (AccessPoint("OceanNet", "correct horse", Band.GHZ_5), False),
    ],
)
def test_only_the_right_name_and_password_on_2_4_gigahertz_are_accepted(
    access_point: AccessPoint, accepted: bool
) -> None:
    network = Air().network
    network.access_point = access_point
    assert Station(network).accepted("OceanNet", "correct horse") is accepted


def test_generated_firmware_knows_the_network_that_is_there_at_first() -> None:
    image = Firmware("oc_reg_x")
    assert Station(Air().network).accepted(image.wifi_ssid, image.wifi_password)


def test_a_fast_network_without_loss_loses_no_answer_of_the_time_server() -> None:
    air = Air()
    assert all(air.time_asked()[1] is not None for _ in range(20))


@pytest.mark.parametrize("change", [JoinTime(-1), Latency(-1), Loss(-1), Loss(1_000_001)])
def test_a_change_to_a_number_that_cannot_be_is_refused_and_nothing_changes(change: NetworkChange) -> None:
    network = Air().network
    with pytest.raises(ValueError, match=r"^\w+ is -?\d+, expected 0 "):
        network.apply(change)
    assert (network.join_takes_us, network.latency_us, network.loss_ppm) == (None, LATENCY_US, 0)


def test_a_host_is_blocked_until_it_is_reachable_again() -> None:
    network = Air().network
    network.apply(HostChange(Host.SERVER, blocked=True))
    network.apply(HostChange(Host.TIME_SERVER, blocked=True))
    network.apply(HostChange(Host.SERVER, blocked=False))
    assert network.blocked == {Host.TIME_SERVER}


def test_the_same_access_point_once_more_is_another_one() -> None:
    network = Air().network
    change = AccessPointChange("OceanNet", "correct horse")
    network.apply(change)
    station = Station(network)
    station.join()
    network.apply(change)
    assert not station.connected


def test_a_path_that_leads_elsewhere_or_begins_anew_ends_what_stood_and_a_black_hole_or_a_mended_path_does_not() -> (
    None
):
    network = Air().network
    counted = []
    for fault in (
        PathFault(PathTrouble.MTU_BLACK_HOLE, mtu_bytes=500),
        PathFault(PathTrouble.DNS_LIES),
        None,
        PathFault(PathTrouble.IPV6_ONLY),
        PathFault(PathTrouble.TLS_ALERT, alert=TlsAlert.UNKNOWN_CA),
    ):
        network.break_path(fault)
        counted.append(network.breaks)
    assert counted == [0, 1, 1, 2, 3]


def test_a_station_keeps_its_address_and_others_get_the_next() -> None:
    network = Air().network
    one, other = Station(network), Station(network)
    assert (one.join(), other.join()) == ("192.168.1.100", "192.168.1.101")
    one.leave()
    assert not one.connected
    assert one.join() == "192.168.1.100"


def test_however_many_join_each_gets_an_address_that_can_be() -> None:
    network = Air().network
    given = [network.new_address() for _ in range(1_000)]
    assert len({IPv4Address(each) for each in given}) == 1_000
    assert given[:2] == ["192.168.1.100", "192.168.1.101"]


def test_a_station_is_no_longer_connected_when_its_access_point_goes() -> None:
    network = Air().network
    station = Station(network)
    seen = [station.connected]
    station.join()
    seen.append(station.connected)
    network.access_point = AccessPoint("OceanNet", "changed")
    seen.append(station.connected)
    assert seen == [False, True, False]


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (HttpFailure.REFUSED, -1),
        (HttpFailure.NOT_CONNECTED, -4),
        (HttpFailure.CONNECTION_LOST, -5),
        (HttpFailure.TIMEOUT, -11),
        (HttpFailure.TLS, -1),
        (HttpFailure.TLS_UNTRUSTED, -1),
        (HttpFailure.TLS_ALERT, -1),
    ],
)
def test_a_failure_has_the_code_of_the_arduino_http_client(failure: HttpFailure, code: int) -> None:
    assert failure.code == code
