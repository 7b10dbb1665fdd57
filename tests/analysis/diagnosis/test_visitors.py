"""What browsers and scanners are answered by a server tells nothing of the device that asks it, too."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

ROW = '{} - - [04/May/2026:05:00:{:02} +0000] "{} HTTP/1.1" {} 84 "-" "{}"\n'
DEVICE, BROWSER = "ESP32HTTPClient", "Mozilla/5.0 (X11; Linux x86_64) Firefox/137.0"
STATE = "GET /api/device/state/"


def row(request: str, status: int, agent: str = DEVICE, second: int = 0) -> str:
    return ROW.format("203.0.113.9" if agent == DEVICE else "45.155.205.77", second, request, status, agent)


POLLS = row("POST /api/device/session/", 200) + "".join(row(STATE, 200, second=second) for second in range(0, 60, 5))


@together
@pytest.mark.parametrize(
    "visit",
    [
        row(STATE, 401, "Mozilla/5.0 zgrab/0.x"),
        row("POST /api/device/register/", 405, BROWSER),
        row("GET /admin/", 403, "-"),
        row("GET /.env", 404, "curl/7.61"),
        row("POST /api/device/register/", 401, "CensysInspect/1.1"),
        '{"request": {"uri": "/api/device/state/", "headers": {"User-Agent": ["Mozilla/5.0"]}}, "status": 401}\n',
    ],
)
def test_a_visitor_that_is_refused_accuses_no_device(visit: str) -> None:
    diagnosis = diagnose(POLLS + visit * 3)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


def test_a_visitor_that_is_answered_well_cures_no_device() -> None:
    log = row("POST /api/device/register/", 410) + row("GET /dashboard/", 200, BROWSER) * 9
    assert [finding.cause for finding in diagnose(log).findings] == ["token-used"]


@pytest.mark.parametrize("agent", ["python-requests/2.32", "curl/8.9.1", "-", "Go-http-client/1.1"])
def test_a_client_of_any_other_name_may_be_a_device(agent: str) -> None:
    assert diagnose(row("POST /api/device/register/", 410, agent) * 3).findings[0].cause == "token-used"


NAMED = '{{"ClientIP": "198.51.100.9", "ClientRequestURI": "{}", "ClientRequestUserAgent": "{}", "status": {}}}\n'


@together
@pytest.mark.parametrize(
    ("path", "agent"),
    [("/.env", "python-requests/2.31"), ("/api/device/state/", BROWSER), ("/api/device/state/", "zgrab/0.x")],
)
def test_a_visitor_in_a_row_of_json_is_none_either(path: str, agent: str) -> None:
    diagnosis = diagnose(POLLS + NAMED.format(path, agent, 401) * 3)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    assert diagnose(POLLS + NAMED.format("/api/device/state/", DEVICE, 401) * 3).findings != ()
