"""Storms carried out on a real fleet."""

from __future__ import annotations

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.app.load.weather import Weather, check_storm
from oceanhil.fleet.load.messages import Strike, StrikeOrder
from oceanhil.fleet.storm import (
    STORMS,
    Act,
    Certificate,
    Deed,
    Disturbance,
    Host,
    NetworkOff,
    NetworkOn,
    PowerOff,
    PowerOn,
    Rollout,
    Settings,
    Silence,
    Storm,
)
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.connector.control import NoControl
from oceanhil.remote.wire.target import TargetError

S = 1_000_000


def storm(*deeds: Deed) -> Storm:
    return Storm("ours", "It rains.", deeds)


def weather(server: ServedServer, *deeds: Deed, devices: int = 10) -> Weather:
    made = Weather(storm(*deeds), devices, AdminControl(server.client), server.client)
    made.begin(100 * S)
    return made


def test_deeds_are_done_when_their_time_has_come_and_settings_go_back_to_what_they_were(
    mock_server: ServedServer,
) -> None:
    made = weather(
        mock_server,
        Deed(0, Settings({"maintenance": True, "session_ttl_s": 7})),
        Deed(30, Settings({"maintenance": None, "session_ttl_s": None})),
    )
    seen = []
    for at_s in (100, 129, 130):
        made.go_on(at_s * S)
        settings = mock_server.client.settings()
        seen.append((settings["maintenance"], settings["session_ttl_s"], made.is_over()))
    assert seen == [(True, 7, False), (True, 7, False), (False, 3600, True)]


def test_a_fault_goes_to_the_server(mock_server: ServedServer) -> None:
    made = weather(mock_server, Deed(0, Disturbance(FaultRule(Fault(FaultKind.STATUS, status=500), duration=60))))
    made.go_on(100 * S)
    (fault,) = mock_server.client.faults()
    assert (fault.fault.status, made.is_over()) == (500, False)


def test_what_befalls_devices_is_told_to_workers_by_share(mock_server: ServedServer) -> None:
    made = weather(
        mock_server,
        Deed(0, PowerOff(0.5)),
        Deed(1, PowerOn(0.5, within_s=9)),
        Deed(2, NetworkOff()),
        Deed(3, NetworkOn()),
    )
    assert [made.go_on((100 + second) * S) for second in range(4)] == [
        [StrikeOrder(Strike.POWER_OFF, 5)],
        [StrikeOrder(Strike.POWER_ON, 5, 9)],
        [StrikeOrder(Strike.NETWORK_OFF, 10)],
        [StrikeOrder(Strike.NETWORK_ON, 10)],
    ]


@pytest.mark.parametrize(
    ("host", "off", "on"),
    [(Host.TIME, Strike.TIME_OFF, Strike.TIME_ON), (Host.NAMES, Strike.NAMES_OFF, Strike.NAMES_ON)],
    ids=["time", "names"],
)
def test_a_host_that_is_silent_answers_again(mock_server: ServedServer, host: Host, off: Strike, on: Strike) -> None:
    made = weather(mock_server, Deed(1, Silence(host, 5)))
    told = [
        [each.what for each in made.go_on((100 + second) * S) if isinstance(each, StrikeOrder)] for second in (0, 1, 6)
    ]
    assert told == [[], [off], [on]]


@pytest.mark.parametrize("act", [Certificate(), Silence(Host.SERVER, 3), Rollout()], ids=str)
def test_what_real_connections_cannot_be_given_is_refused_before_it_begins(mock_server: ServedServer, act: Act) -> None:
    with pytest.raises(TargetError, match="which real connections cannot be given; leave out URL for it"):
        check_storm(storm(Deed(0, act)), AdminControl(mock_server.client), mock_server.client)


def test_a_foreign_server_can_have_no_faults_and_without_a_way_no_settings() -> None:
    with pytest.raises(TargetError, match="which only an oceanhil server has"):
        check_storm(STORMS["slow-server"], NoControl(), None)
    with pytest.raises(TargetError, match="give a connector with 'settings' and 'put-setting'"):
        check_storm(STORMS["maintenance-ends"], NoControl(), None)


def test_what_happens_while_a_storm_rages_is_its_doing(mock_server: ServedServer) -> None:
    made = weather(mock_server, Deed(0, NetworkOff()), Deed(10, NetworkOn()))
    for at_s in (100, 111):
        made.go_on(at_s * S)
    assert [made.struck(at_s * S) for at_s in (99, 100, 111, 112)] == [False, True, True, False]
