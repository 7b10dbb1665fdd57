"""RingCentral's JavaScript SDKs, unmodified: the official one recovers from most failures by itself."""

import json
import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
Seen = dict[str, dict[str, object]]
TALK = Path(__file__).with_name("talk.cjs")
TIMEOUT_S = 60


@pytest.fixture(scope="module")
def seen(node_modules: Path, token_service: str) -> Seen:
    done = subprocess.run(
        ["node", str(TALK), token_service],
        env={**os.environ, "NODE_PATH": str(node_modules)},
        check=False,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    assert done.returncode == 0, done.stderr
    found: Seen = json.loads(done.stdout)
    return found


def test_it_logs_in_calls_refreshes_and_logs_out(seen: Seen) -> None:
    expected = {"owner": True, "new_token": True, "again": "ok", "logout": 200, "ended": "revoked"}
    assert seen["whole_life"] == expected


def test_a_public_client_sends_its_id_in_the_body(seen: Seen) -> None:
    assert seen["public_client"] == {"refresh": "ok", "logout": 200}


def test_it_refreshes_by_itself_after_an_expired_token(seen: Seen) -> None:
    assert seen["access_token_expired"] == {"result": "ok", "seen": ["~ 401 OAU-128", "token 200", "~ 200"]}


def test_a_race_of_two_workers_ends_well_by_the_grace_of_the_old_refresh_token(seen: Seen) -> None:
    expected = {"result": "ok", "seen": ["~ 401 OAU-129", "token 200", "~ 200"], "replays": 1}
    assert seen["refreshed_by_another"] == expected


def test_after_a_401_it_asks_for_a_lifetime_that_a_strict_server_refuses(seen: Seen) -> None:
    assert seen["asks_for_a_negative_lifetime"] == {"refused": "400 CMN-101"}


@pytest.mark.parametrize("case", ["sixth_login", "after_revoke"])
def test_a_session_that_ended_is_beyond_its_own_cure(seen: Seen, case: str) -> None:
    expected = {"result": "400 OAU-213", "seen": ["~ 401 OAU-213", "token 400 OAU-213"], "cured": "ok"}
    assert seen[case] == expected


def test_a_dead_refresh_token_is_cured_by_a_new_login_only(seen: Seen) -> None:
    assert seen["refresh_token_dead"] == {"failed": "400 OAU-210", "cured": "ok"}


def test_changed_credentials_end_sessions_and_the_old_jwt(seen: Seen) -> None:
    assert seen["credentials_changed"] == {"failed": "400 OAU-213", "old_jwt": "400 OAU-140", "cured": "ok"}


def test_it_refreshes_away_a_corrupted_access_token(seen: Seen) -> None:
    assert seen["token_corrupted"] == {"result": "ok", "seen": ["~ 401 OAU-149", "token 200", "~ 200"]}


def test_after_a_lost_refresh_reply_it_forgets_tokens_that_still_work(seen: Seen) -> None:
    assert seen["refresh_reply_lost"] == {"failed": "FetchError", "forgotten": True, "cured": "ok", "replays": 1}


def test_it_repeats_a_login_that_was_refused_with_401(seen: Seen) -> None:
    expected = {"result": "401 OAU-146", "seen": ["token 401 OAU-146", "token 401 OAU-146"]}
    assert seen["wrong_client_secret"] == expected


def test_it_reads_how_long_a_rate_limit_lasts(seen: Seen) -> None:
    assert seen["rate_limited"] == {"failed": "429 CMN-301", "heard": 60_000, "cured": "ok"}


def test_two_instances_share_their_tokens_unless_told_otherwise(seen: Seen) -> None:
    assert seen["shared_cache"] == {"shared": True}


def test_the_community_sdk_leaves_every_cure_to_its_user(seen: Seen) -> None:
    expected = {"first": "ok", "new_token": True, "expired": "401 OAU-128", "cured": "ok", "ended": "revoked"}
    assert seen["community"] == expected
