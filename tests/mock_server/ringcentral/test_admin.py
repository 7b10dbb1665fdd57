"""The admin side of the service: users, applications, sessions, and what every service has."""

import pytest

from tests.mock_server.ringcentral.clients import TOKEN, Bench


def test_credentials_are_shown_once(bench: Bench) -> None:
    made = bench.admin("POST", "/users", {"name": "bob"})
    assert (made.status, sorted(made.body)) == (201, ["id", "jwt", "password", "username"])
    listed = bench.admin("GET", "/users").body["users"]
    assert listed == [
        {"id": bench.user.id, "name": "alice", "logins": 0, "sessions": 0},
        {"id": made.body["id"], "name": "bob", "logins": 0, "sessions": 0},
    ]


def test_a_client_secret_is_shown_once(bench: Bench) -> None:
    made = bench.admin("POST", "/apps", {"name": "page", "public": True})
    assert (made.status, made.body["public"], made.body["client_secret"]) == (201, True, None)
    assert "secret" not in str(bench.admin("GET", "/apps").body)


def test_logins_and_live_sessions_are_counted(bench: Bench) -> None:
    for _ in range(6):
        bench.log_in()
    (user,) = bench.service.users(bench.now_us)
    assert (user.logins, user.sessions) == (6, 5)


def test_a_session_can_be_listed_shown_and_ended(bench: Bench) -> None:
    bench.call(bench.log_in())
    bench.log_in(bench.service.add_user("bob"))
    (listed,) = bench.service.sessions(bench.now_us, bench.user.id)
    shown = bench.admin("GET", f"/sessions/{listed.id}")
    assert (shown.body["access_used"], shown.body["live"], shown.body["user"]) == (True, True, bench.user.id)
    ended = bench.admin("DELETE", f"/sessions/{listed.id}")
    assert (ended.body["ended"], ended.body["live"]) == ("ended by its user", False)
    assert len(bench.sessions()) == 2


def test_changed_credentials_are_shown_once(bench: Bench) -> None:
    changed = bench.admin("POST", f"/users/{bench.user.id}/credentials")
    assert changed.status == 200
    assert changed.body["jwt"] != bench.user.jwt


def test_a_code_is_made_for_a_user_and_an_application(bench: Bench) -> None:
    made = bench.admin("POST", f"/users/{bench.user.id}/codes", {"client_id": bench.app.client_id})
    fields = {"grant_type": "authorization_code", "code": made.text("code")}
    assert (made.status, made.body["expires_at"]) == (201, 1_700_000_060)
    assert bench.form(TOKEN, fields).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/users/7/credentials"),
        ("POST", "/users/7/codes"),
        ("GET", "/sessions/7"),
        ("DELETE", "/sessions/7"),
        ("GET", "/nowhere"),
    ],
)
def test_an_unknown_id_is_404(bench: Bench, method: str, path: str) -> None:
    body = {"client_id": bench.app.client_id} if path.endswith("codes") else None
    assert bench.admin(method, path, body).status == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [("/users", {"name": 7}), ("/users", {"name": "x" * 65}), ("/apps", {"public": "yes"})],
)
def test_a_wrong_request_is_400(bench: Bench, path: str, body: object) -> None:
    assert bench.admin("POST", path, body).status == 400


def test_health_says_which_service_it_is(bench: Bench) -> None:
    bench.log_in()
    health = bench.admin("GET", "/health").body
    assert (health["profile"], health["sessions"], health["devices"]) == ("ringcentral", 1, 0)


def test_health_counts_no_session_whose_tokens_are_too_old(bench: Bench) -> None:
    bench.log_in()
    bench.wait(604_800)
    assert bench.admin("GET", "/health").body["sessions"] == 0


def test_settings_are_all_or_none_and_closed_readings_are_checked(bench: Bench) -> None:
    refused = bench.admin("PUT", "/settings", {"session_limit": 2, "over_limit": "maybe"})
    assert refused.status == 400
    assert refused.body["error"] == "over_limit is 'maybe', expected one of 'evict_oldest', 'refuse'"
    assert bench.admin("GET", "/settings").body["session_limit"] == 5
    assert bench.admin("PUT", "/settings", {"over_limit": "refuse"}).body["over_limit"] == "refuse"


def test_the_clock_ages_tokens(bench: Bench) -> None:
    tokens = bench.log_in()
    bench.admin("PUT", "/clock", {"advance": 3600})
    assert bench.call(tokens).seen == "401 OAU-128"


def test_the_dashboard_finds_a_list_of_devices_which_is_empty(bench: Bench) -> None:
    assert bench.admin("GET", "/devices").body == {"devices": []}


def test_a_user_who_is_removed_has_no_session_any_more_and_cannot_log_in(bench: Bench) -> None:
    tokens = bench.log_in()
    assert bench.admin("DELETE", f"/users/{bench.user.id}").status == 200
    assert (bench.call(tokens).seen, bench.ask().seen) == ("401 OAU-213", "400 OAU-140")
    assert bench.admin("DELETE", f"/users/{bench.user.id}").status == 404


def test_an_application_that_is_removed_has_no_session_any_more(bench: Bench) -> None:
    other = bench.service.add_app("other", is_public=False)
    gone, kept = bench.log_in(), bench.log_in(app=other)
    assert bench.admin("DELETE", f"/apps/{bench.app.client_id}").status == 200
    assert (bench.call(gone).seen, bench.call(kept).seen, bench.ask().seen) == ("401 OAU-213", "200", "401 OAU-146")


def test_a_code_of_who_was_removed_is_worth_nothing(bench: Bench) -> None:
    code = bench.service.add_code(bench.user.id, bench.app.client_id, "", bench.now_us).code
    bench.admin("DELETE", f"/users/{bench.user.id}")
    reply = bench.form(TOKEN, {"grant_type": "authorization_code", "code": code})
    assert reply.seen == "403 OAU-106"


def test_a_removed_users_id_is_not_given_again(bench: Bench) -> None:
    bench.admin("DELETE", f"/users/{bench.user.id}")
    assert bench.service.add_user("bob").id != bench.user.id


@pytest.mark.parametrize("of", ["apps", "users"])
@pytest.mark.parametrize("name", ["", "a\u202e"])
def test_a_name_that_cannot_be_seen_as_it_is_is_refused(bench: Bench, of: str, name: str) -> None:
    reply = bench.admin("POST", f"/{of}", {"name": name})
    assert reply.status == 400
    assert str(reply.body["error"]).startswith(f"name is {name!r}, expected 1 to 64 characters")
