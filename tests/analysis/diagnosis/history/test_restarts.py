"""What stands before each start from power-on is no accident; one start, or a load that is borne, tells nothing."""

import pytest

from oceanhil.analysis.diagnosis import LogVerdict, diagnose
from oceanhil.analysis.diagnosis.model import Diagnosis
from tests.analysis.diagnosis.conftest import ONLINE, ROM_ESP32
from tests.together import together

ROM_8266 = " ets Jan  8 2013,rst cause:{}, boot mode:(3,6)\n\nload 0x4010f000, len 3424, room 16\n"
ROM_S3 = "ESP-ROM:esp32s3-20210327\nrst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\n"
LOST = "[WiFi] Connection lost\n[WiFi] Connecting... Connected!\n" + ONLINE + "[POLL] HTTP Response: 200\n" * 2
GONE = "device reports readiness to read but returned no data (device disconnected or multiple access on port?)\n"


def causes_of(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize(
    "load",
    [
        "relay1 -> ON",
        "Relais an",
        "pompe: allumée",
        "bomba=1",
        "motor start",
        "pump_1: true",
        "ventil auf -> ein",
        "valve open",
        "[继电器] 1 号打开",
        "リレー1 オン",
        "реле 1: включено",
        "насос включается",
        "펌프 켜짐",
    ],
)
def test_a_load_before_each_start_from_power_on_cuts_the_power(load: str) -> None:
    finding = diagnose((ROM_ESP32 + f"up\nidle\n{load}\n") * 3 + ROM_ESP32).findings[0]
    assert finding.cause == "load-disturbs"
    assert finding.evidence[0].text.startswith(load[:5])


@together
@pytest.mark.parametrize(
    "log",
    [
        (ROM_ESP32 + "up\nrelay1 -> OFF\n") * 4,
        (ROM_ESP32 + "up\n继电器 1 关闭\n") * 4,
        (ROM_ESP32 + "up\nреле 1 выключено\n") * 4,  # noqa: RUF001 - Russian
        (ROM_ESP32 + "up\nリレー制御 オンライン\n") * 4,
        (ROM_ESP32 + "up\nrelease 1.3 started\n") * 4,
        ROM_ESP32 + "up\nrelay1 -> ON\n" + ROM_ESP32 + "up\n",
        (ROM_ESP32 + "relay1 -> ON\na\nb\nc\nd\n") * 4,
        (ROM_ESP32 + "ok lampe=1\na\nb\nc\nd\n" * 9 + "ok lampe=1\n") * 4,
        (ROM_ESP32.replace("rst:0x1 (POWERON_RESET)", "rst:0xc (SW_CPU_RESET)") + "up\nrelay1 -> ON\n") * 4,
    ],
)
def test_another_start_or_another_line_before_it_tells_nothing_of_a_load(log: str) -> None:
    assert "load-disturbs" not in causes_of(diagnose(log))


def test_wifi_that_breaks_behind_each_start_of_a_motor_is_the_motors_trouble() -> None:
    log = ONLINE + ("motor 1 START\n" + LOST) * 4
    assert diagnose(log).findings[0].cause == "load-disturbs"
    borne = diagnose(log + ("motor 1 START\n" + "sun 4\n" * 3 + "motor 1 STOP\n") * 8 + ONLINE)
    assert borne.verdict is LogVerdict.RECOVERED


def test_wifi_that_breaks_at_other_times_too_is_not() -> None:
    log = ONLINE + ("motor 1 START\n" + LOST + "sun 4\n" * 4 + LOST) * 4
    assert "load-disturbs" not in causes_of(diagnose(log))


def test_a_port_that_goes_away_before_each_start_is_a_loose_plug() -> None:
    assert diagnose(("or: poll\n" + GONE + ROM_S3) * 2).findings[0].cause == "power-lost"
    assert diagnose("or: poll\n" + GONE + ROM_S3).findings == ()
    assert "power-lost" in causes_of(diagnose((GONE + ROM_ESP32 + ONLINE) * 4))
    assert diagnose((GONE + ROM_ESP32 + ONLINE) * 2).verdict is LogVerdict.HEALTHY


SLEEP = "awake\nsent\nschlafe 900 s\n"


def test_a_board_that_is_woken_by_hand_each_time_does_not_wake() -> None:
    finding = diagnose((ROM_8266.format(1) + SLEEP) * 3).findings[0]
    assert finding.cause == "sleep-without-wake"
    assert finding.evidence[0].text == "schlafe 900 s"


@together
@pytest.mark.parametrize("words", ["dodo 15 min (deepSleep)", "15 min of deep sleep now", "sommeil profond 900 s"])
def test_how_long_it_sleeps_may_stand_before_the_word(words: str) -> None:
    log = (ROM_8266.format(1) + f"awake\nsent\n{words}\n") * 3
    assert diagnose(log).findings[0].cause == "sleep-without-wake"
    woke = (ROM_8266.format(1) + "awake after 15 min of deep sleep\nsent\n") * 3
    assert "sleep-without-wake" not in causes_of(diagnose(woke))


@together
@pytest.mark.parametrize(
    "log",
    [
        (ROM_8266.format(2) + SLEEP) * 4,
        (ROM_8266.format(5) + SLEEP) * 4,
        ROM_8266.format(1) + SLEEP + ROM_8266.format(2) + SLEEP + (ROM_8266.format(1) + SLEEP) * 3,
        (ROM_8266.format(1) + SLEEP) * 2,
        (ROM_8266.format(1) + "awake\n") * 4,
        "".join(
            f"10:{5 * count:02}:00 > rst cause:1, boot mode:(3,6)\n10:{5 * count:02}:09 > schlafe 900 s\n"
            for count in range(4)
        ),
    ],
)
def test_a_board_that_woke_once_or_was_woken_too_early_may_wake(log: str) -> None:
    assert "sleep-without-wake" not in causes_of(diagnose(log))


BY_SOFTWARE = ROM_ESP32.replace("rst:0x1 (POWERON_RESET)", "rst:0xc (SW_CPU_RESET)")


@together
@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("reset reason: 9", "brownout"),
        ("esp_reset_reason() = 9", "brownout"),
        ("Reset-Grund 9", "brownout"),
        ("motivo del reinicio: 9", "brownout"),
        ("rr=6", "watchdog"),
        ("boot reason 4", "panic"),
    ],
)
def test_a_restart_by_software_has_the_reason_that_firmware_gives_by_number(reason: str, cause: str) -> None:
    log = ROM_ESP32 + "up\n" + (BY_SOFTWARE + f"{reason}\nup\n") * 2
    assert diagnose(log).findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "log",
    [
        ROM_ESP32 + "reset reason: 9\n",
        BY_SOFTWARE + "reset reason: 3\n",
        BY_SOFTWARE + "resets: 9\n",
        BY_SOFTWARE + "reset reason: 9.5\n",
        BY_SOFTWARE + "a\n" * 80 + "reset reason: 9\n",
    ],
)
def test_another_number_or_another_start_has_not(log: str) -> None:
    assert diagnose(log).findings == ()


