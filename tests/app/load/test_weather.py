"""Storms carried out on a real fleet."""

from __future__ import annotations

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.app.load.weather import Weather, check_storm
from oceanhil.fleet.load.messages import RolloutOrder, Strike, StrikeOrder
from oceanhil.fleet.storm import (
    STORMS,
    Certificate,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    SilentHost,
    Storm,
    StormDeed,
    StormDisturbance,
)
from oceanhil.mock_server.client import Client
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.connector.control import NoControl
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.wire.target import TargetError

S = 1_000_000
OF_TEN_MINUTES = StormDisturbance(FaultRule(Fault(FaultKind.DELAY, seconds=8), duration=600))


def storm(*deeds: StormDeed) -> Storm:
    return Storm("ours", "It rains.", deeds)


def weather(server: ServedServer, *deeds: StormDeed, devices: int = 10) -> Weather:
    made = Weather(storm(*deeds), devices, AdminControl(server.client), server.client)
    made.begin(100 * S, [])
    return made


def test_deeds_are_done_when_their_time_has_come_and_settings_go_back_to_what_they_were(
    mock_server: ServedServer,
) -> None:
    made = weather(
        mock_server,
        StormDeed(0, Settings({"maintenance": True, "session_ttl_s": 7})),
        StormDeed(30, Settings({"maintenance": None, "session_ttl_s": None})),
    )
    seen = []
    for at_s in (100, 129, 130):
        made.go_on(at_s * S)
        settings = mock_server.client.settings()
        seen.append((settings["maintenance"], settings["session_ttl_s"], made.is_over()))
    assert seen == [(True, 7, False), (True, 7, False), (False, 3600, True)]


def test_a_fault_goes_to_the_server(mock_server: ServedServer) -> None:
    made = weather(
        mock_server, StormDeed(0, StormDisturbance(FaultRule(Fault(FaultKind.STATUS, status=500), duration=60)))
    )
    made.go_on(100 * S)
    (fault,) = mock_server.client.faults()
    assert (fault.fault.status, made.is_over()) == (500, False)


def test_what_befalls_devices_is_told_to_workers_by_share(mock_server: ServedServer) -> None:
    made = weather(
        mock_server,
        StormDeed(0, PowerOff(0.5)),
        StormDeed(1, PowerOn(0.5, within_s=9)),
        StormDeed(2, NetworkOff()),
        StormDeed(3, NetworkOn()),
    )
    assert [made.go_on((100 + second) * S) for second in range(4)] == [
        [StrikeOrder(Strike.POWER_OFF, 5)],
        [StrikeOrder(Strike.POWER_ON, 5, 9)],
        [StrikeOrder(Strike.NETWORK_OFF, 10)],
        [StrikeOrder(Strike.NETWORK_ON, 10)],
    ]


@pytest.mark.parametrize(
    ("host", "off", "on"),
    [
        (SilentHost.TIME, Strike.TIME_OFF, Strike.TIME_ON),
        (SilentHost.NAMES, Strike.NAMES_OFF, Strike.NAMES_ON),
        (SilentHost.SERVER, Strike.SERVER_OFF, Strike.SERVER_ON),
    ],
    ids=["time", "names", "server"],
)
def test_a_host_that_is_silent_answers_again(
    mock_server: ServedServer, host: SilentHost, off: Strike, on: Strike
) -> None:
    made = weather(mock_server, StormDeed(1, Silence(host, 5)))
    told = [
        [each.what for each in made.go_on((100 + second) * S) if isinstance(each, StrikeOrder)] for second in (0, 1, 6)
    ]
    assert told == [[], [off], [on]]


@pytest.mark.parametrize(
    ("second", "on_at_s"),
    [
        (StormDeed(30, Silence(SilentHost.NAMES, 60)), [90]),
        (StormDeed(10, Silence(SilentHost.NAMES, 20)), [60]),
        (StormDeed(60, Silence(SilentHost.NAMES, 20)), [80]),
        (StormDeed(70, Silence(SilentHost.NAMES, 20)), [60, 90]),
        (StormDeed(30, Silence(SilentHost.TIME, 60)), [60, 90]),
    ],
    ids=["longer", "within", "at once after", "later", "another"],
)
def test_a_host_answers_when_the_last_of_its_silences_is_over(
    mock_server: ServedServer, second: StormDeed, on_at_s: list[int]
) -> None:
    made = weather(mock_server, StormDeed(0, Silence(SilentHost.NAMES, 60)), second)
    orders = [(at_s, each) for at_s in range(100) for each in made.go_on((100 + at_s) * S)]
    on = {Strike.NAMES_ON, Strike.TIME_ON}
    assert [at_s for at_s, each in orders if isinstance(each, StrikeOrder) and each.what in on] == on_at_s


