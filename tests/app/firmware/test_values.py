import pytest

from oceanhil.app.firmware.tool_errors import WrongValueError
from oceanhil.app.firmware.values import Values
from tests.app.firmware.user import PASSWORD, TOKEN, VALUES


def test_secrets_are_not_in_what_values_show_of_themselves() -> None:
    assert TOKEN.decode() not in repr(VALUES)
    assert "pass" not in repr(VALUES).replace("password", "")


@pytest.mark.parametrize("ssid", [b"", b"x" * 33, "☂".encode() * 11])
def test_an_ssid_has_1_to_32_bytes(ssid: bytes) -> None:
    with pytest.raises(WrongValueError, match=f"the SSID has {len(ssid)} bytes, expected 1 to 32"):
        Values(ssid, PASSWORD, TOKEN)


@pytest.mark.parametrize("password", [b"", b"8letters", b"x" * 63, b"0aF9" * 16])
def test_a_password_is_a_passphrase_a_key_or_none(password: bytes) -> None:
    assert Values(b"net", password, TOKEN).password == password


@pytest.mark.parametrize("password", [b"secret", b"x" * 64, b"0" * 65])
def test_a_wrong_password_is_told_by_its_length_alone(password: bytes) -> None:
    with pytest.raises(WrongValueError, match=f"the Wi-Fi password has {len(password)} bytes") as caught:
        Values(b"net", password, TOKEN)
    assert password.decode() not in str(caught.value)


@pytest.mark.parametrize("token", [b"", b"two words", b"t" * 191, b"oc_reg_\xe2\x80\xa6", b"oc_reg_\n"])
def test_a_token_is_printable_and_fits_the_core(token: bytes) -> None:
    with pytest.raises(WrongValueError, match="registration token is not 1 to 190 printable characters"):
        Values(b"net", PASSWORD, token)


@pytest.mark.parametrize("server", [b"https://api.example.com", b"http://192.168.1.2:8080", b"https://[::1]:8443/base"])
def test_a_server_is_a_base_url(server: bytes) -> None:
    assert Values(b"net", PASSWORD, TOKEN, server).server == server


@pytest.mark.parametrize(
    "server",
    [
        b"example.com",
        b"ftp://x",
        b"https://",
        b"https://x y",
        b"https://x:99999",
        b"https://x?a=1",
        b"http://u:p@x",
        "https://é".encode(),
    ],
)
def test_another_text_is_no_server(server: bytes) -> None:
    with pytest.raises(WrongValueError, match=r"is not a base URL \(.*\); expected one such as"):
        Values(b"net", PASSWORD, TOKEN, server)


def test_nul_would_end_a_value_and_is_refused() -> None:
    with pytest.raises(WrongValueError, match="has a NUL in it"):
        Values(b"net\0work", PASSWORD, TOKEN)


@pytest.mark.parametrize("certificate", [b"\x30\x82", b"-----BEGIN CERTIFICATE-----", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_root_certificate_is_pem(certificate: bytes) -> None:
    with pytest.raises(WrongValueError, match="the root certificate is not PEM"):
        Values(b"net", PASSWORD, TOKEN, b"https://bench", certificate)
