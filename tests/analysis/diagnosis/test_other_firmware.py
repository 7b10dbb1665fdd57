"""Firmware that is none of OceanRemote's: that it is at work is known, and the numbers of its MQTT client are."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from oceanhil.analysis.diagnosis.wording.signals import meaning_of
from tests.together import together

JOINED = "IP address: 192.168.1.66\n"
LOGIN = "broker-refuses-login"
WOKEN = "rst:0x5 (DEEPSLEEP_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nentry 0x400805e4\n"
POWERED = "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nentry 0x400805e4\n"
RUNNING = "".join(f"bme280: 21.{number} C\n" for number in range(10))
WORKING = {
    "Tasmota": "07:00:09.330 MQT: Connected\n" + "07:05:10.000 MQT: tele/boiler/STATE = {}\n" * 3,
    "Blynk": "[4460] Connecting to blynk.cloud:80\n[4520] Ready (ping: 41ms).\n" + RUNNING,
    "Zephyr": "<inf> mqtt: MQTT client connected!\n" + RUNNING,
    "ESPHome": "[I][mqtt:278]: MQTT Connected!\n" + RUNNING,
    "ESPurna": "[MQTT] Connected!\n" + RUNNING,
    "PubSubClient": "Attempting MQTT connection...connected\n" + RUNNING,
    "ESP-IDF": "I (9) app: MQTT_EVENT_CONNECTED\n" + "I (9) app: MQTT_EVENT_PUBLISHED, msg_id=1\n" * 2,
    "posts": "http post telemetry.example.org 204\n" * 3,
    "LMIC": "4365: EV_TXCOMPLETE (includes waiting for RX windows)\n" * 3,
    "ThingSpeak": "Channel update successful.\n" * 3,
    "umqtt": "mqtt: connected to 10.0.0.5\n" + "publish sensors/attic 4.7 81.2\n" * 2,
    "bytes": "mqtt: connected\n" + "publish b'garden/soil' 512\n" * 2,
    "topics": "MQTT connected\n" + "Publishing to greenhouse/t1: 21.4\n" * 2,
    "ESPHome's states": "[D][api.connection:1446]: Home Assistant 2024.6.1 (10.0.0.2): Connected successfully\n"
    "[D][sensor:094]: 'Room': Sending state 21.10000 C with 1 decimals of accuracy\n"
    "[I][safe_mode:041]: Boot seems successful; resetting boot loop counter\n",
    "ESPHome's states of today": "[D][api.connection:2440]: Home Assistant 2026.4.0b8 (10.0.0.2): connected\n"
    "[D][lock:090]: 'Door' >> LOCKED\n[D][lock:090]: 'Door' >> UNLOCKED\n",
}


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize("log", WORKING.values(), ids=WORKING.keys())
def test_a_device_that_works_to_the_end_is_well(log: str) -> None:
    diagnosis = diagnose(JOINED + log)
    assert (diagnosis.verdict, diagnosis.findings) == (LogVerdict.HEALTHY, ())
    assert diagnosis.online is not None


@together
@pytest.mark.parametrize(
    "log",
    [
        "MQTT connected\n",
        "MQTT connected\n" + RUNNING + "sensor task failed\n",
        "MQTT connected\n" + RUNNING + "failed, rc=5\n",
        "Wi-Fi signal posted -70 dBm\n" * 9,
        "posted 200 bytes\n" * 9,
        "publish sensors/attic 4.7\n" * 9,
        "MQTT connected\n" + "publish sensors/attic 4.7\n" * 9 + "publish error\n",
        "MQTT connected\npublish error\n" + "publish sensors/attic 4.7\n" * 9,
        "MQTT connected\n" + "publish rate is 4/s\n" * 3,
        RUNNING,
    ],
)
def test_too_little_or_a_complaint_is_not_called_well(log: str) -> None:
    assert diagnose(JOINED + log).verdict is not LogVerdict.HEALTHY


def test_a_count_of_no_errors_is_no_complaint() -> None:
    log = "MQTT connected\n" + RUNNING + "ota check: error code 0\nerror: none\n"
    assert diagnose(JOINED + log).verdict is LogVerdict.HEALTHY


def test_a_broker_that_was_gone_has_been_got_over() -> None:
    gone = "[W][mqtt:320]: MQTT Disconnected: TCP disconnected.\n[I][mqtt:238]: Connecting to MQTT...\n"
    diagnosis = diagnose(JOINED + gone * 3 + "[I][mqtt:278]: MQTT Connected!\n")
    assert (diagnosis.verdict, names(diagnosis)) == (LogVerdict.RECOVERED, ["server-unreachable"])


@together
@pytest.mark.parametrize(
    "words",
    [
        "Disconnected from MQTT.",
        "[MQTT] Disconnected!",
        "MQTT_EVENT_DISCONNECTED",
        "mqtt_client: Error transport connect",
    ],
)
def test_a_broker_that_drops_the_device_again_is_what_is_wrong(words: str) -> None:
    log = f"MQTT connected\n{words}\n" * 3
    assert names(diagnose(JOINED + log))[0] == "connection-drops"


@together
@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (-4, "server-slow"),
        (-3, "connection-drops"),
        (-2, "server-unreachable"),
        (-1, "server-unreachable"),
        (3, "server-error"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        "Attempting MQTT connection...failed, rc={} try again in 5 seconds",
        "MQT: Connect failed to 10.0.0.2:1883, rc {}. Retry in 10 sec",
        "publish failed, client.state() = {}",
        "mqtt state: {}",
    ],
)
def test_the_state_of_an_mqtt_client_is_read(words: str, state: int, cause: str) -> None:
    assert names(diagnose(JOINED + f"{words.format(state)}\n" * 3))[0] == cause


@together
@pytest.mark.parametrize(("state", "causes"), [(1, []), (2, []), (4, [LOGIN]), (5, [LOGIN])])
def test_what_the_broker_refuses_is_no_cause_of_the_network(state: int, causes: list[str]) -> None:
    assert names(diagnose(JOINED + f"MQTT failed, rc={state}\n" * 3)) == causes


@together
@pytest.mark.parametrize(
    "line", ["state: 5 -> 0 (0)", "door state -2", "client 3 joined", "mqtt state 3.5 V", "rc -2", "client state: 3"]
)
def test_other_states_are_none_of_an_mqtt_client(line: str) -> None:
    meaning = meaning_of(line)
    assert meaning is None or not meaning.name.startswith("mqtt")


def test_a_network_that_was_joined_in_the_end_does_not_make_the_broker_answer() -> None:
    joined = "WIF: Connect failed with AP timeout\nWIF: Connected\n"
    log = joined + "MQT: Connect failed to 10.0.0.2:1883, rc -2. Retry in 10 sec\n"
    assert (diagnose(log).verdict, names(diagnose(log))[0]) == (LogVerdict.PROBLEM, "server-unreachable")


@together
@pytest.mark.parametrize(
    "line",
    [
        "BSSL:_connectSSL: OOM error",
        "tls: handshake: OOM",
        "malloc(16384) failed",
        "E (12) esp-tls: failed to allocate 16717 bytes",
    ],
)
def test_memory_that_is_not_there_comes_before_the_connection_that_fails(line: str) -> None:
    assert names(diagnose(f"oceanremote: poll -1\n{line}\noceanremote: poll -1\n"))[0] == "out-of-memory"


def test_a_crash_that_comes_again_is_not_cured_by_the_start_in_between() -> None:
    boot = "ets Jul 29 2019 12:21:46\n[SYSTEM] Device ID: ESP32_246F28AABBCC\n[INFO] Device ONLINE\n"
    crash = "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.\n"
    assert diagnose(boot + crash + boot).verdict is LogVerdict.RECOVERED
    assert diagnose((boot + crash) * 2 + boot).verdict is LogVerdict.PROBLEM
    assert diagnose((boot + crash) * 2 + boot * 3).verdict is LogVerdict.RECOVERED


def test_a_machine_in_the_own_network_that_does_not_answer_is_behind_no_firewall() -> None:
    assert names(diagnose("connect 192.168.1.5:1883 : timeout\n"))[0] == "server-unreachable"
    assert names(diagnose("connect 104.21.40.7:443 : timeout (10000 ms)\n"))[0] == "server-blocked"


def test_firmware_that_was_uploaded_at_last_is_no_crash_that_comes_again() -> None:
    blank = "ets Jul 29 2019 12:21:46\ninvalid header: 0xffffffff\n"
    boot = "ets Jul 29 2019 12:21:46\n[SYSTEM] Device ID: ESP32_246F28AABBCC\n[INFO] Device ONLINE\n"
    assert diagnose(blank * 3 + boot).verdict is LogVerdict.RECOVERED


def test_a_panic_of_rust_is_one() -> None:
    assert names(diagnose("panicked at src/sensor.rs:118:42:\n"))[0] == "panic"


def test_the_task_that_hangs_is_shown_with_the_watchdog() -> None:
    hang = "E (31) task_wdt: Task watchdog got triggered. The following tasks did not reset the watchdog in time:\n"
    finding = diagnose(hang + "E (31) task_wdt:  - loopTask (CPU 1)\n").findings[0]
    assert [evidence.text for evidence in finding.evidence][-1] == "- loopTask (CPU 1)"


@together
@pytest.mark.parametrize("page", ["<head><title>502 Bad Gateway</title></head>", "<h1>Server Error (500)</h1>"])
def test_a_page_that_a_server_makes_of_its_error_is_one(page: str) -> None:
    assert names(diagnose(f"{page}\n")) == ["server-error"]
    assert names(diagnose("<title>200 recipes</title>\n<h1>500 miles</h1>\n")) == []


def test_a_session_beside_polls_of_which_most_fail_is_known_too() -> None:
    diagnosis = diagnose("session ok\npoll 200 in 9 ms\n" + "poll 500 in 9 ms\n" * 4)
    assert (diagnosis.recognition.is_oceanremote, names(diagnosis)) == (True, ["server-error"])
    assert not diagnose("pam: session opened\n" + "poll 500 in 9 ms\n" * 4).recognition.is_oceanremote


@together
@pytest.mark.parametrize(
    "log",
    [
        "mqtt connected\npublished 21.4\nsleep 600 s\n",
        'WiFi接続しました IP=10.0.0.9\nMQTT接続成功\n送信 {"t":3} ok\nスリープ\n',
        "getString(): nvs_get_str len fail: broker NOT_FOUND\nMQTT已连接\n发送 21.4 ok\n",
        "MQTT подключено\nотправлено 21.4 ok\n",  # noqa: RUF001 - Russian
        "MQTT연결됨\n전송 21.4 성공\n",
        "MQTT connected\n21.4 gesendet, ok\n",
    ],
)
def test_who_sleeps_goes_on_with_its_work_when_it_wakes(log: str) -> None:
    assert diagnose((WOKEN + log) * 2).verdict is LogVerdict.HEALTHY
    assert diagnose(POWERED + log + WOKEN + log).verdict is LogVerdict.HEALTHY


@together
@pytest.mark.parametrize(
    "log",
    [
        (POWERED + "IP: 10.0.0.9\nmqtt connected\n") * 3,
        (WOKEN + "MQTT连接失败\n发送失败\n") * 3,
        (WOKEN + "MQTT接続中\n送信中\n") * 3,
        (WOKEN + "MQTT подключение\nне удалось отправить\n") * 3,  # noqa: RUF001 - Russian
        (WOKEN + "mqtt connected\npublished 21.4\n") * 2 + WOKEN + "IP: 10.0.0.9\nmqtt: error -4\n",
        WOKEN + "mqtt connected\n",
        (WOKEN + "mqtt connected\nnot sent: 21.4, buffer ok\n") * 1,
    ],
)
def test_who_does_not_send_or_starts_again_and_again_is_not_at_work(log: str) -> None:
    assert diagnose(log).verdict is not LogVerdict.HEALTHY
