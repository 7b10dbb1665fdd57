"""RingCentral's official Python SDK, unmodified: it logs in, calls, refreshes, hits each failure and recovers."""

import json
from pathlib import Path

import pytest

from tests.foreign.program import Environment

pytestmark = pytest.mark.slow
Seen = dict[str, dict[str, object]]
TALK = Path(__file__).with_name("talk.py")


@pytest.fixture(scope="module")
def seen(ringcentral: Environment, token_service: str) -> Seen:
    (ringcentral.folder / "talk.py").write_text(TALK.read_text("utf-8"), "utf-8")
    said = ringcentral.run("talk", token_service)
    found: Seen = json.loads(said[said.index('{"whole_life"') :].splitlines()[0])
    return found


def test_it_logs_in_calls_refreshes_and_logs_out(seen: Seen) -> None:
    expected = {"owner": True, "new_token": True, "again": "ok", "logout": 200, "ended": "revoked"}
    assert seen["whole_life"] == expected


def test_every_way_of_logging_in(seen: Seen) -> None:
    expected = {"password": "ok", "code": "ok", "code_twice": "403 OAU-106", "wrong_jwt": "400 OAU-140"}
    assert seen["other_grants"] == expected


def test_an_expired_access_token_is_cured_by_a_refresh(seen: Seen) -> None:
    assert seen["access_token_expired"] == {"failed": "401 OAU-128", "cured": "ok"}


def test_a_token_that_another_worker_refreshed_is_corrupted_then_not_found(seen: Seen) -> None:
    assert seen["refreshed_by_another"] == {"first": "401 OAU-129", "later": "401 OAU-213", "cured": "ok"}


def test_a_sixth_login_ends_the_first_session_and_sharing_one_cures_it(seen: Seen) -> None:
    assert seen["sixth_login"] == {"failed": "401 OAU-213", "cured": "ok"}


def test_a_logout_ends_the_session_of_everybody_who_shares_it(seen: Seen) -> None:
    assert seen["after_revoke"] == {"failed": "401 OAU-213", "refresh": "400 OAU-213", "cured": "ok"}


def test_a_dead_refresh_token_is_cured_by_a_new_login_only(seen: Seen) -> None:
    assert seen["refresh_token_dead"] == {"failed": "401 OAU-128", "refresh": "400 OAU-210", "cured": "ok"}


def test_changed_credentials_end_sessions_and_the_old_jwt(seen: Seen) -> None:
    assert seen["credentials_changed"] == {"failed": "401 OAU-213", "old_jwt": "400 OAU-140", "cured": "ok"}


def test_a_corrupted_token_is_told_from_an_unparsable_one(seen: Seen) -> None:
    expected = {"changed": "401 OAU-129", "cut": "401 OAU-149", "rubbish": "401 OAU-149", "cured": "ok"}
    assert seen["token_corrupted"] == expected


def test_a_lost_refresh_reply_is_cured_by_asking_again(seen: Seen) -> None:
    assert seen["refresh_reply_lost"] == {"failed": "ApiException", "cured": "ok", "replays": 1, "call": "ok"}


def test_a_download_with_a_dead_token_is_an_error_and_no_file(seen: Seen) -> None:
    assert seen["download_with_dead_token"] == {"healthy": "RIFF", "failed": "401 OAU-213"}


def test_a_rate_limit_is_seen_and_ends_with_the_penalty(seen: Seen) -> None:
    expected = {"remaining": "1", "codes": ["ok", "429 CMN-301", "429 CMN-301"], "cured": "ok"}
    assert seen["rate_limited"] == expected


def test_the_text_of_its_errors_holds_the_whole_token_and_the_clients_credentials(seen: Seen) -> None:
    assert seen["secrets_in_errors"] == {"token_in_text": True, "client_in_text": True}
