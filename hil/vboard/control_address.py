"""Where the control channel of a virtual board is: a Unix socket or a TCP port."""

from dataclasses import dataclass
from pathlib import Path

from oceanhil.hil.vboard.ports.tcp_address import parse_address
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.host.addresses import host_and_port


@dataclass(frozen=True, slots=True)
class UnixAddress:
    """A Unix socket, `unix:PATH`."""

    path: Path

    def __str__(self) -> str:
        return f"unix:{self.path}"

    def resolved(self, base: Path) -> "UnixAddress":
        """Let a relative path begin at `base`; it is not made longer than need be, for sockets have a limit."""
        return UnixAddress(base / self.path)


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A port of a host, `tcp:HOST:PORT`; of the end that listens, port 0 is any."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"tcp:{host_and_port(self.host, self.port)}"

    def resolved(self, _base: Path) -> "TcpAddress":
        """Give it as it is: only a path begins somewhere."""
        return self


ControlAddress = UnixAddress | TcpAddress


def parse_control_address(text: str) -> ControlAddress:
    """Read `unix:PATH` or `tcp:HOST:PORT`, without HOST loopback; raises VirtualBoardError for anything else."""
    kind, _, place = text.partition(":")
    match kind:
        case "unix" if place:
            return UnixAddress(Path(place))
        case "tcp" if place:
            return TcpAddress(*parse_address(place))
        case _:
            raise VirtualBoardError(f"control address {text!r} is none, expected unix:PATH or tcp:HOST:PORT")
