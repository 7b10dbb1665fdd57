"""HTTPS, asked by OpenSSL's client with the versions and ciphers that boards have."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
from http.client import HTTPSConnection
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.network.listener import server_context, show_certificate
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match
from oceanhil.protocol.profile import load_profile
from tests.mock_server.network.authorities import NOW, client_of, new_authority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oceanhil.mock_server.network.authority import BenchAuthority

HEALTH = "/_admin/health"
STATE = "/api/device/state/"
BOTH = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
# What BearSSL (ESP8266, Pico W) and Mbed TLS (ESP32) offer of TLS 1.2 for a key on P-256.
BOARD_CIPHERS = ["ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"]


@pytest.fixture(scope="module")
def authority() -> BenchAuthority:
    return new_authority()


@pytest.fixture
def context(authority: BenchAuthority) -> ssl.SSLContext:
    return server_context(authority.issue(["localhost", "127.0.0.1", "bench.local"], NOW).pem)


@pytest.fixture
def server(context: ssl.SSLContext) -> Iterator[BackgroundServer]:
    with BackgroundServer(Core(load_profile(), seed=1), tls=context) as running:
        yield running


def ask(
    server: BackgroundServer, client: ssl.SSLContext, path: str = HEALTH, fault: dict[str, object] | None = None
) -> tuple[int, bytes]:
    connection = HTTPSConnection("127.0.0.1", server.port, timeout=10, context=client)
    with contextlib.closing(connection):
        if fault is not None:
            rule = json.dumps({"match": {"path": path}, "fault": fault, "times": 1})
            connection.request("POST", "/_admin/faults", rule, {"Content-Type": "application/json"})
            connection.getresponse().read()
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


@pytest.mark.parametrize("version", BOTH)
def test_clients_of_both_versions_are_served(
    server: BackgroundServer, authority: BenchAuthority, version: ssl.TLSVersion
) -> None:
    assert server.url == f"https://127.0.0.1:{server.port}"
    assert ask(server, client_of(authority, version))[0] == 200


@pytest.mark.parametrize("cipher", BOARD_CIPHERS)
def test_the_ciphers_of_boards_are_spoken(server: BackgroundServer, authority: BenchAuthority, cipher: str) -> None:
    client = client_of(authority, ssl.TLSVersion.TLSv1_2)
    client.set_ciphers(cipher)
    assert ask(server, client)[0] == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_older_versions_are_not_spoken(server: BackgroundServer, authority: BenchAuthority) -> None:
    client = client_of(authority)
    client.minimum_version = client.maximum_version = ssl.TLSVersion.TLSv1_1
    client.set_ciphers("DEFAULT@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match=r"PROTOCOL_VERSION|EOF"):
        ask(server, client)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "bench.local"])
def test_each_certified_name_is_accepted(server: BackgroundServer, authority: BenchAuthority, name: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        client_of(authority).wrap_socket(plain, server_hostname=name).close()


@pytest.mark.parametrize("name", ["elsewhere.local", "127.0.0.2"])
def test_another_name_is_not(server: BackgroundServer, authority: BenchAuthority, name: str) -> None:
    with (
        socket.create_connection(("127.0.0.1", server.port), 10) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        client_of(authority).wrap_socket(plain, server_hostname=name)


def test_who_trusts_another_authority_is_not_served(server: BackgroundServer) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        ask(server, client_of(new_authority()))


def test_only_the_servers_own_certificate_is_sent(server: BackgroundServer, authority: BenchAuthority) -> None:
    """The board has the authority's; sending that as well would cost an ESP8266 memory."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_of(authority, ssl.TLSVersion.TLSv1_2).wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    root = ssl.PEM_cert_to_DER_cert(authority.certificate_pem)
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        plain.sendall(outgoing.read())
        flight = plain.recv(65_536)
    assert ssl.PEM_cert_to_DER_cert(authority.certificate_pem)[-32:] not in flight
    assert len(flight) < 2 * len(root) + 512


def test_another_certificate_is_shown_from_the_next_handshake_on(
    server: BackgroundServer, context: ssl.SSLContext, authority: BenchAuthority
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError), socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        client_of(authority).wrap_socket(plain, server_hostname="later.local")
    show_certificate(context, authority.issue(["later.local"], NOW).pem)
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        client_of(authority).wrap_socket(plain, server_hostname="later.local").close()


def test_plain_http_at_the_tls_port_gets_no_answer(server: BackgroundServer, authority: BenchAuthority) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        plain.sendall(b"GET /_admin/health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"HTTP" not in plain.recv(1_024)
    assert ask(server, client_of(authority))[0] == 200


def test_a_handshake_under_way_does_not_hold_up_the_stop(server: BackgroundServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        server.stop()
        with contextlib.suppress(ConnectionResetError):
            assert plain.recv(1) == b""


def test_an_open_connection_does_not_hold_up_the_stop(server: BackgroundServer, authority: BenchAuthority) -> None:
    connection = HTTPSConnection("127.0.0.1", server.port, timeout=10, context=client_of(authority))
    with contextlib.closing(connection):
        connection.request("GET", HEALTH)
        assert connection.getresponse().read()
        server.stop()


def test_a_client_that_ends_before_its_answer_disturbs_nobody(
    server: BackgroundServer, authority: BenchAuthority, caplog: pytest.LogCaptureFixture
) -> None:
    late = FaultRule(Fault(FaultKind.DELAY, seconds=30.0), Match(path=STATE))
    server.call(lambda core, now_us: core.add_fault(late, now_us))
    client = client_of(authority, ssl.TLSVersion.TLSv1_2)
    plain = socket.create_connection(("127.0.0.1", server.port), 10)
    with client.wrap_socket(plain, server_hostname="localhost") as secure:
        secure.sendall(b"GET /api/device/state/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with contextlib.suppress(ssl.SSLError):
            secure.unwrap()
    assert ask(server, client)[0] == 200
    assert caplog.messages == []


@pytest.mark.parametrize("kind", ["drop_request", "drop_response", "reset"])
def test_a_lost_answer_is_lost_through_tls_too(server: BackgroundServer, authority: BenchAuthority, kind: str) -> None:
    with pytest.raises((ConnectionError, ssl.SSLError)):
        ask(server, client_of(authority), STATE, {"kind": kind})
    assert ask(server, client_of(authority), STATE)[0] == 401


def test_a_status_fault_comes_through_tls(server: BackgroundServer, authority: BenchAuthority) -> None:
    assert ask(server, client_of(authority), STATE, {"kind": "status", "status": 503})[0] == 503


def test_a_private_key_never_stays_in_a_file(
    authority: BenchAuthority, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("keys")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    server_context(authority.issue(["localhost"], NOW).pem)
    with pytest.raises(ssl.SSLError):
        server_context(b"nothing")
    assert list(folder.iterdir()) == []
