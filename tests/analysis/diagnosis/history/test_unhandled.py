"""A program that ends over an error which the log shows coming about has the error's cause, no crash of its own."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from tests.together import together

RUST = "thread 'main' panicked at src/net.rs:41:9:\n"
UNWRAPS = RUST + "called `Result::unwrap()` on an `Err` value: {}\n"
OTHER_NAME = (
    "I (8) esp-tls-mbedtls: verification info: ! The certificate Common Name (CN) does not match with the expected CN\n"
    "E (83) esp-tls: Failed to open new connection\n"
)
NO_NAME = "E (91) esp-tls: couldn't get hostname for :api.example.net: getaddrinfo() returns 202, addrinfo=0x0\n"
CHECKED = "ESP_ERROR_CHECK failed: esp_err_t {} at 0x400d1234\nexpression: {}\nabort() was called at PC 0x4008a1b3\n"
PERFORM = CHECKED.format("0x7002 (ESP_ERR_HTTP_CONNECT)", "esp_http_client_perform(client)")
REFUSED = "reason: 15\n" * 3
ROM = "ets Jul 29 2019 12:21:46\nrst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n"


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        (OTHER_NAME + UNWRAPS.format("EspError(28674)"), "certificate-other-name"),
        (OTHER_NAME + UNWRAPS.format("Tls(X509CertVerifyFailed)"), "certificate-other-name"),
        (
            OTHER_NAME
            + "panicked at 'called `Result::unwrap()` on an `Err` value: EspError(32769)', src/main.rs:8:4\n",
            "certificate-other-name",
        ),
        (NO_NAME + PERFORM, "name-not-resolved"),
        ((NO_NAME + PERFORM + ROM) * 2, "name-not-resolved"),
        (REFUSED + UNWRAPS.format("EspError(263)"), "wifi-password-wrong"),
        (REFUSED + RUST + "could not join: EspError(12295)\n", "wifi-password-wrong"),
    ],
)
def test_what_brought_the_error_about_comes_before_the_crash(log: str, cause: str) -> None:
    findings = diagnose(log).findings
    assert findings[0].cause == cause
    crash = next(finding for finding in findings if finding.cause == "panic")
    assert "follows from what is named first" in crash.note


@together
@pytest.mark.parametrize(
    "log",
    [
        OTHER_NAME + RUST + "index out of bounds: the len is 3 but the index is 7\n",
        OTHER_NAME + RUST + "called `Option::unwrap()` on a `None` value\n",
        OTHER_NAME + UNWRAPS.format("EspError(259)"),
        OTHER_NAME + UNWRAPS.format("EspError(263)"),
        OTHER_NAME + UNWRAPS.format("Utf8Error { valid_up_to: 3 }"),
        OTHER_NAME + CHECKED.format("0x103 (ESP_ERR_INVALID_STATE)", "i2c_driver_install()"),
        OTHER_NAME + "post 200\n" + UNWRAPS.format("EspError(28674)"),
        REFUSED + "ip: 10.0.0.6\n" + UNWRAPS.format("EspError(263)"),
        "ip: 10.0.0.6\n" + UNWRAPS.format("EspError(28674)"),
        NO_NAME + ROM + PERFORM,
    ],
)
def test_an_error_of_something_else_or_without_a_root_in_the_log_is_a_crash(log: str) -> None:
    crash = next(finding for finding in diagnose(log).findings if finding.cause == "panic")
    assert crash.confidence >= 93


def test_an_error_that_is_told_and_ends_nothing_is_no_crash() -> None:
    told = diagnose(OTHER_NAME + "post: EspError(28674), retry in 10 s\n").findings
    assert [finding.cause for finding in told] == ["certificate-other-name"]
