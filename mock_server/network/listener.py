"""A listening socket, with or without TLS.

What boards and this server can both speak: TLS 1.2 and 1.3, with ECDHE and authenticated ciphers.
"""

import os
import socket
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.host.addresses import host_and_port

# Of TLS 1.2, in BearSSL's order: it is fastest with ChaCha20, having no AES in hardware (ssl_client_full.c of BearSSL).
_CIPHERS: Final = (
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"
)
BACKLOG = 1024


def server_context(pem: bytes) -> ssl.SSLContext:
    """Make the context of a server with the key and certificate in `pem`; raises ssl.SSLError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    # A board keeps no session from one boot to the next.
    context.num_tickets = 0
    show_certificate(context, pem)
    return context


def show_certificate(context: ssl.SSLContext, pem: bytes) -> None:
    """Show the certificate in `pem` at every handshake from now on; raises ssl.SSLError."""
    # The ssl module reads keys from files only. mkstemp's is its owner's alone.
    number, name = tempfile.mkstemp(prefix="oceanhil-", suffix=".pem")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(pem)
        context.load_cert_chain(name)
    finally:
        Path(name).unlink()


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket that waits for connections; with `tls` it speaks HTTPS."""

    socket: socket.socket
    tls: ssl.SSLContext | None = None

    @property
    def port(self) -> int:
        """The port it really has."""
        return int(self.socket.getsockname()[1])

    @property
    def host(self) -> str:
        """The address, as text without brackets."""
        return str(self.socket.getsockname()[0])

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return f"{'http' if self.tls is None else 'https'}://{host_and_port(self.host, self.port)}"


def open_listener(host: str, port: int, tls: ssl.SSLContext | None = None) -> Listener:
    """Listen at the first address of `host`, IPv4 before IPv6; raises OSError (socket.gaierror: unknown host)."""
    bound = bind(host, port, socket.SOCK_STREAM)
    try:
        bound.listen(BACKLOG)
    except BaseException:
        bound.close()
        raise
    return Listener(bound, tls)


def bind(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    """Bind a socket of `kind` to the first address of `host`; one of IPv6 takes IPv6 only, on every system alike."""
    found = socket.getaddrinfo(host, port, type=kind, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    bound = socket.socket(family, kind, protocol)
    try:
        # On Windows this option would let two servers share the port; elsewhere it would for datagrams.
        if hasattr(socket, "SO_REUSEPORT") and kind == socket.SOCK_STREAM:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(address)
    except BaseException:
        bound.close()
        raise
    return bound