WOKE = ROM_ESP32.replace("rst:0x1 (POWERON_RESET)", "rst:0x5 (DEEPSLEEP_RESET)")


def test_a_healthy_board_that_sleeps_long_is_said_to_show_offline_meanwhile() -> None:
    log = (WOKE + ONLINE + "[POLL] HTTP Response: 200\ndeep sleep 20 min\n") * 3
    diagnosis = diagnose(log)
    assert diagnosis.verdict is LogVerdict.HEALTHY
    assert "OFFLINE" in diagnosis.hints[0]
    assert diagnose(log.replace("20 min", "200 s")).hints == ()


def test_so_is_one_whose_first_request_failed_this_time() -> None:
    wake = WOKE + "wlan ok\n{}sesion 200\nconsulta 200\na dormir 1200 s\n"
    diagnosis = diagnose(wake.format("") * 3 + wake.format("sesion -1, otra vez\n"))
    assert diagnosis.verdict is LogVerdict.RECOVERED
    assert "OFFLINE" in diagnosis.hints[0]


def starts(*times: str, reset: str = "0x1 (POWERON_RESET)", behind: str = "gemessen 21.3 C") -> str:
    return "".join(
        f"{time} rst:{reset},boot:0x13 (SPI_FAST_FLASH_BOOT)\n{time} got ip 10.0.0.7\n{time} {behind}\n"
        for time in times
    )


EVENLY = ("08:00:00", "08:00:33", "08:01:06", "08:01:40")


@together
@pytest.mark.parametrize(
    "log",
    [
        starts(*EVENLY),
        starts(*EVENLY, behind="entering light sleep for 120 s"),
        starts("23:59:10", "23:59:51", "00:00:31", "00:01:12", reset="0x1 (POWERON)"),
        starts("07:00:00", "07:20:00", *EVENLY),
    ],
)
def test_who_starts_from_power_on_at_equal_distances_has_a_supply_that_switches_off(log: str) -> None:
    finding = diagnose(log).findings[0]
    assert finding.cause == "power-lost"
    assert "power bank" in finding.remedy


@together
@pytest.mark.parametrize(
    "log",
    [
        starts(*EVENLY[:3]),
        starts("08:00:00", "08:00:13", "08:03:06", "08:03:39", "08:12:12"),
        starts("08:00:00", "08:00:13", "08:00:53", "08:01:06", "08:02:12"),
        starts("08:00:00", "09:00:00", "10:00:00", "11:00:00", "12:00:00"),
        starts(*EVENLY, reset="0xc (SW_CPU_RESET)"),
        starts(*EVENLY, behind="done, TPL5110 cuts the power"),
        starts(*EVENLY, behind="powering off"),
        starts(*EVENLY, behind="Hard resetting via RTS pin..."),
        starts(*EVENLY, behind="deep sleep 30 s"),
        starts(*EVENLY, behind="relay1 -> ON"),
    ],
)
def test_starts_at_other_distances_or_with_a_reason_are_no_such_supply(log: str) -> None:
    assert "power-lost" not in causes_of(diagnose(log))


def test_it_is_over_where_the_board_runs_for_much_longer() -> None:
    log = starts(*EVENLY) + "08:09:00 MQTT connected\n" + "08:10:00 published\n" * 3
    assert diagnose(log).verdict is LogVerdict.RECOVERED
