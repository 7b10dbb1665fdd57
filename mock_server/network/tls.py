"""What boards and this server can both speak: TLS 1.2 and 1.3, with ECDHE and authenticated ciphers."""

import os
import ssl
import tempfile
from pathlib import Path
from typing import Final

# Of TLS 1.2, in BearSSL's order: it is fastest with ChaCha20, having no AES in hardware (ssl_client_full.c of BearSSL).
_CIPHERS: Final = (
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"
)


def server_context(pem: bytes) -> ssl.SSLContext:
    """Make the context of a server with the key and certificate in `pem`; raises ssl.SSLError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    # A board keeps no session from one boot to the next.
    context.num_tickets = 0
    show(context, pem)
    return context


def show(context: ssl.SSLContext, pem: bytes) -> None:
    """Show the certificate in `pem` at every handshake from now on; raises ssl.SSLError."""
    # The ssl module reads keys from files only. mkstemp's is its owner's alone.
    number, name = tempfile.mkstemp(prefix="oceanhil-", suffix=".pem")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(pem)
        context.load_cert_chain(name)
    finally:
        Path(name).unlink()
