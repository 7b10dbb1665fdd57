"""Clients of a token service say in the words of their libraries what the service told them."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from tests.together import together

ANSWERS = {
    "ExpiredSignatureError: Signature has expired": "access-token-expired",
    "TokenExpiredError: jwt expired": "access-token-expired",
    "Microsoft.IdentityModel.Tokens.SecurityTokenExpiredException: IDX10223": "access-token-expired",
    "Uncaught Firebase\\JWT\\ExpiredException: Expired token": "access-token-expired",
    '401 {"code": "access_expired"}': "access-token-expired",
    "refresh: 401 {'detail': 'Token is expired', 'token_type': 'refresh'}": "refresh-token-dead",
    "invalid_grant: refresh token is no longer valid": "refresh-token-dead",
    "GET /api/devices/ 401 session_evicted": "too-many-logins",
    "401 your session was closed because you logged in on another device": "too-many-logins",
    '401 {"detail": "User logged out", "code": "session_revoked"}': "session-revoked",
    "token introspection: active=false reason=user_logout": "session-revoked",
    "GET /api/devices/ 401 malformed token": "access-token-corrupted",
    '400 {"error": "invalid_grant", "error_description": "refresh token reuse detected"}': "refreshed-elsewhere",
    '401 {"detail": "Access token expired"}': "access-token-expired",
    'POST /api/auth/refresh/ 401 {"error": "refresh token is expired"}': "refresh-token-dead",
    '401 {"code": "refresh_token_expired"}': "refresh-token-dead",
    "401 The refresh token has expired, please log in": "refresh-token-dead",
    '401 {"error": "Session ended", "reason": "evicted_by_new_login"}': "too-many-logins",
    '401 {"error": "Session replaced by another login"}': "too-many-logins",
    '401 {"code": "session_limit_exceeded"}': "too-many-logins",
    '401 {"code": "session_terminated", "reason": "max_sessions"}': "too-many-logins",
    '401 {"code": "logged_out"}': "session-revoked",
    '401 {"code": "token_malformed"}': "access-token-corrupted",
    "401 token_revoked: session closed by logout": "session-revoked",
    '401 {"error": "session revoked after logout"}': "session-revoked",
    'POST refresh 401 {"reason": "logout"}': "session-revoked",
    '401 {"code": "token_stale", "iat": 1777881600, "password_changed_at": 1777884571}': "user-credentials-changed",
    "401 token was issued before the last password change": "user-credentials-changed",
    'refresh 401 {"reason": "password_reset"}': "user-credentials-changed",
    '401 {"detail": "JsonWebTokenError: invalid signature"}': "access-token-corrupted",
    '401 {"error": "jwt malformed"}': "access-token-corrupted",
    "SignatureVerificationException: The Token's Signature resulted invalid": "access-token-corrupted",
}
REFUSED = '{"errorCode":"TokenInvalid","message":"Token not found","errors":[{"errorCode":"OAU-213"}]}\n'
INVALID = '{\n  "errorCode" : "TokenInvalid",\n  "message" : "Unauthorized"\n}\n'
CLIENT = "login ok, access token stored\nGET /api/devices/ 200\n"


@together
@pytest.mark.parametrize(("answer", "cause"), ANSWERS.items())
@pytest.mark.parametrize("line", ["{}", "2026-02-10 12:15:30,020 WARNING worker {}", "[10:03:14.377] error: {}"])
def test_what_the_service_says_is_the_cause(answer: str, cause: str, line: str) -> None:
    assert diagnose(CLIENT + line.format(answer)).findings[0].cause == cause
    assert diagnose("oceanremote\n" + CLIENT + line.format(answer)).findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "lost",
    [
        "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='x', port=443): Read timed out.",
        "AxiosError: timeout of 10000ms exceeded",
        "read tcp 10.0.0.2:5: read: connection reset by peer",
    ],
)
def test_a_refresh_without_an_answer_and_a_token_that_is_used_then_is_a_lost_reply(lost: str) -> None:
    refresh = "refresh with rt...c41\n"
    used = '401 {"detail": "Refresh token already used"}\n'
    assert diagnose(refresh + f"{lost}\n" + refresh + used).findings[0].cause == "refresh-reply-lost"
    assert diagnose(refresh + used).findings[0].cause == "refreshed-elsewhere"


@together
@pytest.mark.parametrize(
    "log",
    [
        "password changed at 3 pm\n",
        "user logged out\nsession ended\nuser logged in\n",
        'webhook {"type": "logout"}\n',
        "esp_image: invalid signature in slot 1\n",
        "too many sessions, telnet closed\n",
        "DHT22 read timed out\n",
        "Error: Timeout of 2000ms exceeded. For async tests\n",
        '401 {"message": "JWT expired"}\n',
    ],
)
def test_the_same_words_elsewhere_are_nothing_of_a_token(log: str) -> None:
    causes = [finding.cause for finding in diagnose(log).findings]
    assert not [cause for cause in causes if cause != "flash-invalid"]


def test_a_token_that_is_refreshed_in_time_is_no_trouble() -> None:
    log = CLIENT + "401 jwt expired\nPOST /api/auth/refresh/ 200, saved\nGET /api/devices/ 200\n"
    assert not [finding for finding in diagnose(log).findings if finding.course.value == "open"]


def test_the_time_of_an_event_is_no_clock() -> None:
    log = 'oceanremote\nGET /x 401\n{"iat": 1777881600, "exp": 1777884571}\n'
    assert "clock-skew" not in [finding.cause for finding in diagnose(log).findings]
    clocks = log.replace("iat", "server_time").replace("exp", "now")
    assert "clock-skew" in [finding.cause for finding in diagnose(clocks).findings]


def first(log: str) -> str:
    found = diagnose(log).findings
    return found[0].cause if found else ""


@together
@pytest.mark.parametrize(
    "event",
    [
        "ext=101 actor=admin@acme.example event=EXTENSION_PASSWORD_UPDATED source=ServiceWeb",
        '{"event": "user.password_reset", "user": 101}',
        "admin changed something: Password was changed for ext 101",
        "audit: ResetPassword ext 101",
        "Passwort von Nst. 101 wurde geändert",
        "contraseña cambiada por admin",
    ],
)
def test_a_password_that_is_changed_before_the_token_is_gone_is_why(event: str) -> None:
    finding = diagnose(f"poll ok\n{event}\npoll 401\n{REFUSED}").findings[0]
    assert (finding.cause, finding.evidence[0].line) == ("user-credentials-changed", 2)
    assert diagnose(f"{event}\npoll 401\n").findings == ()
    assert first(f"{event}\nlogin ok\npoll 401\n{REFUSED}") != "user-credentials-changed"


@together
@pytest.mark.parametrize(
    "revoked",
    [
        '10.8.0.14 - ext-4401 [18/May/2026:10:41:52 +0000] "POST /restapi/oauth/revoke HTTP/1.1" 200 0 "-"',
        "POST https://api.example.com/auth/logout 204",
        "DELETE /v1/logout -> 200",
        "token revoked by worker 3",
    ],
)
def test_a_logout_of_somebody_before_the_token_is_gone_is_why(revoked: str) -> None:
    finding = diagnose(f"{revoked}\nGET /call-log 401\n{REFUSED}").findings[0]
    assert (finding.cause, finding.evidence[0].line) == ("session-revoked", 1)
    assert diagnose(f"{revoked}\n").findings == ()
    assert first(f"{revoked.replace('200', '500').replace('204', '500').replace('revoked', 'kept')}\n{REFUSED}") == (
        "too-many-logins"
    )


@together
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INFO/ForkPoolWorker-2] rc:", "WARNING/ForkPoolWorker-4] rc:"),
        ("[pod/bridge-6d9f7c-4xk2p/app] INF", "[pod/bridge-6d9f7c-qq8zl/app] ERR"),
        ("worker=1", "worker=2"),
        ('{"pod":"gw-a","msg":', '{"pod":"gw-b","msg":'),
        ("node a", "node b"),
    ],
)
@pytest.mark.parametrize("refreshed", ["refreshed -> gen=42", "200 new pair=b20c", "POST /oauth/token 200"])
def test_a_worker_that_is_refused_after_another_has_refreshed_holds_old_tokens(
    one: str, other: str, refreshed: str
) -> None:
    finding = diagnose(f"{one} {refreshed}\n{other} 400 OAU-213 invalid_grant\n" * 2).findings[0]
    assert finding.cause == "refreshed-elsewhere"
    assert refreshed in finding.evidence[0].text
    assert finding.confidence > 90
    assert first(f"{one} {refreshed}\n{one} 400 OAU-213\n") != "refreshed-elsewhere"


def test_a_worker_that_has_a_good_answer_in_the_end_has_read_the_new_tokens() -> None:
    log = "worker-1 refreshed -> gen=2\nworker-2 401 OAU-213\n"
    other, same = (diagnose(f"{log}worker-{number} GET /calls 200\n").findings for number in (1, 2))
    elsewhere = [next(each for each in found if each.cause == "refreshed-elsewhere") for found in (other, same)]
    assert [each.confidence for each in elsewhere] == [95, 45]


@together
@pytest.mark.parametrize(
    "login", ["stats[{n}] login jwt ok sid={n}", "node={n} grant ok", "POST /token grant_type=password 200 n={n}"]
)
def test_the_sixth_login_before_the_token_is_gone_is_shown(login: str) -> None:
    logins = [login.format(n=number) for number in range(1, 8)]
    finding = diagnose("\n".join([*logins[:6], f"listener 401 {REFUSED}"])).findings[0]
    assert (finding.cause, finding.confidence, finding.evidence[0].line) == ("too-many-logins", 85, 6)
    assert diagnose("\n".join([*logins[:3], f"listener 401 {REFUSED}"])).findings[0].confidence == 50
    assert diagnose("\n".join(logins)).findings == ()


@together
@pytest.mark.parametrize(
    "told",
    [
        '{\n"expires_in": 3600,\n"guardado": "2026-08-13T16:12:05Z"\n}\n',
        "obtained 2026-08-13 16:12:05 UTC, expires_in=3600\n",
        "access token created_at: 1786637525 expires_in 3600\n",
        "expires_at: 2026-08-13T17:12:05+00:00\n",
    ],
)
def test_a_token_that_is_older_than_its_life_is_too_old_whatever_the_service_says(told: str) -> None:
    late, soon = "date: Thu, 13 Aug 2026 17:48:41 GMT\n", "date: Thu, 13 Aug 2026 16:48:41 GMT\n"
    finding = diagnose(f"{told}HTTP/2 401\n{late}{INVALID}").findings[0]
    assert finding.cause == "access-token-expired"
    assert finding.evidence[0].line <= told.count("\n")
    assert first(f"{told}< {late}401 errorCode: TokenInvalid\n") == "access-token-expired"
    assert diagnose(f"{told}HTTP/2 401\n{soon}{INVALID}").findings == ()
    assert diagnose(f"{told}{late}call-log 200\n").findings == ()
    assert diagnose(f"HTTP/2 401\n{late}{INVALID}").findings == ()


@together
@pytest.mark.parametrize(
    ("issued", "kept"),
    [
        ("callback code=200 at_len=742 rt_len=691", "load tok user=77 at_len=255"),
        ("login ok, access token len=731", "token length from store 512, issued 731"),
        ("at login it was [U0pD ... zSzI] (742) 12 min ago", 'bearer ["U0pD ... zSzI"] (744)'),
        ("oauth ok", "Warning (1265, \"Data truncated for column 'access_token' at row 1\")"),
    ],
)
def test_a_token_of_another_length_than_the_one_issued_was_damaged_where_it_is_kept(issued: str, kept: str) -> None:
    refused = 'GET /x 401 {"message":"Access token corrupted","errors":[{"errorCode":"OAU-129"}]}\n'
    for lines in (f"{issued}\n{kept}\n", f"{kept}\n{issued}\n{kept}\n"):
        finding = diagnose(lines + refused).findings[0]
        assert (finding.cause, finding.confidence) == ("access-token-corrupted", 94)
    assert diagnose(f"{issued}\n{kept}\n").findings == ()


@together
@pytest.mark.parametrize(
    "log",
    [
        "callback at_len=742 rt_len=691\nload at_len=742\n",
        "load at_len=742\nrefreshed, new access token len=740\nload at_len=740\n",
        "access token len=731, refresh token len=512\n",
        "GET /token 200 (212 ms)\nGET /token 200 (731 ms)\n",
    ],
)
def test_tokens_that_differ_for_other_reasons_are_not_called_damaged(log: str) -> None:
    finding = diagnose(log + "GET /x 401 OAU-129\n").findings[0]
    assert (finding.cause, finding.confidence) == ("access-token-corrupted", 60)


@together
@pytest.mark.parametrize(
    "line", ['{"errorCode":"CMN-301","message":"Request rate exceeded"}', "HTTP 429 Too Many Requests"]
)
def test_a_service_that_limits_the_rate_is_understood(line: str) -> None:
    assert first(f"GET /call-log\n{line}\n") == "rate-limited"
    assert diagnose("429 rows too many, requests: 12\n").findings == ()


GRANT = '{"error":"invalid_grant","error_description":"Token not found"}'


@together
@pytest.mark.parametrize(
    ("asks", "lost"),
    [
        ("token: refreshing (rt 77dk), lock held", "read tcp 10.1.4.9:5->1.2.3.4:443: read: connection reset by peer"),
        ("renewing tokens, one instance", "read tcp 10.0.0.2:5->1.2.3.4:443: i/o timeout"),
        ("grant_type=refresh_token rt=a91e", "HTTPSConnectionPool(host='x', port=443): Read timed out."),
        ("token refresh started", "java.net.SocketTimeoutException: Read timed out"),
        ("refresh access token", "Error: socket hang up"),
    ],
)
@pytest.mark.parametrize("refused", [f"400 {GRANT}", "400 OAU-213 Token not found"])
def test_a_refresh_whose_connection_broke_and_whose_token_is_unknown_then_is_a_lost_reply(
    asks: str, lost: str, refused: str
) -> None:
    assert first(f"{asks}\n{lost}\n{asks}\n{refused}\n") == "refresh-reply-lost"
    assert first(f"{asks}\nrefreshed ok\n{lost}\n{refused}\n") != "refresh-reply-lost"


@together
@pytest.mark.parametrize(
    "before",
    [
        "getaddrinfo ENOTFOUND platform.ringcentral.com",
        "dial tcp: lookup platform.ringcentral.com: no such host",
        "OSError: [Errno 113] No route to host",
        "x509: certificate signed by unknown authority",
        "Error: connect ETIMEDOUT 1.2.3.4:443",
    ],
)
def test_a_refusal_shows_that_the_service_was_reached(before: str) -> None:
    log = f"resume\n{before}\nonline\n400 invalid_grant\n"
    assert first(log) == "refresh-token-dead"
    assert first(log.replace("invalid_grant", "")) != "refresh-token-dead"


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ('GET a 401 {"errorCode":"TokenExpired","message":"Access token is expired"}', "access-token-expired"),
        ("RestException: 401 error_code=TokenExpired", "access-token-expired"),
        ("401 OAU-232", "access-token-expired"),
        ("login platform.ringcentral.com ok\nGET /x 401 access token has expired", "access-token-expired"),
        ("POST /restapi/oauth/revoke 200\nGET x 401\nApiError: Token not found", "session-revoked"),
        ("await rcsdk.logout()\ndone\nrefresh 400 invalid_grant", "session-revoked"),
        ("sdk.platform().logout()\n401 OAU-213", "session-revoked"),
        ('"POST /oauth/revoke HTTP/1.1" 200\nHTTPError: Token not found', "session-revoked"),
        ("audit event=password.update user=7\nrefresh 400 invalid_grant", "user-credentials-changed"),
        ("admin: credentials were reset\n401 OAU-213", "user-credentials-changed"),
        ('{"type":"user.password.change"}\n401 OAU-213', "user-credentials-changed"),
        ("password_update ok ext 101\n401 OAU-213", "user-credentials-changed"),
        ("token length=1132\nlogin ok token length=255\n401 OAU-128 Access token corrupted", "access-token-corrupted"),
        ("value too long for type varchar(255): token\n401 Access token was damaged", "access-token-corrupted"),
        ("Error: Token not found in EEPROM", ""),
    ],
)
def test_other_words_and_numbers_of_the_service_and_its_clients(log: str, cause: str) -> None:
    assert first(f"{log}\n") == cause


@together
@pytest.mark.parametrize(
    "head",
    [
        "Apr 23 14:59:58 web1 rc-sync[{}]: ",
        "Apr 23 14:59:58 web1 gunicorn[{0}]: [{0}] ",
        "[2026-04-23 15:00:00 +0000] [{}] [INFO] ",
        "I, [2026-04-21T09:00:11.482 #{}]  INFO -- : ",
    ],
)
@pytest.mark.parametrize("refreshed", ["refreshed -> ok", "POST /oauth/token grant=refresh_token rt=..9fA2 -> 200"])
def test_processes_of_a_server_are_told_apart_by_their_numbers(head: str, refreshed: str) -> None:
    log = f"{head.format(4471)}{refreshed}\n{head.format('PID')}400 {GRANT}\n"
    assert first(log.replace("PID", "4472")) == "refreshed-elsewhere"
    assert first(log.replace("PID", "4471")) == "refresh-token-dead"


def test_a_server_that_fails_is_known_by_its_own_log_of_requests() -> None:
    good = '66.81.240.4 - - [23/Apr/2026:06:00:01 +0000] "POST /hooks/rc HTTP/1.1" 200 2 "-" "Hook/8.9"\n'
    assert first(good * 2 + good.replace(" 200 ", " 500 ") * 3) == "server-error"
    assert first(good * 2 + good.replace(" 200 ", " 404 ").replace("hooks/rc", "wp-login.php") * 3) == ""


def test_a_token_that_is_refreshed_in_the_lines_of_okhttp_is_good_again() -> None:
    log = '<-- 401 https://x.example/calls (242ms)\n{"errorCode":"TokenExpired"}\n'
    found = diagnose(f"{log}<-- 200 https://x.example/oauth/token (577ms)\n").findings
    assert [each.course.value for each in found] == ["passed by itself"]
    assert [each.course.value for each in diagnose(log).findings] == ["open"]


@together
@pytest.mark.parametrize("others", [0, 3])
def test_services_that_compose_runs_are_told_apart_by_their_labels(others: int) -> None:
    rest = "web-1    | GET /healthz ok\nredis-1  | 100 changes in 300 seconds. Saving...\n" * others
    head = "sync-1   | token loaded\nsync-2   | token loaded\n" * 3
    log = f"{rest}{head}sync-1   | refreshed -> ok\n{rest}WHO   | 401 OAU-213 Token not found\n"
    assert first(log.replace("WHO", "sync-2")) == "refreshed-elsewhere"
    assert first(log.replace("WHO", "sync-1")) != "refreshed-elsewhere"


def test_of_two_services_the_one_that_refreshed_last_is_known_whoever_prints_more_behind_it() -> None:
    begin = "sync-1  | start\nsync-1  | new token pair\nsync-2  | start\nsync-2  | new token pair\n"
    refused = "sync-1  | GET /call-log\nsync-1  | 401 OAU-213 Token not found\nsync-1  | giving up\n"
    assert first(f"{begin}{refused}sync-2  | GET /call-log 200\n") == "refreshed-elsewhere"
    own = "sync-1  | refreshing\nsync-1  | new token pair\n"
    assert first(f"{begin}{own}{refused}sync-2  | GET /call-log 200\n") != "refreshed-elsewhere"
