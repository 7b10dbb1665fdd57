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
