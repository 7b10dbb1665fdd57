"""The client and a server with a certificate of the bench CA."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from urllib3.exceptions import InsecureRequestWarning

from oceanhil.hil.worlds.remote.source import RemoteServer
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client, UnreachableError
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.network.listener import server_context
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldRequest
from tests.mock_server.network.authorities import NOW, new_authority


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bench CA with its key, as it is made for a test; a client looks at the certificate in it only."""
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    file.write_bytes(new_authority().pem)
    return file


@pytest.fixture
def served(ca_file: Path) -> Iterator[BackgroundServer]:
    from oceanhil.mock_server.network.authority import BenchAuthority

    authority = BenchAuthority.load(ca_file.read_bytes(), NOW)
    context = server_context(authority.issue(["127.0.0.1"], NOW).pem)
    with BackgroundServer(Core(load_profile(), 7), tls=context) as server:
        yield server


def test_a_server_of_the_bench_ca_is_trusted_with_its_file(served: BackgroundServer, ca_file: Path) -> None:
    with Client(served.url, verify=ca_file) as client:
        assert client.health().devices == 0


def test_without_the_file_it_is_not_trusted_and_the_error_says_which_to_pass(served: BackgroundServer) -> None:
    with Client(served.url) as client, pytest.raises(UnreachableError, match=r"is not trusted: .*verify=") as raised:
        client.health()
    assert "\n" not in str(raised.value)


def test_who_asks_no_questions_is_warned(served: BackgroundServer) -> None:
    with Client(served.url, verify=False) as client, pytest.warns(InsecureRequestWarning):
        assert client.is_ready()


def test_a_run_goes_over_it(served: BackgroundServer, ca_file: Path) -> None:
    factory = SimWorldFactory()
    factory.use_servers(RemoteServer(served.url, admin_key=None, ca_file=ca_file, may_reset=False))
    world = factory.make(WorldRequest(board=Board.ESP32, seed=1, profile=load_profile()))
    assert world.server.generate_firmware(Board.ESP32, "device").registration_token.startswith("oc_reg_")
    world.close()
    factory.close()
