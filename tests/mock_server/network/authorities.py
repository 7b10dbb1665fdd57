"""Authorities and clients for tests of TLS."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

from cryptography import x509

from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.network.authority import BenchAuthority, ServerCertificate

# OpenSSL judges by the machine's clock.
NOW = datetime.fromtimestamp(wall_us() // 1_000_000, UTC)
DAY = timedelta(days=1)


def new_authority() -> BenchAuthority:
    return BenchAuthority.create()


def read(certificate: ServerCertificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.pem)


def client_of(authority: BenchAuthority, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """Make a client that trusts nobody but `authority`, and checks as strictly as OpenSSL can."""
    context = ssl.create_default_context(cadata=authority.certificate_pem)
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context
