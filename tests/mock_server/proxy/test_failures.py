"""Another server that is not there, too slow, or no server at all: a clear answer, and a journal that says why."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.network.authority import BenchAuthority
from oceanhil.mock_server.network.listener import server_context
from oceanhil.mock_server.proxy import upstream
from oceanhil.mock_server.proxy.core import ProxyCore
from oceanhil.mock_server.proxy.exchange import ProxyExchange
from oceanhil.mock_server.proxy.upstream import Upstream, UpstreamTimes
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.mock_server.proxy.scripted import Scripted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.mock_server.proxy.conftest import ProxyServer

    Make = Callable[..., ProxyServer]
    Script = Callable[..., Scripted]

REGISTER = "/api/device/register/"


def _journal(proxy: ProxyServer) -> dict[str, object]:
    entries = proxy.admin("GET", "/journal?last=1")["entries"]
    assert isinstance(entries, list)
    newest: dict[str, object] = entries[0]
    return newest


def test_a_server_that_is_not_there_is_a_bad_gateway(proxy_to: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    proxy = proxy_to(f"http://127.0.0.1:{port}")
    got = proxy.ask("GET", "/x")
    assert (got.status, got.json["code"], got.json["success"]) == (502, "bad_gateway", False)
    assert _journal(proxy)["note"] == "the upstream cannot be reached"


def test_a_server_that_does_not_answer_is_a_gateway_timeout(scripted: Script, proxy_to: Make) -> None:
    proxy = proxy_to(scripted(None).url, times=UpstreamTimes(5.0, 0.1))
    got = proxy.ask("GET", "/x")
    assert (got.status, got.json["code"]) == (504, "gateway_timeout")
    assert _journal(proxy)["note"] == "the upstream did not answer in time"


@pytest.mark.parametrize(
    "answer",
    [
        b"I am no web server\r\n\r\n",
        b"HTTP/1.1 twohundred OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nno chunk\r\n",
        b"",
    ],
)
def test_an_answer_that_is_none_is_a_bad_gateway(scripted: Script, proxy_to: Make, answer: bytes) -> None:
    proxy = proxy_to(scripted(answer, closes=True).url)
    got = proxy.ask("POST", REGISTER, {"token": "oc_reg_" + "s" * 43})
    assert (got.status, got.json["code"]) == (502, "bad_gateway")
    assert (_journal(proxy)["status"], _journal(proxy)["code"]) == (502, "bad_gateway")


def test_an_answer_without_end_is_a_bad_gateway(
    scripted: Script, proxy_to: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upstream, "MAX_ANSWER_BYTES", 1_000)
    proxy = proxy_to(scripted(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_001, closes=True).url)
    assert proxy.ask("GET", "/x").status == 502
    assert "longer than 1000 bytes" in str(_journal(proxy)["note"])


def test_a_request_that_is_too_large_is_not_passed_on(scripted: Script, proxy_to: Make) -> None:
    origin = scripted(b"")
    got = proxy_to(origin.url).ask("POST", "/x", b"x" * 1_048_577)
    assert (got.status, got.json["code"], origin.heard) == (413, "too_large", [])


def test_a_proxy_before_itself_is_a_loop_and_no_avalanche(scripted: Script, proxy_to: Make) -> None:
    origin = scripted(b"")
    got = proxy_to(origin.url).ask("GET", "/x", None, {"Via": "1.1 proxy-under-test"})
    assert (got.status, got.json["code"], origin.heard) == (508, "loop_detected", [])


def test_a_tunnel_is_not_made(scripted: Script, proxy_to: Make) -> None:
    origin = scripted(b"")
    assert proxy_to(origin.url).ask("TRACE", "/x").status == 501
    assert origin.heard == []


def test_a_certificate_is_trusted_if_its_authority_is(proxy_to: Make, tmp_path: Path) -> None:
    now = datetime.fromtimestamp(wall_us() / 1_000_000, UTC)
    bench, stranger = BenchAuthority.create(), BenchAuthority.create()
    tls = server_context(bench.issue(["127.0.0.1"], now).pem)
    for name, authority in (("bench", bench), ("stranger", stranger)):
        (tmp_path / name).write_text(authority.certificate_pem)
    with BackgroundServer(Core(load_profile(), seed=1), tls=tls) as origin:
        trusting, careful = (proxy_to(origin.url, ca=tmp_path / name) for name in ("bench", "stranger"))
        assert [proxy.ask("GET", "/x").status for proxy in (trusting, careful)] == [404, 502]
        assert _journal(careful)["note"] == "the upstream's certificate is not trusted"


def test_the_proxy_goes_on_after_a_failure(scripted: Script, proxy_to: Make) -> None:
    proxy = proxy_to(scripted(b"garbage\r\n\r\n", closes=True).url)
    statuses = [proxy.ask("GET", "/x").status for _ in range(2)]
    assert (statuses, proxy.admin("GET", "/health")["success"]) == ([502, 502], True)


def test_a_stop_gives_up_what_the_other_server_does_not_answer() -> None:
    async def stop() -> tuple[bool, int]:
        core = ProxyCore(load_profile(), 0, "http://x")
        with Scripted(None) as origin:
            async with Upstream(origin.url, "proxy-under-test") as other:
                forward = ProxyExchange(core, other)
                asked = asyncio.ensure_future(forward(HttpRequest("GET", "/x")))
                await asyncio.to_thread(origin.was_asked.wait)
                await forward.close(patience_s=0)
                await asyncio.gather(asked, return_exceptions=True)
        return asked.cancelled(), core.journal_last_seq

    assert asyncio.run(stop()) == (True, 0)


def test_a_client_that_goes_away_leaves_its_exchange_in_the_journal() -> None:
    async def leave() -> list[int | None]:
        core = ProxyCore(load_profile(), 0, "http://x")
        with Scripted(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as origin:
            async with Upstream(origin.url, "proxy-under-test") as other:
                forward = ProxyExchange(core, other)
                asked = asyncio.ensure_future(forward(HttpRequest("GET", "/x")))
                await asyncio.sleep(0)
                asked.cancel()
                await asyncio.gather(asked, return_exceptions=True)
                await forward.close()
        return [entry.status for entry in core.journal_since(0)]

    assert asyncio.run(leave()) == [200]
