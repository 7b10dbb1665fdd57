"""A clock that the server refuses is set from the time server; one that cannot be set is not argued about."""

import pytest

from tests.simulator.answers import NOW_S, answers, opened, refused, registered
from tests.simulator.program.fake_hardware import SECOND_US, FakeHardware, firmware, run

REGISTER, SESSION = "POST /api/device/register/", "POST /api/device/session/"


SKEW = refused(401, "Clock skew too large", "clock_skew", server_time=NOW_S)


def test_the_clock_is_set_before_the_first_request() -> None:
    hardware = run(FakeHardware(clock_us=0), firmware(sntp=True))
    assert hardware.lines[4] == f"[TIME] Synced, clock corrected by +{NOW_S} s"
    assert int(hardware.sent[0].headers["x-device-time"]) == pytest.approx(NOW_S, abs=5)


def test_firmware_without_sntp_sends_1970() -> None:
    assert run(FakeHardware(clock_us=0)).sent[0].headers["x-device-time"] == "2"


def test_a_correction_is_rounded_to_the_nearest_second() -> None:
    for clock_us, correction in [(-400_000, "+0"), (-600_000, "+1"), (400_000, "+0"), (600_000, "-1")]:
        hardware = run(FakeHardware(clock_us=NOW_S * SECOND_US + clock_us), firmware(sntp=True))
        assert f"[TIME] Synced, clock corrected by {correction} s" in hardware.lines


def test_a_clock_that_is_right_is_confirmed_once() -> None:
    lines = run(FakeHardware(), firmware(sntp=True)).lines
    assert [line for line in lines if line.startswith("[TIME]")] == ["[TIME] Synced, clock corrected by +0 s"]


def test_without_an_answer_the_device_goes_on_and_asks_again_before_its_next_attempt() -> None:
    hardware = FakeHardware(answers(register=[refused(503), registered()]), time_server_s=[None, None])
    lines = run(hardware, firmware(sntp=True)).lines
    assert lines.count("[TIME] No answer from time server") == 2
    assert lines[-1] == "[INFO] Device ONLINE"


@pytest.mark.parametrize("path", [REGISTER, SESSION])
def test_a_wrong_clock_is_told_set_and_the_request_repeated_at_once(path: str) -> None:
    script = {"register": [SKEW, registered()]} if path == REGISTER else {"session": [SKEW, opened()]}
    # The first synchronisation sets a wrong time, the second the right one.
    hardware = FakeHardware(answers(**script), time_server_s=[NOW_S + 600])
    lines = run(hardware, firmware(sntp=True)).lines
    assert "[TIME] Clock skew +602 s" in lines
    assert "[TIME] Synced, clock corrected by -600 s" in lines
    assert lines[-1] == "[INFO] Device ONLINE"
    first, second = (sent.at_s for sent in hardware.sent if sent.path == path.removeprefix("POST "))
    assert second - first < 1


def test_a_clock_that_the_time_server_confirms_is_not_sent_again_for_half_a_minute() -> None:
    hardware = run(FakeHardware(answers(register=[SKEW])), firmware(sntp=True))
    assert hardware.waits_s == [30, 30]


@pytest.mark.parametrize(("off_s", "first_wait_s"), [(59, 30), (-59, 30), (62, 0), (-62, 0)])
def test_only_a_correction_of_more_than_a_minute_makes_it_worth_asking_again_at_once(
    off_s: int, first_wait_s: int
) -> None:
    script = answers(register=[SKEW, registered()])
    hardware = run(FakeHardware(script, time_server_s=[NOW_S + off_s], until_s=35), firmware(sntp=True))
    assert [wait_s for wait_s in hardware.waits_s if wait_s > 5] == ([first_wait_s] if first_wait_s else [])


def test_firmware_without_sntp_waits_too() -> None:
    hardware = run(FakeHardware(answers(register=[SKEW]), clock_us=0))
    assert f"[TIME] Clock skew {2 - NOW_S:+d} s" in hardware.lines
    assert hardware.waits_s == [30, 30]


def test_a_time_server_that_jumps_to_and_fro_cannot_start_a_storm() -> None:
    jumping = [NOW_S + 600 * (number % 2) for number in range(50)]
    hardware = run(FakeHardware(answers(register=[SKEW]), time_server_s=[*jumping]), firmware(sntp=True))
    assert len(hardware.sent) == 3
    assert hardware.waits_s == [30, 30]


def test_an_accepted_request_earns_the_next_immediate_retry() -> None:
    script = answers(register=[SKEW, registered()], session=[SKEW, opened()])
    hardware = FakeHardware(script, time_server_s=[NOW_S + 600, NOW_S, NOW_S + 600])
    run(hardware, firmware(sntp=True))
    assert hardware.lines[-1] == "[INFO] Device ONLINE"
    assert 30 not in hardware.waits_s


@pytest.mark.parametrize("server_time", [None, -1, 10**12, 10**300, "now", 1.5])
def test_a_server_time_without_sense_is_not_compared(server_time: object) -> None:
    refusal = refused(401, "Clock skew too large", "clock_skew", server_time=server_time)
    hardware = run(FakeHardware(answers(register=[refusal])), firmware(sntp=True))
    assert not any("Clock skew" in line and line.startswith("[TIME]") for line in hardware.lines)
    assert hardware.waits_s[0] in {30, 600}


@pytest.mark.parametrize("server_time", [0, NOW_S, 2**31, 2**32, 253_402_300_799])
def test_any_year_up_to_9999_is_compared(server_time: int) -> None:
    refusal = refused(401, "Clock skew too large", "clock_skew", server_time=server_time)
    hardware = run(FakeHardware(answers(register=[refusal]), clock_us=server_time * SECOND_US))
    assert "[TIME] Clock skew +2 s" in hardware.lines
