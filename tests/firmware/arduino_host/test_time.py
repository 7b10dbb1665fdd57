"""Wall time of a sketch: SNTP as the cores ask it, zones, and the C library's clocks on the board's own."""

from itertools import pairwise
from typing import Final

import pytest

from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.firmware.sketches.wiring import RelayPins
from oceanhil.protocol.board import Board
from oceanhil.protocol.network_change import HostChange
from oceanhil.protocol.surroundings import Host
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import LackingError, WorldError
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SHOW: Final = r"""
#include <machine/network.h>
#include <time.h>
inline void join() { machine::station_join("OceanNet", "correct horse"); }
inline void show() {
    const time_t now = time(nullptr);
    char text[40];
    strftime(text, sizeof text, "%F %H:%M %Z", localtime(&now));
    Serial.printf("%s\n", text);
}
"""


def test_an_esp32_asks_when_the_network_is_there_and_then_every_three_hours() -> None:
    sketch = r"""
    #include <esp_sntp.h>
    static int syncs = 0;
    void setup() {
        sntp_set_time_sync_notification_cb([](struct timeval* time) { syncs += time->tv_sec == ::time(nullptr); });
        configTime(3600, 0, "pool.ntp.org");
        show();
        delay(5000);
        join();
        delay(5000);
        show();
        Serial.printf("%d %d %d\n", syncs, sntp_get_sync_status(), sntp_get_sync_status());
        Serial.printf("%lu\n", (unsigned long)sntp_get_sync_interval());
        delay(2 * 3 * 3600 * 1000);
        Serial.printf("%d\n", syncs);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, SHOW + sketch, 21700) == [
        "1970-01-01 01:00 UTC",
        "2026-01-15 13:00 UTC",
        "1 0 1",
        "10800000",
        "3",
    ]


def test_get_local_time_waits_as_long_as_it_is_told() -> None:
    sketch = r"""
    void setup() {
        struct tm local;
        const unsigned long begun = millis();
        const bool is_set = getLocalTime(&local, 200);
        Serial.printf("%d %d\n", is_set, millis() - begun >= 200 && millis() - begun <= 215);
        const struct timeval now = {1700000000, 0};
        settimeofday(&now, nullptr);
        const bool is_believed = getLocalTime(&local);
        Serial.printf("%d %d\n", is_believed, local.tm_year);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, SHOW + sketch) == ["0 1", "1 123"]


def test_an_esp8266_tells_who_set_its_clock() -> None:
    sketch = r"""
    #include <coredecls.h>
    void setup() {
        settimeofday_cb([](bool by_sntp) { Serial.printf("set by sntp: %d\n", by_sntp); });
        const struct timeval now = {1700000000, 0};
        settimeofday(&now, nullptr);
        join();
        configTime("CET-1CEST,M3.5.0,M10.5.0/3", "pool.ntp.org");
        delay(5000);
        show();
        configTime(3600, 3600, "pool.ntp.org");
        show();
        Serial.printf("%08lx\n", (unsigned long)crc32("123456789", 9));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP8266, SHOW + sketch, 8) == [
        "set by sntp: 0",
        "set by sntp: 1",
        "2026-01-15 13:00 CET",
        "2026-01-15 14:00 GMT",
        "0376e6e7",
        "set by sntp: 1",
    ]


def test_a_sketch_of_an_esp8266_may_choose_when_its_client_asks() -> None:
    sketch = r"""
    #include <coredecls.h>
    uint32_t sntp_startup_delay_MS_rfc_not_less_than_60000() { return 60000; }
    uint32_t sntp_update_delay_MS_rfc_not_less_than_15000() { return 20000; }
    void setup() {
        settimeofday_cb([] { Serial.printf("set at %lu\n", millis() / 1000); });
        join();
        configTime(0, 0, "pool.ntp.org");
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP8266, "#include <sntp.h>\n" + SHOW + sketch, 90) == ["set at 60", "set at 80"]


def test_a_long_wait_of_an_esp8266_feeds_its_watchdog_while_its_client_asks() -> None:
    sketch = r"""
    void setup() {
        Serial.printf("%s\n", ESP.getResetReason().c_str());
        join();
        configTime(0, 0, "pool.ntp.org");
        delay(2 * 3600 * 1000);
        show();
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP8266, SHOW + sketch, 7300) == ["Power On", "2026-01-15 14:00 GMT"]


def test_a_pico_waits_until_its_clock_is_set() -> None:
    sketch = r"""
    #include <WiFiNTP.h>
    void setup() {
        Serial.printf("%d\n", NTP.waitSet(1000));
        join();
        Serial.printf("%d\n", NTP.waitSet([] {}));
        show();
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.PICOW, SHOW + sketch, 20) == ["0", "1", "2026-01-15 12:00 UTC"]


