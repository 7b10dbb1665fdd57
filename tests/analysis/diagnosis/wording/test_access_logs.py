"""A server's access log tells of a device what a serial log does, in whatever form the server writes it."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from tests.together import together

HAPROXY = (
    "May  4 08:00:{second:02} edge1 haproxy[1120]: 10.3.1.20:41822 [04/May/2026:08:00:{second:02}.412] fe~ be/app1"
    ' 0/0/1/34/70 {status} 312 - - ---- 3/3/0/0/0 0/0 "{request} HTTP/1.1"'
)
AMAZON = (
    "https 2026-05-04T08:00:{second:02}.186641Z app/ocean/50dc6c 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037"
    ' {status} {status} 0 57 "{request} HTTP/1.1" "ESP32HTTPClient" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2'
)
IIS = "2026-05-04 08:00:{second:02} 10.0.0.4 {request} - 443 - 10.0.0.91 ESP32HTTPClient {status} 0 0 122"
IIS_WITH_BYTES = "2026-05-04 08:00:{second:02} 10.0.0.4 {request} - 443 - 10.0.0.91 - - {status} 0 0 345 250 15"
GIN = '[GIN] 2026/05/04 - 08:00:{second:02} | {status} |     1.213ms |       10.0.0.9 | {request}"'
REGISTER, SESSION, STATE = "POST /api/device/register/", "POST /api/device/session/", "GET /api/device/state/"


def rows(form: str, *answers: tuple[str, int]) -> str:
    return "".join(
        form.format(second=second, request=request.replace(" ", ' "') if form is GIN else request, status=status) + "\n"
        for second, (request, status) in enumerate(answers)
    )


@together
@pytest.mark.parametrize("form", [HAPROXY, AMAZON, IIS, IIS_WITH_BYTES, GIN])
@pytest.mark.parametrize(
    ("answers", "cause"),
    [
        ([(REGISTER, 410)] * 3, "token-used"),
        ([(REGISTER, 429)] * 4, "rate-limited"),
        ([(STATE, 200)] * 5 + [(STATE, 503)] * 6, "maintenance"),
        ([(REGISTER.removesuffix("/"), 404)] * 4, "wrong-address"),
    ],
)
def test_a_row_that_has_its_status_elsewhere_is_read(form: str, answers: list[tuple[str, int]], cause: str) -> None:
    assert diagnose(rows(form, *answers)).findings[0].cause == cause


@together
@pytest.mark.parametrize("form", [HAPROXY, AMAZON, IIS, IIS_WITH_BYTES, GIN])
def test_a_device_that_is_answered_well_is_well(form: str) -> None:
    diagnosis = diagnose(rows(form, (SESSION, 200), *[(STATE, 200)] * 12))
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())


COMMON = '{client} - - [04/May/2026:08:00:{second:02} +0200] "{request} HTTP/1.1" {status} 84 "-" "ESP32HTTPClient"'
UVICORN = 'INFO:     {client}:51324 - "{request} HTTP/1.1" {status}'
PROXY = HAPROXY.replace("10.3.1.20", "{client}")
REGISTERED = [(REGISTER, 200), (SESSION, 200), *[(STATE, 200)] * 3]


def of_clients(form: str, *answers: tuple[str, str, int]) -> str:
    return "".join(
        form.format(client=client, second=second, request=request, status=status) + "\n"
        for second, (client, request, status) in enumerate(answers)
    )


@together
@pytest.mark.parametrize("form", [COMMON, UVICORN, PROXY])
def test_each_client_of_a_server_has_its_own_story(form: str) -> None:
    first = [("10.3.1.20", *answer) for answer in REGISTERED]
    second = ("10.3.1.21", REGISTER, 410)
    poll = first[-1]
    finding = diagnose(of_clients(form, *first, second, poll, second, poll, second, poll)).findings[0]
    assert (finding.cause, finding.evidence[0].text.partition(" ")[0]) == ("token-used", "10.3.1.21")


@together
@pytest.mark.parametrize("edges", [("172.68.10.4", "172.69.22.9"), ("162.158.1.7", "104.23.8.1"), ("127.0.0.1",) * 2])
def test_one_device_may_come_by_several_addresses_of_an_edge(edges: tuple[str, str]) -> None:
    answers = [*REGISTERED * 2, *[(REGISTER, 410)] * 6]
    rows = [(edges[number % 2], *answer) for number, answer in enumerate(answers)]
    assert diagnose(of_clients(COMMON, *rows)).findings[0].cause == "eeprom-lost"


NGINX = (
    "2026/05/04 08:0{minute}:07 [error] 2211#2211: *8831 {what}, client: 192.0.2.14, server: oceanremote.net, "
    'request: "{request} HTTP/1.1", upstream: "http://127.0.0.1:8000/", host: "oceanremote.net"'
)
APACHE = (
    "[Mon May 04 08:0{minute}:07.118 2026] [proxy:error] [pid 811] (111)Connection refused: AH00957: HTTP: attempt to "
    "connect to 127.0.0.1:8000 (*:80) failed, oceanremote.net {request}"
)
REFUSES = "connect() failed (111: Connection refused) while connecting to upstream"


@together
@pytest.mark.parametrize(
    "what",
    [
        REFUSES,
        "upstream timed out (110: Connection timed out) while reading response header from upstream",
        "upstream prematurely closed connection while reading response header from upstream",
        "no live upstreams while connecting to upstream",
    ],
)
def test_a_proxy_that_does_not_reach_the_program_behind_it_is_the_server_s_error(what: str) -> None:
    log = "".join(NGINX.format(minute=minute, what=what, request=STATE) + "\n" for minute in range(5))
    assert [each.cause for each in diagnose(log).findings] == ["server-error"]


def test_apache_says_so_in_words_of_its_own() -> None:
    log = "".join(APACHE.format(minute=minute, request=STATE) + "\n" for minute in range(5))
    assert [each.cause for each in diagnose(log).findings] == ["server-error"]


def test_a_page_for_people_that_a_proxy_does_not_reach_is_no_device_s_trouble() -> None:
    log = rows(HAPROXY, (SESSION, 200), *[(STATE, 200)] * 6)
    page = NGINX.format(minute=1, what=REFUSES, request="GET /tutorials/tutorial-26.html") + "\n"
    assert diagnose(log + page * 3).findings == ()


AWAY = {
    "HAProxy": HAPROXY.replace(" - - ---- ", " - - SC-- ").replace("be/app1", "be/<NOSRV>"),
    "Amazon": AMAZON.replace("{status} {status}", "{status} -"),
    "Envoy": '{{"path": "/api/device/state/", "method": "GET", "response_code": {status}, "response_flags": "UF,URX"}}',
    "body": "oceanremote\npoll: HTTP {status}\nupstream connect error or disconnect/reset before headers",
}


@together
@pytest.mark.parametrize("form", AWAY.values())
def test_a_proxy_that_reaches_no_server_is_no_maintenance(form: str) -> None:
    assert diagnose(rows(form, *[(STATE, 503)] * 4)).findings[0].cause == "server-error"
