"""Capture once, mock for ever: what is learned of a service makes the mock service answer like it."""

from pathlib import Path

import pytest
import tomlkit

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.ringcentral.suite import ITEMS
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.protocol.profile import Scalar
from tests.conformance.ringcentral.subjects import learned, right, served, tried

# Those that learn, and some others: they must not be led astray by what is learned.
IDS = {item.id for item in ITEMS if item.learns} | {item.id for item in ITEMS[::4] if item.topic != "http"}

CHANGES: dict[str, dict[str, Scalar]] = {
    "sessions": {
        "server.session_limit": 2,
        "server.over_limit": "refuse",
        "server.absolute_session_timeout_s": 1_000_000,
        "server.access_token_ttl_s": 7200,
        "server.refresh_token_ttl_s": 600_000,
        "server.grace_used_s": 20,
        "server.grace_unused_s": 300,
        "server.authorization_code_ttl_s": 90,
        "server.api_error_envelope": "flat",
        "server.token_error_envelope": "list",
        "server.old_access_corrupted_s": 0,
    },
    "one-session": {
        "server.session_limit": 1,
        "server.replay_refresh": False,
        "server.access_token_ttl_min_s": 500,
        "server.access_token_ttl_max_s": 3000,
        "server.ttl_out_of_range": "refuse",
        "server.expired_access": "not_found",
        "server.accept_query_token": False,
        "server.revoke_unknown_status": 400,
        "server.max_body_bytes": 65_000,
        "server.api_error_envelope": "list",
    },
    "limits": {
        "server.rate_limit_enabled": True,
        "server.rate_limit_auth": 3,
        "server.rate_limit_auth_scope": "app",
        "server.rate_limit_light": 20,
        "server.rate_limit_medium": 15,
        "server.rate_limit_heavy": 5,
        "server.rate_window_s": 30,
        "server.rate_penalty_s": 70,
        "server.send_retry_after": False,
    },
    "no-refresh-tokens": {"server.issue_refresh_token": False},
    "refusals": {
        "errors.token_unparsable.message": "Unparsable access token",
        "errors.credentials_wrong.status": 401,
        "errors.client_missing.status": 400,
        "errors.refresh_not_found.code": "OAU-999",
        "errors.grant_unknown.error": "invalid_request",
        "errors.sessions_full.status": 403,
        "errors.method_wrong.message": "No",
        "errors.token_not_found.status": 403,
        "errors.token_corrupted.outer": "Corrupted",
        "errors.refresh_expired.code": "OAU-211",
        "errors.client_wrong.message": "No such client",
        "errors.code_expired.status": 400,
        "errors.rate_exceeded.message": "Slow down",
    },
}


def as_file(values: dict[str, Scalar], path: Path) -> Path:
    document: dict[str, dict[str, object]] = {"profile": {"base": "ringcentral"}}
    for name, value in values.items():
        table, row, *fields = name.split(".")
        rows = document.setdefault(table, {})
        if fields:
            entry = rows.setdefault(row, {})
            assert isinstance(entry, dict)
            entry[fields[0]] = value
        else:
            rows[row] = value
    path.write_text(tomlkit.dumps(document), "utf-8")
    return path


@pytest.mark.long
@pytest.mark.parametrize("name", CHANGES)
def test_a_learned_profile_answers_as_the_service_did(servers: ServerLoop, name: str, tmp_path: Path) -> None:
    with served(servers, right(as_file(CHANGES[name], tmp_path / "served.toml"))) as url:
        found = learned(tried(url, IDS, trials_max=1))
    assert found == CHANGES[name]
    path = as_file(found, tmp_path / "learned.toml")
    with served(servers, right(path)) as url:
        again = tried(url, IDS, path, trials_max=1)
    wanted = {ItemVerdict.CONFORMS, ItemVerdict.UNTESTABLE}
    assert {each.id: each.found for each in again.values() if each.verdict not in wanted} == {}
