"""A certificate authority for one bench, and certificates that boards can check.

Made for the smallest checkers, BearSSL on ESP8266 and Pico W, and Mbed TLS on ESP32: keys on P-256, signatures with
SHA-256, a chain of one. BearSSL refuses any critical extension but basic constraints, key usage, alternative names and
policies, and compares the host with DNS names only, so an IPv4 address stands in the certificate as such and as a name
(src/x509/x509_minimal.t0 of BearSSL 0.6).
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# What ends the trust in a bench's authority is the end of the bench.
_AUTHORITY_SINCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_AUTHORITY_UNTIL: Final = datetime(2099, 12, 31, tzinfo=UTC)
# A board's clock may be wrong, or moved by a test. Apple's systems take no more than 825 days altogether
# (support.apple.com/103769).
BEFORE: Final = timedelta(days=365)
AFTER: Final = timedelta(days=455)
_HOST_NAME: Final = re.compile(r"(?:\*\.)?(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_HOST_NAME_MAX: Final = 253
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class AuthorityError(ValueError):
    """What cannot be used as an authority, or be certified, and why."""


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """Key and certificate of a server, PEM, in this order; good for `names` until `expires`."""

    pem: bytes
    names: tuple[str, ...]
    expires: datetime


class BenchAuthority:
    """The authority: whoever trusts its certificate trusts every server certificate that it issues."""

    def __init__(self, certificate: x509.Certificate, key: _Key) -> None:
        """Take what `create` made or `load` checked."""
        self._certificate = certificate
        self._key = key

    @classmethod
    def create(cls) -> Self:
        """Make a new one."""
        key = ec.generate_private_key(ec.SECP256R1())
        public = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        name = _name(f"oceanhil bench CA {public.digest.hex()[:8]}")
        uses = _key_usage(signs=False, certifies=True)
        certificate = (
            _builder(name, name, key, _AUTHORITY_SINCE, _AUTHORITY_UNTIL)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(uses, critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(certificate, key)

    @classmethod
    def load(cls, pem: bytes, now: datetime) -> Self:
        """Read what `pem` gave, or another authority's key and certificate; raises AuthorityError."""
        try:
            key = load_pem_private_key(pem, password=None)
            certificates = x509.load_pem_x509_certificates(pem)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            # TypeError: the key is encrypted.
            raise AuthorityError("expected a private key without password and a certificate, as PEM") from None
        except x509.InvalidVersion as error:
            raise AuthorityError(f"a certificate of version {error.parsed_version}, expected 3") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise AuthorityError("a key that boards cannot check, expected one on P-256 or RSA")
        try:
            _check(certificates[0], key, now)
        except AuthorityError:
            raise
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            # What a certificate holds is read when it is asked for.
            raise AuthorityError(f"a certificate that is damaged ({str(error).lower()})") from None
        return cls(certificates[0], key)

    @property
    def pem(self) -> bytes:
        """Key and certificate as PEM: a secret."""
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate_pem.encode()

    @property
    def certificate_pem(self) -> str:
        """The certificate as PEM."""
        return self._certificate.public_bytes(Encoding.PEM).decode()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal pairs with colons."""
        return self._certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def expires(self) -> datetime:
        """When its certificate ends."""
        return self._certificate.not_valid_after_utc

    def issue(self, names: Iterable[str], now: datetime) -> ServerCertificate:
        """Make a key and its certificate for `names`, host names or addresses; raises AuthorityError for a wrong one.

        It holds from a year before `now`, real time, to some fifteen months after it.
        """
        wanted = tuple(dict.fromkeys(name_of(name) for name in names))
        key = ec.generate_private_key(ec.SECP256R1())
        ends = min(now + AFTER, self.expires)
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        certificate = (
            _builder(_name("oceanhil server"), self._certificate.subject, key, now - BEFORE, ends)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs=True, certifies=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(issuer_key, critical=False)
            .add_extension(x509.SubjectAlternativeName(_alternatives(wanted)), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return ServerCertificate(private + certificate.public_bytes(Encoding.PEM), wanted, ends)


def name_of(name: str) -> str:
    """Write a host name or address as certificates and clients do; raises AuthorityError."""
    plain = name.strip("[]").partition("%")[0]
    try:
        return str(ipaddress.ip_address(plain))
    except ValueError:
        pass
    try:
        known = plain.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        known = ""
    if len(known) > _HOST_NAME_MAX or not _HOST_NAME.fullmatch(known):
        raise AuthorityError(
            f"{name!r} is no host name or address, expected one such as 'bench.local' or '192.168.1.10'"
        )
    return known


def _alternatives(names: Iterable[str]) -> list[x509.GeneralName]:
    found: list[x509.GeneralName] = []
    for name in names:
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            found.append(x509.DNSName(name))
            continue
        found.append(x509.IPAddress(address))
        if address.version == 4:
            found.append(x509.DNSName(name))
    return found


def _check(certificate: x509.Certificate, key: _Key, now: datetime) -> None:
    if certificate.public_key() != key.public_key():
        raise AuthorityError("key and certificate do not belong together")
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        constraints = None
    if constraints is None or not constraints.ca:
        raise AuthorityError("its certificate is no authority's")
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        raise AuthorityError(
            f"its certificate holds from {since:%Y-%m-%d} to {until:%Y-%m-%d}, today is {now:%Y-%m-%d}"
        )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: _Key, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _key_usage(*, signs: bool, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )
