"""I17: the form of requests."""

import pytest

from oceanhil.scenarios.devices.invariants.requests import RequestsAreInForm
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import requested


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415])
def test_a_refusal_of_form_is_a_breach_unless_a_fault_made_it(status: int) -> None:
    found = seen_by(RequestsAreInForm, requested("session", status, S, code="bad_request"))
    assert found == f"device sent POST /api/device/session/, refused for its form: {status} bad_request"
    assert not seen_by(RequestsAreInForm, requested("session", status, S, fault="status"))


def test_what_the_server_says_of_a_body_is_told() -> None:
    found = seen_by(RequestsAreInForm, requested("register", 400, S, code="bad_request", error="token is empty"))
    assert found.endswith("refused for its form: 400 bad_request: token is empty")


@pytest.mark.parametrize("said", ["23.5", "-40", "-127", "85", "1800"])
def test_a_temperature_that_something_has_may_be_reported(said: str) -> None:
    assert not seen_by(RequestsAreInForm, requested("state", 200, S, method="POST", temperature=said, humidity="100"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"temperature": "4.29497e+08"}, "temperature of 4.29497e+08 °C"),
        ({"temperature": "-274"}, "temperature of -274 °C"),
        ({"humidity": "-0.5"}, "humidity of -0.5 %"),
        ({"humidity": "998"}, "humidity of 998 %"),
    ],
)
def test_what_nothing_has_may_not(said: dict[str, str], told: str) -> None:
    found = seen_by(RequestsAreInForm, requested("state", 200, S, method="POST", **said))
    assert found == f"device reported a {told}, which nothing has"


@pytest.mark.parametrize("status", [200, 401, 403, 410, 418, 429, 500])
def test_other_answers_are_about_something_else(status: int) -> None:
    assert not seen_by(RequestsAreInForm, requested("session", status, S))


def test_a_question_has_no_body() -> None:
    found = seen_by(RequestsAreInForm, requested("state", 200, S, body_bytes=12))
    assert found == "device sent GET /api/device/state/ with a body of 12 bytes"


@pytest.mark.parametrize(
    ("told", "is_known"),
    [
        ("ESP32_246F28072CD8", True),
        ("ESP32_D82C07286F24", True),
        ("ESP32_072CD8", True),
        ("PICOW_246F28072CD8", False),
        ("ESP32_246F28072CD9", False),
    ],
)
def test_a_device_of_our_own_is_called_by_its_family_and_by_its_mac_in_some_known_way(
    told: str, is_known: bool
) -> None:
    found = seen_by(RequestsAreInForm, requested("register", 200, S, mac="24:6F:28:07:2C:D8", device_id=told))
    said = f"device calls itself {told}, and with the MAC 24:6F:28:07:2C:D8 it is ESP32_246F28072CD8"
    assert found == ("" if is_known else said)


OPENED = requested("session", 200, S, session="a1b2c3d4")


def test_a_session_that_nobody_gave_is_a_breach() -> None:
    found = seen_by(RequestsAreInForm, OPENED, requested("state", 401, 2 * S, session="oc_perm_"))
    assert found == "device sent GET /api/device/state/ with the session oc_perm_…, which it was never given"


@pytest.mark.parametrize("fields", [{"session": "a1b2c3d4"}, {"session": "00000000", "device": "twin"}, {}])
def test_a_session_of_its_own_or_none_is_not(fields: dict[str, str]) -> None:
    assert not seen_by(RequestsAreInForm, OPENED, requested("state", 200, 2 * S, **fields))


def test_an_older_session_was_given_too() -> None:
    newer = requested("session", 200, 2 * S, session="e5f6a7b8")
    assert not seen_by(RequestsAreInForm, OPENED, newer, requested("state", 401, 3 * S, session="a1b2c3d4"))


def test_what_a_fault_gave_nobody_knows() -> None:
    changed = requested("session", 200, 2 * S, session="e5f6a7b8", fault="answer")
    other = requested("state", 401, 3 * S, session="99999999")
    assert not seen_by(RequestsAreInForm, OPENED, changed, other)
    assert seen_by(RequestsAreInForm, changed, requested("session", 200, 2 * S, session="a1b2c3d4"), other)
