"""Numbers by which the TLS libraries of the cores tell why there is no connection."""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_CHECKED: Final = "2026-11-23"
_MBED: Final = "mbed TLS"
_BEAR: Final = "BearSSL"
_HEADERS: Final = "Mbed-TLS/mbedtls v3.6.4 include/mbedtls/"
_SSL: Final = "esp8266/Arduino 3.1.2 tools/sdk/include/bearssl/bearssl_ssl.h:"
_X509: Final = "esp8266/Arduino 3.1.2 tools/sdk/include/bearssl/bearssl_x509.h:"


def _mbed(about: str, number: int, new: str, old: str) -> Fact[int]:
    """Describe an error that has the same number in the mbed TLS of ESP-IDF 4.4 (2.28) and 5.x (3.6)."""
    return Fact(
        about, _MBED, (Version(number, f"Mbed-TLS/mbedtls v2.28.8 include/mbedtls/{old}; {_HEADERS}{new}"),), _CHECKED
    )


MBED_GENERIC: Final = _mbed("MBEDTLS_ERR_ERROR_GENERIC_ERROR", -0x0001, "error.h:98", "error.h:108")
MBED_UNTRUSTED: Final = _mbed("MBEDTLS_ERR_X509_CERT_VERIFY_FAILED", -0x2700, "x509.h:71", "x509.h:74")
MBED_UNREADABLE: Final = _mbed("MBEDTLS_ERR_X509_INVALID_FORMAT", -0x2180, "x509.h:49", "x509.h:52")
MBED_UNREADABLE_KEY: Final = _mbed("MBEDTLS_ERR_PK_KEY_INVALID_FORMAT", -0x3D00, "pk.h:46", "pk.h:54")
MBED_ALERT: Final = _mbed("MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, whichever it was", -0x7780, "ssl.h:76", "ssl.h:97")
MBED_NO_RECORD: Final = _mbed("MBEDTLS_ERR_SSL_INVALID_RECORD", -0x7200, "ssl.h:55", "ssl.h:75")
BEAR_EXPIRED: Final = Fact("BR_ERR_X509_EXPIRED", _BEAR, (Version(54, f"{_X509}202"),), _CHECKED)
BEAR_BAD_NAME: Final = Fact("BR_ERR_X509_BAD_SERVER_NAME", _BEAR, (Version(56, f"{_X509}208"),), _CHECKED)
BEAR_NOT_TRUSTED: Final = Fact("BR_ERR_X509_NOT_TRUSTED", _BEAR, (Version(62, f"{_X509}223"),), _CHECKED)
BEAR_ALERT: Final = Fact(
    "BR_ERR_RECV_FATAL_ALERT, plus the number of the alert", _BEAR, (Version(256, f"{_SSL}219"),), _CHECKED
)
