"""What people are told to open."""

from __future__ import annotations

import pytest

from oceanhil.app.serving.network import url_for_people


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "https://[::1]:8443", "http://bench.lan:80"])
def test_an_address_stays_as_it_is(url: str) -> None:
    assert url_for_people(url) == url


@pytest.mark.parametrize("url", ["http://0.0.0.0:8080", "https://[::]:8443"])
def test_all_addresses_become_one_that_a_browser_can_open(url: str) -> None:
    shown = url_for_people(url)
    assert "//0.0.0.0:" not in shown
    assert "//[::]:" not in shown
    assert shown.rpartition(":")[2] == url.rpartition(":")[2]
