"""What is said of a change of the network is read back as it was meant."""

import pytest

from oceanhil.protocol.faults import PathFault, PathTrouble
from oceanhil.protocol.network_change import (
    AccessPointChange,
    HostChange,
    JoinTime,
    Latency,
    Loss,
    PathChange,
    host_in,
    is_access_point,
    is_path_sound,
    loss_ppm_in,
)
from oceanhil.protocol.surroundings import Band, Host


@pytest.mark.parametrize("host", Host)
@pytest.mark.parametrize("is_blocked", [True, False])
def test_a_host_is_read_back(host: Host, is_blocked: bool) -> None:
    assert host_in(HostChange(host, is_blocked).words) == HostChange(host, is_blocked)


def test_an_access_point_and_a_loss_are_read_back() -> None:
    assert is_access_point(AccessPointChange("server blocked", "a password", Band.GHZ_5).words)
    assert loss_ppm_in(Loss(2500).words) == 2500


def test_a_path_is_sound_or_not_and_other_words_are_about_none() -> None:
    assert is_path_sound(PathChange(None).words) is True
    assert is_path_sound(PathChange(PathFault(PathTrouble.IPV6_ONLY)).words) is False
    assert is_path_sound(Latency(300).words) is None


def test_other_words_are_about_no_host_and_no_loss() -> None:
    words = (AccessPointChange("server blocked", "a password").words, Latency(300).words, PathChange(None).words)
    assert [(host_in(each), loss_ppm_in(each)) for each in words] == [(None, None)] * 3


def test_a_trace_says_each_change_without_the_password() -> None:
    changes = (
        AccessPointChange("Lab", "a password", Band.GHZ_5),
        HostChange(Host.TIME_SERVER, blocked=True),
        JoinTime(9),
        Latency(9),
        Loss(9),
        PathChange(PathFault(PathTrouble.IPV6_ONLY)),
    )
    assert [change.words for change in changes] == [
        "access point 'Lab', 5GHz",
        "time-server blocked",
        "joining takes 9 µs",
        "latency 9 µs each way",
        "loss 9 ppm",
        "path to the server ipv6-only",
    ]


def test_the_later_change_holds_of_two_about_the_same() -> None:
    assert Loss(1).subject == Loss(2).subject != Latency(1).subject
    assert HostChange(Host.SERVER, blocked=True).subject == HostChange(Host.SERVER, blocked=False).subject
    assert HostChange(Host.SERVER, blocked=True).subject != HostChange(Host.TIME_SERVER, blocked=True).subject
