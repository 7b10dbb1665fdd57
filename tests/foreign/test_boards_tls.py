"""The TLS libraries of the boards judge the bench CA's certificates: BearSSL (ESP8266, Pico W), Mbed TLS (ESP32)."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.network.authority import BenchAuthority
from oceanhil.mock_server.network.listener import server_context
from oceanhil.protocol.profile import load_profile
from tests.foreign.program import Environment

NAMES = ["127.0.0.1", "localhost", "bench.lan"]
EXPIRED, BAD_SERVER_NAME, NOT_TRUSTED = 54, 56, 62  # bearssl_x509.h
REFUSED = "HTTP/1.0 401 Unauthorized"
SOURCE = Path(__file__).with_name("bearssl_client.c")
# A handshake with Mbed TLS; its binding has no call for one that waits.
HANDSHAKE = """
    import socket, sys
    from mbedtls import tls, x509

    store = tls.TrustStore()
    store.add(x509.CRT.from_PEM(open("ca.pem").read()))
    client = tls.ClientContext(tls.TLSConfiguration(trust_store=store, validate_certificates=True))
    plain = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
    secure = client.wrap_socket(plain, server_hostname=sys.argv[2])
    while True:
        try:
            secure.do_handshake()
            break
        except (tls.WantReadError, tls.WantWriteError):
            pass
    print("agreed on", secure.cipher())
"""


class Bench:
    """A server with a certificate, and what boards are told to trust."""

    def __init__(self, server: BackgroundServer, authority: BenchAuthority, now: datetime) -> None:
        self.port = str(server.port)
        self.authority = authority
        self.now = now

    def days(self, shift_days: int = 0) -> str:
        return str((self.now + timedelta(days=shift_days) - datetime(1970, 1, 1, tzinfo=UTC)).days)


@pytest.fixture
def bench() -> Iterator[Bench]:
    now = datetime.fromtimestamp(wall_us() // 1_000_000, UTC)
    authority = BenchAuthority.create()
    tls = server_context(authority.issue(NAMES, now).pem)
    with BackgroundServer(Core(load_profile(), seed=1), tls=tls) as server:
        yield Bench(server, authority, now)


@pytest.fixture(scope="module")
def bearssl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the client against the system's BearSSL."""
    program = tmp_path_factory.mktemp("bearssl") / "client"
    compiler = shutil.which("cc") or "cc"
    found = subprocess.run(
        [compiler, "-E", "-x", "c", "-"], input="#include <bearssl.h>\n", text=True, capture_output=True, check=False
    )
    if found.returncode != 0:
        pytest.skip("BearSSL is not installed: make foreign")
    subprocess.run([compiler, "-O1", "-Wall", "-Werror", str(SOURCE), "-lbearssl", "-o", str(program)], check=True)
    return program


def ask(client: Path, bench: Bench, name: str, trusted: BenchAuthority, shift_days: int = 0) -> str:
    authority = client.with_name("ca.der")
    authority.write_bytes(ssl.PEM_cert_to_DER_cert(trusted.certificate_pem))
    command = [str(client), str(authority), bench.port, name, bench.days(shift_days)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout.strip()


@pytest.mark.parametrize("name", NAMES)
def test_bearssl_accepts_every_certified_name_in_records_of_512_bytes(bearssl: Path, bench: Bench, name: str) -> None:
    assert ask(bearssl, bench, name, bench.authority) == f"0 {REFUSED}"


@pytest.mark.parametrize("shift_days", [-364, 450])
def test_bearssl_accepts_it_on_a_board_whose_clock_is_a_year_off(bearssl: Path, bench: Bench, shift_days: int) -> None:
    assert ask(bearssl, bench, "bench.lan", bench.authority, shift_days) == f"0 {REFUSED}"


def test_bearssl_refuses_it_further_away_as_the_page_says(bearssl: Path, bench: Bench) -> None:
    assert ask(bearssl, bench, "bench.lan", bench.authority, -366) == str(EXPIRED)
    assert ask(bearssl, bench, "bench.lan", bench.authority, 456) == str(EXPIRED)


def test_bearssl_refuses_another_name_and_another_authority(bearssl: Path, bench: Bench) -> None:
    assert ask(bearssl, bench, "other.lan", bench.authority) == str(BAD_SERVER_NAME)
    assert ask(bearssl, bench, "bench.lan", BenchAuthority.create()) == str(NOT_TRUSTED)


@pytest.mark.parametrize("name", NAMES)
def test_mbed_tls_accepts_every_certified_name(mbedtls: Environment, bench: Bench, name: str) -> None:
    (mbedtls.folder / "ca.pem").write_text(bench.authority.certificate_pem)
    (mbedtls.folder / "handshake.py").write_text(dedent(HANDSHAKE))
    assert "agreed on TLS-ECDHE-ECDSA-WITH" in mbedtls.run("handshake", bench.port, name)


def test_mbed_tls_refuses_another_name(mbedtls: Environment, bench: Bench) -> None:
    (mbedtls.folder / "ca.pem").write_text(bench.authority.certificate_pem)
    (mbedtls.folder / "handshake.py").write_text(dedent(HANDSHAKE))
    assert "Certificate verification failed" in mbedtls.run("handshake", bench.port, "other.lan", fails=True)
