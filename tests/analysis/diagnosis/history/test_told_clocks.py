"""Two clocks that are told together: which numbers are a clock's, and whose."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.history.told_clocks import ToldClocks
from tests.together import together

REFUSED = "POST https://www.oceanremote.net/api/device/session/ -> 401\nretry in 60 s\n"


@together
@pytest.mark.parametrize(
    "line",
    [
        "build 1764000000, now 1764417600",
        'forecast {"dt":1764000000,"t":3.1}\nforecast {"dt":1764010800,"t":3.4}',
        "now 1764417600\ncert valid until 1795000000",
        "chip 1500000001\nserial 1612345678",
        "now 1764417600, next sync at time 1764421200",
        "utc 2026-11-29 15:00:00 UTC, next sync utc 2026-11-29 16:00:00 UTC",
        '{"server_time": 1764417600}\nbuild_time=1764000000',
        '{"server_time": 1764417600}\nboot time 1764000000, now 1764417598',
    ],
)
def test_numbers_that_are_no_clocks_beside_a_refusal_tell_nothing_of_one(line: str) -> None:
    log = f"[WiFi] connected\n{(line + chr(10) + REFUSED) * 3}"
    assert not [found for found in diagnose(log).findings if found.cause.startswith("clock-")]


@together
@pytest.mark.parametrize(
    "line",
    [
        "now 1764417600, server time 1764421300",
        'X-Device-Time: 1764417600\n{"server_time": 1764421300}',
        "t=1764417600 ev=session\nserver_time=1764421300",
        "mit ur 1764417600\nserverens ur 1764421300",
        "clock 2025-11-29 12:00:00 UTC\n< Date: Sat, 29 Nov 2025 13:01:40 GMT",
        "rtc 2025-11-29 12:00:00 UTC, server time 2025-11-29 13:01:40 UTC",
        "cas desky 1764417600, cas serveru 1764421300",
        "Zeit des Geräts 1764417600\nZeit des Servers 1764421300",
        "heure de la carte : 1764417600, heure du serveur : 1764421300",
        "hora de la placa 1764417600\nhora del servidor 1764421300",
        "ora della scheda 1764417600 ora del server 1764421300",
        "time of board 1764417600, time at server 1764421300",
    ],
)
def test_the_board_s_clock_beside_the_server_s_tells_how_far_it_is_off(line: str) -> None:
    clocks = ToldClocks()
    assert [clocks.apart_s(each) for each in line.splitlines()][-1] == 3700
    assert diagnose(f"{line}\n{REFUSED}{line}\n").findings[0].cause == "clock-skew"


def test_clocks_that_stand_further_apart_than_three_lines_are_not_compared() -> None:
    lines = ["now 1764417600", "", "", "", "server_time 1764421300"]
    clocks = ToldClocks()
    assert [clocks.apart_s(each) for each in lines] == [0] * 5
