"""A device's status has one name, a word in scenarios and traces, and one on servers."""

import re

import pytest

from oceanhil.protocol.device_status import BY_WORD, DeviceStatus, shown_status


def test_servers_show_all_but_what_is_gone() -> None:
    assert list(BY_WORD) == ["PENDING", "ONLINE", "AWAY", "OFFLINE", "REVOKED"]
    assert set(DeviceStatus) - set(BY_WORD.values()) == {DeviceStatus.DELETED}


@pytest.mark.parametrize("status", BY_WORD.values())
def test_the_word_of_a_server_is_read_back(status: DeviceStatus) -> None:
    assert shown_status(status.shown) is status


@pytest.mark.parametrize("word", ["online", "DELETED", "GONE FISHING"])
def test_another_word_is_told_with_those_that_there_are(word: str) -> None:
    told = f"status {word!r} of a device, expected one of PENDING, ONLINE, AWAY, OFFLINE, REVOKED"
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        shown_status(word)
