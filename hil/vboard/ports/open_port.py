"""Opens the kind of port that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from oceanhil.hil.vboard.ports.port import BoardPort, HostSide
from oceanhil.hil.vboard.ports.tcp_port import RawConversation, TcpPort
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.settings import PortKind
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError

if TYPE_CHECKING:
    from oceanhil.hil.vboard.ports.usb_posix import UsbPort


def open_port(kind: PortKind, address: str, host: HostSide, reactor: Reactor) -> BoardPort:
    """Open a board's port; raises VirtualBoardError, MachineRefusedError."""
    match kind:
        case PortKind.PTY:
            try:
                from oceanhil.hil.vboard.ports.pty_posix import PtyPort
            except ImportError:
                raise VirtualBoardError("this system has no pseudo terminals, expected --tcp PORT instead") from None
            return PtyPort(Path(address), host, reactor)
        case PortKind.TCP:
            return TcpPort(address, "socket", lambda _: RawConversation(host), reactor)
        case PortKind.RFC2217:
            from oceanhil.hil.vboard.ports.rfc2217_port import rfc2217_port

            return rfc2217_port(address, host, reactor)


def open_usb(address: str, host: HostSide, reactor: Reactor, *, is_held: bool) -> UsbPort:
    """Open the port of a board with USB of its own, at a link; raises VirtualBoardError, MachineRefusedError."""
    try:
        from oceanhil.hil.vboard.ports.usb_posix import UsbPort
    except ImportError:
        raise VirtualBoardError(
            "this system has no pseudo terminals, on which alone USB comes and goes; leave out --native-usb"
        ) from None
    return UsbPort(Path(address), host, reactor, is_held=is_held)
