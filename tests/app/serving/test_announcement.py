"""`--mdns`, found by zeroconf's own browser; everything stays on loopback."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing

import pytest
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.serving.announcement import announced, services
from oceanhil.mock_server.network.listener import Listener, open_listener, server_context
from tests.mock_server.network.authorities import NOW, new_authority

KIND = "_http._tcp.local."


async def found(name: str, listener: Listener) -> AsyncServiceInfo:
    """Announce `listener`, browse for it, and resolve it."""
    seen: asyncio.Queue[str] = asyncio.Queue()

    def on_change(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is ServiceStateChange.Added:
            seen.put_nowait(name)

    async with announced(name, [listener]), AsyncZeroconf(interfaces=["127.0.0.1"]) as client, asyncio.timeout(30):
        browser = AsyncServiceBrowser(client.zeroconf, KIND, handlers=[on_change])
        while (whole := await seen.get()) != f"{name}.{KIND}":
            pass
        info = AsyncServiceInfo(KIND, whole)
        assert await info.async_request(client.zeroconf, 10_000)
        await browser.async_cancel()
        return info


@pytest.mark.slow
def test_a_browser_finds_name_port_and_path() -> None:
    with closing(open_listener("127.0.0.1", 0).socket) as bound:
        listener = Listener(bound)
        info = asyncio.run(found("oceanhil-test", listener))
        assert (info.server, info.port) == ("oceanhil-test.local.", listener.port)
    assert info.parsed_addresses() == ["127.0.0.1"]
    assert info.properties == {b"path": b"/"}


def test_https_is_announced_as_such() -> None:
    tls = server_context(new_authority().issue(["localhost"], NOW).pem)
    with (
        closing(open_listener("127.0.0.1", 0).socket) as plain,
        closing(open_listener("127.0.0.1", 0).socket) as secure,
    ):
        infos = services("bench", [Listener(plain), Listener(secure, tls)])
    assert [info.type for info in infos] == ["_http._tcp.local.", "_https._tcp.local."]


def test_loopback_is_not_told_where_there_is_another_address() -> None:
    with closing(open_listener("0.0.0.0", 0).socket) as bound:
        addresses = services("bench", [Listener(bound)])[0].parsed_addresses()
    assert "0.0.0.0" not in addresses
    assert len(addresses) == 1 or "127.0.0.1" not in addresses


def test_a_missing_package_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zeroconf.asyncio", None)

    async def run() -> None:
        async with announced("bench", []):
            pass

    with pytest.raises(EnvironmentRefusedError, match=r"pip install 'oceanhil\[mdns\]'"):
        asyncio.run(run())


def test_a_network_that_does_not_take_part_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(**_: object) -> object:
        raise OSError(19, "No such device")

    monkeypatch.setattr("zeroconf.asyncio.AsyncZeroconf", refuse)

    async def run() -> None:
        async with announced("bench", []):
            pass

    asyncio.run(run())
    assert caplog.messages == ["mdns: not announced: No such device; the server runs all the same"]
