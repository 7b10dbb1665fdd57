"""The bench CA and what it issues. How boards check is told in mock_server/network/authority.py."""

from __future__ import annotations

import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import ExtensionOID
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.network.authority import AFTER, BEFORE, AuthorityError, BenchAuthority, name_of
from tests.mock_server.network.authorities import DAY, NOW, new_authority, read

NAMES = ["localhost", "127.0.0.1", "::1", "bench.local"]
# The only ones that BearSSL lets be critical and understands.
CRITICAL = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE}


def test_an_authority_survives_its_file() -> None:
    made = new_authority()
    loaded = BenchAuthority.load(made.pem, NOW)
    assert loaded.fingerprint == made.fingerprint
    read(loaded.issue(NAMES, NOW)).verify_directly_issued_by(x509.load_pem_x509_certificate(made.pem))


def test_the_exported_certificate_holds_no_key() -> None:
    assert "PRIVATE" not in new_authority().certificate_pem


def test_two_authorities_have_two_names() -> None:
    one, other = (x509.load_pem_x509_certificate(new_authority().pem) for _ in range(2))
    assert one.subject != other.subject


def test_addresses_and_names_are_certified_as_what_they_are() -> None:
    names = read(new_authority().issue(NAMES, NOW)).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert [str(each) for each in names.value.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert {"localhost", "bench.local"} <= set(names.value.get_values_for_type(x509.DNSName))


def test_an_ipv4_address_is_certified_as_a_name_too_for_bearssl() -> None:
    names = read(new_authority().issue(NAMES, NOW)).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert "127.0.0.1" in names.value.get_values_for_type(x509.DNSName)


def test_nothing_is_critical_that_bearssl_refuses() -> None:
    extensions = read(new_authority().issue(NAMES, NOW)).extensions
    assert {each.oid for each in extensions if each.critical} == CRITICAL


def test_keys_and_signatures_are_such_that_every_board_checks() -> None:
    leaf = read(new_authority().issue(NAMES, NOW))
    public = leaf.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert public.curve.name == "secp256r1"
    assert leaf.signature_algorithm_oid == x509.SignatureAlgorithmOID.ECDSA_WITH_SHA256


def test_a_chain_is_small_enough_for_an_esp8266() -> None:
    """Both together are less than half of the 2 KiB that one RSA certificate of 4,096 bits takes."""
    made = new_authority()
    root = x509.load_pem_x509_certificate(made.pem).public_bytes(Encoding.DER)
    assert len(root) + len(read(made.issue(NAMES, NOW)).public_bytes(Encoding.DER)) < 1_024


def test_it_holds_for_clocks_that_are_a_year_slow_or_fast() -> None:
    leaf = read(new_authority().issue(NAMES, NOW))
    assert leaf.not_valid_before_utc <= NOW - 365 * DAY
    assert leaf.not_valid_after_utc >= NOW + 365 * DAY
    assert BEFORE + AFTER <= 825 * DAY


def test_no_certificate_outlives_its_authority() -> None:
    made = new_authority()
    assert made.issue(NAMES, made.expires - DAY).expires == made.expires


@pytest.mark.parametrize("text", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_authority_is_refused(text: bytes) -> None:
    with pytest.raises(AuthorityError, match="expected a private key"):
        BenchAuthority.load(text, NOW)


def test_a_damaged_file_is_refused() -> None:
    pem = new_authority().pem
    with pytest.raises(AuthorityError):
        BenchAuthority.load(pem[: len(pem) - 100], NOW)


def test_a_certificate_whose_key_is_no_point_of_the_curve_is_refused() -> None:
    pem = new_authority().pem
    start = pem.index(b"-----BEGIN CERTIFICATE")
    certificate = x509.load_pem_x509_certificate(pem[start:])
    point = certificate.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    der = certificate.public_bytes(Encoding.DER).replace(point, point[:1] + bytes(len(point) - 1))
    with pytest.raises(AuthorityError, match="a certificate that is damaged"):
        BenchAuthority.load(pem[:start] + ssl.DER_cert_to_PEM_cert(der).encode(), NOW)


def test_the_key_of_another_is_refused() -> None:
    pem = new_authority().pem.partition(b"-----BEGIN CERTIFICATE")[0] + new_authority().certificate_pem.encode()
    with pytest.raises(AuthorityError, match="do not belong together"):
        BenchAuthority.load(pem, NOW)


def test_a_servers_certificate_is_no_authority() -> None:
    with pytest.raises(AuthorityError, match="no authority's"):
        BenchAuthority.load(new_authority().issue(NAMES, NOW).pem, NOW)


def test_an_ended_authority_is_refused() -> None:
    made = new_authority()
    with pytest.raises(AuthorityError, match="to 2099-12-31, today is"):
        BenchAuthority.load(made.pem, made.expires + DAY)


def test_a_locked_key_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pass"))
    with pytest.raises(AuthorityError, match="without password"):
        BenchAuthority.load(pem + new_authority().certificate_pem.encode(), NOW)


def test_a_key_that_no_board_checks_is_refused() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(AuthorityError, match="boards cannot check"):
        BenchAuthority.load(pem + new_authority().certificate_pem.encode(), NOW)


@pytest.mark.parametrize("name", ["", "a b", "a..b", "-a", "a" * 64, "http://x", "x/y", "*", "a.*", "1.2.3.4.5/8", "."])
def test_a_wrong_name_is_told(name: str) -> None:
    with pytest.raises(AuthorityError, match="no host name or address"):
        new_authority().issue([name], NOW)


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("Bench.Local.", "bench.local"),
        ("[::1]", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_names_are_written_as_clients_do(given: str, known: str) -> None:
    assert name_of(given) == known


@pytest.mark.slow
@given(st.text(max_size=30))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    try:
        assert name_of(name_of(text)) == name_of(text)
    except AuthorityError:
        return
