"""Whole runs over HTTPS at a platform of somebody else's, by a connector; storms of one's own; Locust's page."""

from __future__ import annotations

import re
import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.app.serving.certificates import real_now
from oceanhil.mock_server.network.authority import BenchAuthority
from tests.app.load.foreign_platform import Desk, serving
from tests.app.load.test_fleet_runs import SMALL, fleet, started

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_state")]

CONNECTOR = """
[limits]
requests_per_s = 5000
registrations_per_min = 50000
[operation.registration-token]
method = "POST"
url = "/staff/tickets"
json = {kind = "{board}", label = "{name}"}
status = 201
answer = {id = "/ticket/number", token = "/ticket/secret"}
[operation.regenerate]
method = "POST"
url = "/staff/tickets/{id}/renew"
answer = {token = "/ticket/secret"}
[operation.delete]
method = "DELETE"
url = "/staff/tickets/{id}"
"""
STORM = """
name: two-in-one
about: For seven seconds nobody trusts the certificate; then a fourth gets new firmware.
deeds:
  - {at: 0s, do: certificate, trusted: false}
  - {at: 7s, do: certificate}
  - {at: 8s, do: rollout, share: 0.25, within: 1s}
"""


class Theirs:
    """Their platform, and what a user needs to reach it."""

    def __init__(self, desk: Desk, url: str, folder: Path) -> None:
        self.desk = desk
        self.url = url
        self.words = ("--ca", str(folder / "ca.pem"), "--connector", str(folder / "theirs.toml"))


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Theirs]:
    authority, desk = BenchAuthority.create(), Desk(real_now)
    (tmp_path / "server.pem").write_bytes(authority.issue(["127.0.0.1"], real_now()).pem)
    (tmp_path / "ca.pem").write_text(authority.certificate_pem)
    (tmp_path / "theirs.toml").write_text(CONNECTOR, "utf-8")
    with serving(desk, tmp_path / "server.pem") as url:
        yield Theirs(desk, url, tmp_path)


@pytest.mark.long
def test_a_fleet_lives_at_a_foreign_server_over_https_and_leaves_nothing(theirs: Theirs, tmp_path: Path) -> None:
    code, said = fleet(tmp_path, theirs.url, *SMALL, *theirs.words)
    assert code == 0, said
    assert "12 of 12 devices ONLINE" in said
    assert "exchanges of sampled devices judged by the contract: all of it holds" in said
    assert (theirs.desk.registered, theirs.desk.tickets) == (12, {})


def test_a_stranger_to_the_certificate_is_told_before_anything_is_made(theirs: Theirs, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(BenchAuthority.create().certificate_pem)
    code, said = fleet(tmp_path, theirs.url, *SMALL, *theirs.words)
    assert code == 2, said
    assert "certificate" in said
    assert theirs.desk.tickets == {}


@pytest.mark.long
def test_certificates_and_new_firmware_of_a_storm_of_ones_own_strike_real_connections(
    theirs: Theirs, tmp_path: Path
) -> None:
    (tmp_path / "storm.yaml").write_text(STORM, "utf-8")
    words = ("--devices", "12", "--rate", "50", "--workers", "2", "--storm", str(tmp_path / "storm.yaml"))
    code, said = fleet(tmp_path, theirs.url, *words, *theirs.words)
    assert code == 0, said
    assert "the storm begins: For seven seconds nobody trusts the certificate" in said
    assert re.search(r"poll .*\d+ x TLS untrusted", said)
    # Twelve came, and three came again with the tokens of their new firmware.
    assert re.search(r"register +15 +15 x 200", said)
    assert "tokens lost / doubled: 0 / 0" in said
    assert (theirs.desk.registered, theirs.desk.tickets) == (15, {})


@pytest.mark.long
def test_tokens_that_expired_before_they_were_flashed_are_refused_until_fresh_ones_come(
    mock_server: ServedServer, tmp_path: Path
) -> None:
    (tmp_path / "storm.yaml").write_text(
        """
name: late-rollout
about: A rollout with tokens that live for a second, and twelve seconds later another.
deeds:
  - {at: 0s, do: settings, values: {registration_token_ttl_s: 1}}
  - {at: 0s, do: rollout, share: 0.5}
  - {at: 12s, do: settings, values: {registration_token_ttl_s: null}}
  - {at: 12s, do: rollout, share: 0.5}
""",
        "utf-8",
    )
    words = ("--devices", "8", "--rate", "50", "--workers", "1", "--storm", str(tmp_path / "storm.yaml"))
    code, said = fleet(tmp_path, mock_server.url, *words)
    assert code == 0, said
    assert re.search(r"register +16 +12 x 200, 4 x 401", said)
    assert mock_server.devices() == []


@pytest.mark.long
def test_its_page_and_its_figures_are_served_on_this_machine_alone(mock_server: ServedServer, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process, _ = started(tmp_path, mock_server.url, *SMALL[:-1], "10m", "--web", str(port))
    try:
        page = read(port, "/")
        registered = 'oceanhil_fleet_requests_total{method="POST",path="/api/device/register/"} 12.0'
        figures = read(port, "/metrics", until=registered)
    finally:
        process.send_signal(2)
        process.communicate(timeout=60)
    assert "Locust" in page
    assert "oceanhil_fleet_devices 12.0" in figures
    assert process.returncode == 2
    assert mock_server.devices() == []


PAUSE = threading.Event()


def read(port: int, path: str, until: str = "") -> str:
    """Get a page of Locust's, as soon as it is there and says this."""
    said = ""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                said = answer.read().decode()
        except OSError:
            said = ""
        if said and until in said:
            return said
        PAUSE.wait(0.1)
    raise AssertionError(f"{path}: {until!r} was not said: {said[-2000:]}")
