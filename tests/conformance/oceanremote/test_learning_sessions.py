"""Readings of sessions, status and limits are found out exactly, and a profile with them makes every item conform."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.profile import Scalar, load_profile
from tests.conformance.seeded.bug import subject_at

ELSEWHERE = ("registration", "http", "framing", "abuse", "race", "secrets")
SESSIONS = [item for item in ITEMS if not item.topic.startswith(ELSEWHERE)]
STRICTER: Mapping[str, Scalar] = {
    "server.session_ttl_s": 1800,
    "server.session_token_length": 16,
    "server.accept_query_token": False,
    "server.online_below_s": 7,
    "server.offline_above_s": 150,
    "server.rate_limit_api_per_s": 10,
    "server.rate_limit_register_per_min": 1,
    "server.rate_limit_connections": 5,
    "server.rate_limit_retry_after_s": 120,
    "errors.session_expired.status": 403,
    "errors.rate_limited.code": "slow_down",
}
MILDER: Mapping[str, Scalar] = {
    "server.session_ttl_s": 7201,
    "server.session_token_length": 20,
    "server.check_device_id": False,
    "server.online_below_s": 15,
    "server.offline_above_s": 605,
    "server.rate_limit_api_per_s": 45,
    "server.rate_limit_register_per_min": 9,
    "server.rate_limit_connections": 25,
    "server.rate_limit_retry_after_s": 605,
    "server.maintenance_retry_after_s": 5,
    "errors.session_unknown.message": "who are you?",
    "errors.mac_mismatch.status": 401,
}


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def findings(subject: DeviceSubject) -> list[str]:
    results = run_items(SESSIONS, subject, trials_max=1)
    return [f"{result.id}: {result.found}" for result in results if result.verdict is not ItemVerdict.CONFORMS]


@pytest.mark.long
@pytest.mark.parametrize("readings", [STRICTER, MILDER], ids=["stricter", "milder"])
def test_other_readings_are_found_exactly_and_then_conform(
    readings: Mapping[str, Scalar], servers: ServerLoop, tmp_path: Path
) -> None:
    path = tmp_path / "other.toml"
    path.write_text(_profile(readings), "utf-8")
    other = load_profile(path)
    with subject_at(servers, lambda: MockServer(Core(other, seed=1))) as subject:
        assert findings(subject)
        assert subject.learned == readings
    with subject_at(servers, lambda: MockServer(Core(other, seed=1)), other) as subject:
        assert findings(subject) == []


def _profile(readings: Mapping[str, Scalar]) -> str:
    """Write the readings as a profile file."""
    lines = {table: [f"[{table}]"] for table in ("server", "errors")}
    for name, value in readings.items():
        table, _, rest = name.partition(".")
        row, _, field = rest.partition(".")
        text = str(value).lower() if isinstance(value, bool) else repr(value)
        lines[table].append(f"{row} = {{{field} = {text}}}" if field else f"{row} = {text}")
    return "\n".join([*lines["server"], *lines["errors"]])
