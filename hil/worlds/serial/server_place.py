"""Where the server of a bench is: a port that the run opens, the inventory's own server, or one of somebody else's."""

import errno
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import Bench, BoardEntry, NetworkBy, Time
from oceanhil.hil.link.whereabouts import Whereabouts
from oceanhil.hil.worlds.foreign.source import DirectServer, ForeignServer
from oceanhil.hil.worlds.serial.board_connection import Surroundings
from oceanhil.hil.worlds.serial.server import BenchSocket
from oceanhil.hil.worlds.server_core import SERVER_SIDE
from oceanhil.protocol.loopback import is_loopback_url
from oceanhil.scenarios.world import Capability, WorldRequest

_BIND = "127.0.0.1:0"
_PORT_MAX: Final = 65_535
_SAY_WHERE: Final = (
    'say in boards.toml where the server listens, as bind = "0.0.0.0:8080" of its [bench.NAME], or name a server there'
)


PORTS_TRIED: Final = 16
"""The port of `bind`, and those above it: several processes of a run, or several runs, may be on one bench."""


def tell_nobody(text: str) -> None:
    """Say nothing."""
    del text


class ServerPlace:
    """The server that the boards of one bench talk to; what it opens is closed by `exits`.

    `tell` gets what a user should know of the port.
    """

    def __init__(self, bench: Bench, exits: ExitStack, tell: Callable[[str], None] = tell_nobody) -> None:
        self._bench = bench
        self._exits = exits
        self._tell = tell
        self._socket: BenchSocket | DirectServer | None = None
        self.carries_to: ForeignServer | None = None

    def use_foreign(self, server: ForeignServer) -> None:
        """Have this server answer the boards from now on.

        Where the inventory names a server, which must be another name for it, they reach it by themselves.
        """
        if self._bench.server:
            self._socket = DirectServer(server, self._bind[0])
            self._exits.callback(self._socket.close)
        else:
            self.carries_to = server

    def socket(self, request: WorldRequest) -> BenchSocket | DirectServer:
        """Give the server's place, a port opened at the first call; raises OSError."""
        if self._socket is None:
            self._socket = self._opened(request)
            self._exits.callback(self._socket.close)
        return self._socket

    def _opened(self, request: WorldRequest) -> BenchSocket:
        """Listen at `bind`; where another has that port, at the next free one, if boards are told where to call."""
        host, first = self._bind
        for port in self._ports(first):
            try:
                socket = BenchSocket(request.profile, host, port)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            if port != first:
                self._tell(f"port {first} of {host} is in use: the server for the boards listens on {port} instead")
            return socket
        raise OSError(errno.EADDRINUSE, self._why_no_port(host, first))

    def _ports(self, first: int) -> range:
        more = PORTS_TRIED if first and not self._deaf else 1
        return range(first, min(first + more, _PORT_MAX + 1))

    @property
    def _deaf(self) -> list[str]:
        """Name the boards that nobody tells where their server is: their firmware calls one address."""
        return [each.name for each in self._bench.boards if Capability.FLASHING not in capabilities_of(each)]

    def _why_no_port(self, host: str, first: int) -> str:
        last = self._ports(first)[-1]
        ports = f"port {first} of {host} is" if last == first else f"ports {first} to {last} of {host} are"
        deaf = ", ".join(map(repr, self._deaf))
        fixed = f", and no other will do, as the firmware of {deaf} calls one address" if deaf else ""
        return f"{ports} in use by another run or program{fixed}"

    def surroundings(self, request: WorldRequest, answer_s: float) -> Surroundings:
        """Say what a board is told of it."""
        socket = None if self._bench.server else self.socket(request)
        return Surroundings(
            self._bench.server if socket is None else socket.url,
            request.profile,
            "" if socket is None else socket.time_server,
            answer_s,
        )

    def capabilities_beside(self, entry: BoardEntry) -> frozenset[Capability]:
        """What the server can do for this board."""
        found = self._capabilities()
        if not (entry.control and entry.network is NetworkBy.RADIO):
            # Others get their time elsewhere, and the server would refuse their requests after a jump.
            found -= {Capability.SERVER_CLOCK}
        if entry.time is Time.HELD:
            # Such a board keeps its connection from one run to the next.
            found -= {Capability.CONNECTION_FAULTS}
        return found

    def _capabilities(self) -> frozenset[Capability]:
        if isinstance(self._socket, DirectServer):
            return self._socket.capabilities
        if self.carries_to is not None:
            return self.carries_to.carrying_capabilities
        return frozenset() if self._bench.server else SERVER_SIDE

    @property
    def _bind(self) -> tuple[str, int]:
        host, _, port = (self._bench.bind or _BIND).rpartition(":")
        return host.strip("[]"), int(port)


def why_unreachable(entry: BoardEntry, port: str, server_url: str) -> str:
    """Say why this board, on this port, can reach no server at `server_url`; empty where it may.

    A radio reaches nothing of this machine's loopback: to the board that address is the board itself, and each case
    would fail as if its firmware did not connect. What is not on USB may be a program of this machine.
    """
    has_radio = entry.network is NetworkBy.RADIO and not entry.control
    if not has_radio or not is_loopback_url(server_url) or Whereabouts.of(port) is None:
        return ""
    return f"it cannot reach {server_url!r}, which is on this machine's loopback; {_SAY_WHERE}"
