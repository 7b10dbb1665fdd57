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


@pytest.mark.parametrize("status", [200, 401, 403, 410, 418, 429, 500])
def test_other_answers_are_about_something_else(status: int) -> None:
    assert not seen_by(RequestsAreInForm, requested("session", status, S))


def test_a_question_has_no_body() -> None:
    found = seen_by(RequestsAreInForm, requested("state", 200, S, body_bytes=12))
    assert found == "device sent GET /api/device/state/ with a body of 12 bytes"
