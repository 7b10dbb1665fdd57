"""HTTPS: certificates are checked unless a bench says not to."""

import datetime as dt
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from oceanhil.protocol.http import Exchanged, HttpFailure, HttpRequest, HttpResponse
from oceanhil.remote.wire.http_exchange import HttpExchanger, Route

ASKED = HttpRequest("GET", "/x")
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody signed, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)).not_valid_after(
        dt.datetime(2120, 1, 1, tzinfo=dt.UTC)
    )
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "bench.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def url(certificate: Path) -> Iterator[str]:
    """A server that answers one request over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            # A client that does not believe the certificate hangs up.
            with connection, suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(4096)
                secure.sendall(ANSWER)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def exchange(route: Route) -> Exchanged:
    exchanger = HttpExchanger(route)
    try:
        return exchanger.exchange(ASKED, 10)
    finally:
        exchanger.close()


def test_a_certificate_that_nobody_signed_is_not_believed(url: str) -> None:
    assert exchange(Route(url)) is HttpFailure.TLS


def test_ones_own_authority_is_believed(url: str, certificate: Path) -> None:
    assert isinstance(exchange(Route(url, ca_file=str(certificate))), HttpResponse)


def test_a_bench_may_do_without_checking(url: str) -> None:
    assert isinstance(exchange(Route(url, insecure=True)), HttpResponse)


def test_a_certificate_for_another_name_is_not_believed(url: str, certificate: Path) -> None:
    other = url.replace("127.0.0.1", "localhost")
    assert exchange(Route(other, ca_file=str(certificate))) is HttpFailure.TLS


def test_a_connection_on_which_the_tickets_of_its_session_came_is_open(url: str, certificate: Path) -> None:
    exchanger = HttpExchanger(Route(url, ca_file=str(certificate)))
    exchanger.connect(10)
    held = exchanger._connection
    assert held is not None
    assert select.select([held.sock], [], [], 10)[0]
    # The server takes no second connection.
    assert isinstance(exchanger.exchange(ASKED, 2), HttpResponse)
    exchanger.close()