def test_what_is_told_late_is_told_in_its_order(mock_server: ServedServer) -> None:
    made = weather(mock_server, StormDeed(0, Silence(SilentHost.NAMES, 5)), StormDeed(6, Silence(SilentHost.NAMES, 20)))
    told = [each.what for each in made.go_on(110 * S) if isinstance(each, StrikeOrder)]
    assert told == [Strike.NAMES_OFF, Strike.NAMES_ON, Strike.NAMES_OFF]


def test_a_certificate_that_nobody_trusts_is_told_to_all_workers(mock_server: ServedServer) -> None:
    made = weather(mock_server, StormDeed(0, Certificate(is_trusted=False)), StormDeed(5, Certificate()))
    assert [made.go_on(at_s * S) for at_s in (100, 105)] == [
        [StrikeOrder(Strike.TRUST_OFF, 10)],
        [StrikeOrder(Strike.TRUST_ON, 10)],
    ]


def test_a_rollout_gives_devices_of_the_fleet_new_tokens_and_makes_no_new_ones(mock_server: ServedServer) -> None:
    ledger = Ledger(None, mock_server.url)
    control = AdminControl(mock_server.client, ledger)
    ids = [control.obtain("esp32", f"d{place}").id for place in range(10)]
    made = Weather(storm(StormDeed(0, Rollout(share=0.2, within_s=9))), 10, control, mock_server.client)
    made.begin(100 * S, ids)
    (ordered,) = made.go_on(100 * S)
    assert isinstance(ordered, RolloutOrder)
    assert (ordered.within_s, [each.place for each in ordered.pending]) == (9, [0, 1])
    assert len({each.token for each in ordered.pending}) == 2
    assert len(mock_server.devices()) == 10


@pytest.mark.parametrize("name", STORMS)
def test_every_storm_can_strike_a_server_that_is_reached_over_https(mock_server: ServedServer, name: str) -> None:
    check_storm(STORMS[name], "https://127.0.0.1:1", AdminControl(mock_server.client), mock_server.client)


def test_what_a_server_cannot_be_given_is_refused_before_it_begins() -> None:
    for name, url, why in (
        ("slow-server", "https://staging.example", "which only an oceanhil server has"),
        ("maintenance-ends", "https://staging.example", "give a connector with 'settings' and 'put-setting'"),
        ("certificate-changes", "http://staging.example", "which devices meet over https only"),
    ):
        with pytest.raises(TargetError, match=why):
            check_storm(STORMS[name], url, NoControl(), None)
    with pytest.raises(TargetError, match="generates new firmware: give a connector with the operation 'regenerate'"):
        check_storm(storm(StormDeed(0, Rollout())), "https://staging.example", NoControl(), None)


def test_a_setting_that_the_server_has_not_is_refused_before_it_begins(mock_server: ServedServer) -> None:
    slip = storm(StormDeed(0, Settings({"maintenence": True})), StormDeed(9, Settings({"maintenence": None})))
    with pytest.raises(
        TargetError, match="changes 'maintenence', and the server has no such setting; did you mean 'maintenance'"
    ):
        check_storm(slip, mock_server.url, AdminControl(mock_server.client), mock_server.client)


def test_what_happens_while_a_storm_rages_is_its_doing(mock_server: ServedServer) -> None:
    made = weather(mock_server, StormDeed(0, NetworkOff()), StormDeed(10, NetworkOn()))
    for at_s in (100, 111):
        made.go_on(at_s * S)
    assert [made.struck(at_s * S) for at_s in (99, 100, 111, 112)] == [False, True, True, False]


def test_a_storm_that_is_broken_off_leaves_none_of_its_faults_on_the_server(mock_server: ServedServer) -> None:
    others = mock_server.client.add_fault(FaultRule(Fault(FaultKind.DELAY, seconds=0)))
    made = weather(mock_server, StormDeed(0, OF_TEN_MINUTES))
    made.go_on(100 * S)
    assert len(mock_server.client.faults()) == 2
    assert made.break_off() == []
    assert [each.id for each in mock_server.client.faults()] == [others.id]
    assert made.break_off() == []


def test_faults_that_cannot_be_taken_from_the_server_are_told(mock_server: ServedServer) -> None:
    gone = Client("http://127.0.0.1:9")
    made = Weather(storm(StormDeed(0, OF_TEN_MINUTES)), 10, AdminControl(mock_server.client), mock_server.client)
    made.begin(100 * S, [])
    made.go_on(100 * S)
    made._client = gone
    (left,) = made.break_off()
    assert "of the storm 'ours', until it ends by itself" in left
