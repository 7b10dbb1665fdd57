"""The certificate of a running server is kept up to date."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.serving import certificates
from oceanhil.app.serving.certificates import Certified, certify, kept_current
from tests.mock_server.network.authorities import DAY, NOW, new_authority

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass
class Calendar:
    """A real-time clock set by hand."""

    now: datetime = NOW


def certified(names: Sequence[str] = ("localhost",)) -> tuple[Certified, Calendar]:
    calendar = Calendar()
    return Certified(new_authority(), names, lambda: calendar.now), calendar


def test_while_all_is_well_nothing_changes() -> None:
    server, calendar = certified(["localhost", "127.0.0.1"])
    calendar.now += 300 * DAY
    assert not server.refresh(["127.0.0.1", "LOCALHOST."])


def test_a_new_address_is_certified_beside_the_old_ones() -> None:
    server, _ = certified(["localhost", "192.0.2.1"])
    assert server.refresh(["192.0.2.7"])
    assert server.names == ("localhost", "192.0.2.1", "192.0.2.7")


def test_a_certificate_is_renewed_a_month_before_its_end() -> None:
    server, calendar = certified()
    ends = server.expires
    calendar.now = ends - 29 * DAY
    assert server.refresh(["localhost"])
    assert server.expires > ends


def test_addresses_and_further_names_are_certified(tmp_path: Path) -> None:
    names = certify(tmp_path, ["127.0.0.1", "::1"], ["www.oceanremote.net"]).names
    assert {"127.0.0.1", "::1", "localhost", "www.oceanremote.net"} <= set(names)


def test_a_server_at_all_addresses_is_certified_by_what_the_machine_is_called(tmp_path: Path) -> None:
    names = certify(tmp_path, ["0.0.0.0"], []).names
    assert {"127.0.0.1", "localhost", socket.gethostname().lower()} <= set(names)
    assert "0.0.0.0" not in names


def test_a_wrong_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="--tls-name 'a b' is no host name"):
        certify(tmp_path, ["127.0.0.1"], ["a b"])


def test_a_running_server_notices_new_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    server, _ = certified(["localhost"])

    async def run() -> None:
        loop, has_looked_again = asyncio.get_running_loop(), asyncio.Event()
        looks = iter(range(1_000_000))

        def look(_: object) -> tuple[str, ...]:
            if next(looks) == 1:
                loop.call_soon_threadsafe(has_looked_again.set)
            return "192.0.2.9", "a name with spaces"

        monkeypatch.setattr(certificates, "names_of", look)
        async with kept_current(server, ["0.0.0.0"], every_s=0.0), asyncio.timeout(10):
            await has_looked_again.wait()

    asyncio.run(run())
    assert server.names == ("localhost", "192.0.2.9")


def test_a_look_that_fails_is_taken_again_and_the_server_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    server, _ = certified()

    async def run() -> None:
        loop, has_looked_again = asyncio.get_running_loop(), asyncio.Event()
        looks = iter(range(1_000_000))

        def look(_: object) -> tuple[str, ...]:
            if next(looks) == 0:
                raise OSError("no space left on device")
            loop.call_soon_threadsafe(has_looked_again.set)
            return ("192.0.2.9",)

        monkeypatch.setattr(certificates, "names_of", look)
        async with kept_current(server, ["0.0.0.0"], every_s=0.0), asyncio.timeout(10):
            await has_looked_again.wait()

    asyncio.run(run())
