"""A pty with a link on it, and the same over every kind of port."""

from collections.abc import Callable, Iterator

import pytest

from oceanhil.hil.link import connection as module
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.reader import PortReader
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.fake_port import Bench, FakePort, FakeReader
from tests.hil.link.peers import Peer, PtyPeer, Rfc2217Peer, SocketPeer, SpiedPeer

KINDS: dict[str, Callable[[], Peer]] = {
    "pty": PtyPeer,
    "socket": SocketPeer,
    "rfc2217": Rfc2217Peer,
    "spy": SpiedPeer,
}


@pytest.fixture
def board() -> Iterator[PtyPeer]:
    """A board's side of a pty."""
    with PtyPeer() as peer:
        yield peer


@pytest.fixture
def link(board: PtyPeer) -> Iterator[SerialLink]:
    """A link on that pty."""
    with SerialLink(PortSpec(url=board.url)) as opened:
        yield opened


@pytest.fixture(params=sorted(KINDS))
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    """A board's side of each kind of port."""
    made = KINDS[request.param]()
    yield made
    made.close()


@pytest.fixture
def peer_link(peer: Peer) -> Iterator[SerialLink]:
    """A link on it."""
    with SerialLink(PortSpec(url=peer.url)) as opened:
        yield opened


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench()
    monkeypatch.setattr(module, "find_port", made.find_port)
    monkeypatch.setattr(module, "open_port", made.open_port)

    def reader_of(port: FakePort, _: str) -> PortReader:
        return FakeReader(port)

    monkeypatch.setattr(module, "reader_of", reader_of)
    yield made
    made.end()
