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