def test_every_clock_of_the_c_and_of_the_cpp_library_is_the_boards() -> None:
    sketch = r"""
    #include <chrono>
    #include <thread>
    #include <unistd.h>
    static long long between(unsigned long (*wait)()) {
        const auto begun = std::chrono::steady_clock::now();
        const unsigned long then = millis();
        wait();
        const auto passed = std::chrono::steady_clock::now() - begun;
        const long long ms = std::chrono::duration_cast<std::chrono::milliseconds>(passed).count();
        return ms == (long long)(millis() - then) ? ms : -1;
    }
    void setup() {
        Serial.printf("%lld\n", between([]() -> unsigned long { return sleep(2); }));
        Serial.printf("%lld\n", between([]() -> unsigned long { return usleep(5000); }));
        const clock_t begun = clock();
        delay(700);
        Serial.printf("%lld %d\n", (long long)(clock() - begun) * 100 / CLOCKS_PER_SEC, (int)sizeof(time_t));
        const struct timeval now = {4102444800, 0};
        settimeofday(&now, nullptr);
        const auto wall = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        Serial.printf("%d %s", wall == time(nullptr) || wall < 0, asctime(gmtime(&now.tv_sec)));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP8266, sketch, 5) == ["2000", "5", "70 8", "1 Fri Jan  1 00:00:00 2100"]


def test_a_zone_is_forgotten_with_the_boot_that_set_it() -> None:
    sketch = r"""
    void setup() {
        show();
        setenv("TZ", "JST-9", 1);
        tzset();
        show();
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP8266, SHOW + sketch) as running:
        running.run(1)
        running.device.power_off()
        running.device.power_on()
        assert running.run(1) == ["1970-01-01 00:00 UTC", "1970-01-01 09:00 JST"] * 2


def test_uptime_that_is_pretended_shows_in_the_counters_and_makes_nothing_due() -> None:
    sketch = r"""
    void setup() {}
    void loop() {
        delay(1000);
        Serial.printf("%lu\n", millis() / 1000);
    }
    """
    with bench(Board.ESP8266, sketch) as running:
        running.run(2.6)
        running.device.set_uptime((2**32 - 1500) * 1000)
        seconds = [int(line) for line in running.run(3)]
        boots = [each for each in running.world.trace.events if each.kind is EventKind.BOOT]
    assert len(boots) == 1
    assert len(seconds) == 5
    assert seconds[:3] == [1, 2, 4294966]
    assert seconds[3] in {0, 4294967}
    assert seconds[4] <= 2


def test_the_core_s_client_cannot_begin_late_where_the_sketch_asks_by_itself() -> None:
    nothing = "void setup() {} void loop() { delay(100); }"
    with (
        bench(Board.ESP32, nothing, settings=SketchSettings(own_time_client=True)) as running,
        pytest.raises(LackingError, match="the sketch has one of its own"),
    ):
        running.device.delay_time_client(5_000_000)


def test_a_loop_that_waits_rests_as_much_however_often_the_world_looks_in() -> None:
    sketch = """
    unsigned long turns = 0;
    void setup() {}
    void loop() {
        turns++;
        if (millis() >= 5000) {
            Serial.println(turns);
            delay(60000);
        }
    }
    """
    told = []
    for step_s in (6, 0.003):
        with bench(Board.ESP8266, sketch) as running:
            for _ in range(round(6 / step_s)):
                running.run(step_s)
            told += running.lines()
    assert told[0] == told[1]


BLINKING: Final = r"""
void setup() { pinMode(LED_BUILTIN, OUTPUT); }
void loop() {
    digitalWrite(LED_BUILTIN, !digitalRead(LED_BUILTIN));
    delay(200);
    if (millis() > 600000) { Serial.println("done"); delay(600000); }
}
"""


def test_a_lamp_that_blinks_is_no_run_without_an_end_nor_is_a_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    lamp, relay = SketchSettings(), SketchSettings(relays=RelayPins(4, 2))

    def blink(at_the_pin: SketchSettings) -> list[str]:
        with bench(Board.ESP8266, BLINKING, settings=at_the_pin) as running:
            return running.run(601)

    monkeypatch.setattr("oceanhil.hil.worlds.sim.RUN_STEPS_MAX", 1_000)
    assert blink(relay) == ["done"]
    monkeypatch.setattr("oceanhil.hil.worlds.sketch.factory.SKETCH_STEPS_MAX", 1_000)
    assert blink(lamp) == ["done"]
    with pytest.raises(WorldError, match="over 1,000 timers and bytes"):
        blink(relay)


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        # 15 s for an answer, then 15 s, and twice as long each time, up to 150 s.
        ('"pool.ntp.org"', [30, 45, 75, 135, 165, 165]),
        # A second one is asked as soon as the first is silent, and so on.
        ('"pool.ntp.org", "time.nist.gov"', [15, 15, 15, 15, 15, 15]),
    ],
)
@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_a_silent_time_server_is_asked_again_as_lwip_does(board: Board, servers: str, expected: list[int]) -> None:
    sketch = f"void setup() {{ join(); configTime(0, 0, {servers}); }}\nvoid loop() {{ delay(1000); }}\n"
    with bench(board, SHOW + sketch, power=False) as running:
        running.world.network.apply(HostChange(Host.TIME_SERVER, blocked=True))
        running.device.power_on()
        running.run(700)
        asked_us = [each.t_us for each in running.world.trace.events if each.kind is EventKind.TIME]
    between = [round((later - earlier) / 1_000_000) for earlier, later in pairwise(asked_us)]
    assert between[: len(expected)] == expected
