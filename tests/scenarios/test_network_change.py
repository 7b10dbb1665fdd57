"""What is said of a change of the network is read back as it was meant."""

import pytest

from oceanhil.protocol.surroundings import Band, Host
from oceanhil.scenarios.network_change import (
    HostChange,
    access_point_words,
    host_in,
    host_words,
    is_access_point,
    is_path_sound,
    latency_words,
    loss_ppm_in,
    loss_words,
    path_words,
)


@pytest.mark.parametrize("host", Host)
@pytest.mark.parametrize("is_blocked", [True, False])
def test_a_host_is_read_back(host: Host, is_blocked: bool) -> None:
    assert host_in(host_words(host, is_blocked=is_blocked)) == HostChange(host, is_blocked)


def test_an_access_point_and_a_loss_are_read_back() -> None:
    assert is_access_point(access_point_words("server blocked", Band.GHZ_5))
    assert loss_ppm_in(loss_words(2500)) == 2500


def test_a_path_is_sound_or_not_and_other_words_are_about_none() -> None:
    assert is_path_sound(path_words(None)) is True
    assert is_path_sound("path to the server cut") is False
    assert is_path_sound(latency_words(300)) is None


def test_other_words_are_about_no_host_and_no_loss() -> None:
    words = (access_point_words("server blocked", Band.GHZ_2_4), latency_words(300), path_words(None))
    assert [(host_in(each), loss_ppm_in(each)) for each in words] == [(None, None)] * 3
