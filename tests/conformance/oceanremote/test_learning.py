"""Readings of another server are found out exactly, and a profile with them makes every item conform."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.replies import Answer
from oceanhil.protocol.device_request import DeviceTime, RegisterBody
from oceanhil.protocol.profile import Profile, Scalar, load_profile
from tests.conformance.seeded.bug import subject_at
from tests.conformance.seeded.judging_bugs import judging

pytestmark = pytest.mark.slow

REGISTRATION = [item for item in ITEMS if item.topic.startswith("registration")]
NARROWER: dict[str, Scalar] = {
    "server.used_token_status": 401,
    "server.idempotent_register_window": 700,
    "server.max_clock_skew_s": 120,
    "server.registration_token_ttl_s": 3599,
    "server.registration_body_length": 44,
    "server.permanent_body_length": 24,
    "server.max_body_bytes": 32768,
    "server.wrong_field_status": 422,
}
WIDER: dict[str, Scalar] = {
    "server.require_device_time": True,
    "server.idempotent_register_window": 1,
    "server.max_clock_skew_s": 5000,
    "server.registration_token_ttl_s": 172800,
    "server.permanent_body_length": 56,
    "server.max_body_bytes": 90_001,
}

OTHER_WORDS = """
[errors]
token_expired = {code = "expired"}
token_used = {message = "Token was used", code = "used"}
token_invalid = {code = "invalid"}
clock_skew = {status = 403, message = "Check your clock"}
bad_request = {status = 422, code = "validation"}
not_found = {message = "No such page"}
method_not_allowed = {message = "Use POST", code = "method"}
too_large = {status = 400, message = "Too much"}
unsupported_media_type = {status = 406}
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def serving(profile: Profile) -> MockServer:
    return MockServer(Core(profile, seed=1))


def findings(subject: DeviceSubject) -> list[str]:
    results = run_items(REGISTRATION, subject, trials_max=1)
    return [f"{result.id}: {result.found}" for result in results if result.verdict is not ItemVerdict.CONFORMS]


class FutureOnly(Registration):
    """Refuse clocks that are behind, and let those pass that are ahead."""

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        is_ahead = device_time is not None and device_time.time_us > now_us
        return super().answer(body, None if is_ahead else device_time, now_us)


def test_a_limit_of_one_direction_is_no_reading_for_no_profile_has_two(servers: ServerLoop) -> None:
    chosen = [item for item in ITEMS if item.id in {"registration-clock/edge-ahead", "registration-clock/edge-behind"}]
    with subject_at(servers, judging(FutureOnly)) as subject:
        found = {result.id: result.found for result in run_items(chosen, subject, trials_max=1)}
        assert subject.learned == {}
    assert found["registration-clock/edge-ahead"] == "any time ahead, and not the other way"
    assert not found["registration-clock/edge-behind"]


def test_where_registrations_look_at_no_clock_sessions_are_asked_about_the_profiles_limit(servers: ServerLoop) -> None:
    with subject_at(servers, lambda: serving(load_profile())) as subject:
        subject.learn({"server.max_clock_skew_s": 2 * 10**9})
        assert subject.clock_limit_s() == 300
        subject.learn({"server.max_clock_skew_s": 400})
        assert subject.clock_limit_s() == 400


@pytest.mark.long
@pytest.mark.parametrize("readings", [NARROWER, WIDER], ids=["narrower", "wider"])
def test_other_readings_are_found_exactly_and_then_conform(readings: dict[str, Scalar], servers: ServerLoop) -> None:
    other = load_profile().override(readings)
    with subject_at(servers, lambda: serving(other)) as subject:
        assert findings(subject)
        assert subject.learned == readings
    with subject_at(servers, lambda: serving(other), other) as subject:
        assert findings(subject) == []


@pytest.mark.long
def test_other_words_are_found_exactly_and_then_conform(tmp_path: Path, servers: ServerLoop) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(OTHER_WORDS)
    other = load_profile(file)
    words = {
        f"errors.{name}.{field}": value
        for name, row in tomllib.loads(OTHER_WORDS)["errors"].items()
        for field, value in row.items()
    }
    with subject_at(servers, lambda: serving(other)) as subject:
        assert findings(subject)
        assert subject.learned == words
    with subject_at(servers, lambda: serving(other), other) as subject:
        assert findings(subject) == []
