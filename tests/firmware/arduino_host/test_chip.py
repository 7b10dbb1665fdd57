"""The chip of a sketch's board: why it started, what it keeps, how it sleeps, and watchdogs that bite."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.trace import EventKind
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_an_esp32_knows_why_it_started_and_what_it_keeps() -> None:
    sketch = r"""
    #include <esp_sleep.h>
    #include <esp_system.h>
    RTC_DATA_ATTR int sleeps = 10;
    RTC_NOINIT_ATTR uint32_t mark;
    void setup() {
        const bool is_marked = mark == 0xC0FFEE;
        Serial.printf("%d %d %d %d\n", esp_reset_reason(), esp_sleep_get_wakeup_cause(), sleeps++, is_marked);
        mark = 0xC0FFEE;
        if (esp_reset_reason() == ESP_RST_POWERON) esp_deep_sleep(2000000);
        if (esp_reset_reason() == ESP_RST_DEEPSLEEP) ESP.restart();
        if (esp_reset_reason() == ESP_RST_SW) abort();
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch) as running:
        told = [line for line in running.run(6) if line.count(" ") == 3 and line[0].isdigit()]
        assert told == ["1 0 10 0", "8 4 11 1", "3 0 10 1", "4 0 10 1"]
        running.device.reset(ResetKind.PIN)
        assert [line for line in running.run(0.5) if line.startswith("1 ")][-1] == "1 0 10 0"


def test_an_esp8266_tells_its_resets_in_the_words_of_the_core() -> None:
    sketch = r"""
    void setup() {
        uint32_t boots = 0;
        Serial.printf("%s\n", ESP.getResetReason().c_str());
        Serial.printf("%s\n", ESP.getResetInfo().substring(0, 24).c_str());
        ESP.rtcUserMemoryRead(0, &boots, sizeof boots);
        if (ESP.getResetInfoPtr()->reason == REASON_DEFAULT_RST) boots = 0;
        Serial.printf("boots %u\n", ++boots);
        ESP.rtcUserMemoryWrite(0, &boots, sizeof boots);
        if (boots == 1) ESP.deepSleep(1000000);
        if (boots == 2) ESP.restart();
        if (boots == 3) for (;;) millis();
        if (boots == 4) { ESP.wdtDisable(); for (;;) millis(); }
    }
    void loop() { delay(1000); }
    """
    words = ("Power On", "Deep-Sleep", "Software", "Fatal", "boots", "Hardware", "Soft WDT", "Exception (")
    with bench(Board.ESP8266, sketch) as running:
        told = [line for line in running.run(20) if line.startswith(words)]
        assert told == [
            "Power On", "Power On", "boots 1",
            "Deep-Sleep Wake", "Deep-Sleep Wake", "boots 2",
            "Software/System restart", "Software/System restart", "boots 3",
            "Soft WDT reset", "Exception (4):",
            "Software Watchdog", "Fatal exception:0 flag:3", "boots 4",
            "Hardware Watchdog", "Fatal exception:0 flag:1", "boots 5",
        ]  # fmt: skip
        running.device.crash(PanicKind.LOAD_PROHIBITED)
        assert running.run(0.5)[-3:-1] == ["Exception", "Fatal exception:28 flag:"]


def test_the_watchdog_of_a_pico_bites_unless_it_is_fed() -> None:
    sketch = r"""
    #include <hardware/watchdog.h>
    static uint32_t __uninitialized_ram(mark);
    void setup() {
        Serial.printf("%d %d %lu %d\n", rp2040.getResetReason(), watchdog_enable_caused_reboot(),
                      (unsigned long)watchdog_hw->scratch[2], mark == 77);
        mark = 77;
        watchdog_hw->scratch[2] = 9;
        if (rp2040.getResetReason() == RP2040::WDT_RESET) rp2040.reboot();
        if (rp2040.getResetReason() != RP2040::PWRON_RESET) return;
        rp2040.wdt_begin(1000);
        for (int each = 0; each < 3; ++each) { delay(700); rp2040.wdt_reset(); }
        Serial.printf("fed until %lu\n", millis() / 100);
    }
    void loop() { delay(10); }
    """
    with bench(Board.PICOW, sketch) as running:
        assert running.run(6) == ["1 0 0 0", "fed until 21", "4 1 9 1", "3 0 9 1"]
        crashes = [str(event.fields["found"]) for event in running.world.trace if event.kind is EventKind.PANIC]
    # The bite alone: a restart that the sketch asks for is none.
    assert crashes == ["hardware watchdog, of which the board prints nothing"]


def test_a_task_that_is_watched_must_reset_its_watchdog() -> None:
    sketch = r"""
    #include <esp_system.h>
    #include <esp_task_wdt.h>
    void setup() {
        Serial.printf("reason %d\n", esp_reset_reason());
        if (esp_reset_reason() == ESP_RST_TASK_WDT) return;
        const esp_task_wdt_config_t config = {2000, 0, true};
        const bool is_on = esp_task_wdt_init(&config) == ESP_ERR_INVALID_STATE;
        Serial.printf("%d %d\n", is_on, esp_task_wdt_reconfigure(&config));
        esp_task_wdt_add(NULL);
        for (int each = 0; each < 3; ++each) { delay(1500); esp_task_wdt_reset(); }
        Serial.printf("watched until %lu\n", millis() / 1000);
        delay(10000);
        Serial.printf("never\n");
    }
    void loop() { delay(1000); }
    """
    lines = [
        line for line in lines_of(Board.ESP32, sketch, 10) if line.startswith(("reason", "1 ", "watched", "never"))
    ]
    assert lines == ["reason 1", "1 0", "watched until 4", "reason 6"]


def test_addresses_follow_the_fuses() -> None:
    sketch = r"""
    #include <esp_mac.h>
    void setup() {
        uint8_t base[6], ap[6];
        Serial.printf("%d %d\n", esp_efuse_mac_get_default(base), esp_read_mac(ap, ESP_MAC_WIFI_SOFTAP));
        Serial.printf("%d %d\n", ap[5] == (uint8_t)(base[5] + 1), memcmp(base, ap, 5));
        const uint64_t mac = ESP.getEfuseMac();
        Serial.printf("%d %lu\n", memcmp(&mac, base, 6), (unsigned long)ESP.getFlashChipSize());
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == ["0 0", "1 0", "0 4194304"]


def test_raw_flash_programs_by_clearing_bits_wherever_a_byte_is() -> None:
    sketch = r"""
    void setup() {
        uint8_t bytes[3] = {0x12, 0x34, 0x56}, read[8];
        Serial.printf("%d", ESP.flashWrite(0x200002, bytes, sizeof bytes));
        Serial.printf("%d\n", ESP.flashRead(0x200000, read, sizeof read));
        for (const uint8_t each : read) Serial.printf("%02x ", each);
        uint32_t word = 0x0000FFF0;
        Serial.printf(" %d%d", ESP.flashWrite(0x200001, &word, 4), ESP.flashWrite(0x200000, &word, 4));
        ESP.flashRead(0x200000, &word, 4);
        Serial.printf(" %08x", (unsigned)word);
        Serial.printf(" %d%d\n", ESP.flashEraseSector(0x400), ESP.flashEraseSector(0x200));
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP8266, sketch) as running:
        assert running.run(1) == ["11", "ff ff 12 34 56 ff ff ff  01 0000fff0 01"]
        assert set(running.flash) == {0xFF}


def test_flash_hal_of_an_esp8266_knows_the_sector_of_eeprom_and_reads_erases_and_programs_as_esp_does() -> None:
    sketch = r"""
    #include <EEPROM.h>
    #include <flash_hal.h>
    void setup() {
        const uint32_t at = EEPROM_start - 0x40200000;
        EEPROM.begin(64);
        EEPROM.write(0, 0x42);
        EEPROM.commit();
        const uint8_t bytes[] = {1, 2, 3, 4, 5};
        uint8_t read[4] = {};
        Serial.printf("%08x %d", (unsigned)EEPROM_start, flash_hal_read(at, 4, read) == FLASH_HAL_OK);
        Serial.printf(" %02x\n", read[0]);
        const int32_t erased = flash_hal_erase(at, 0x1000), written = flash_hal_write(at + 1, 5, bytes);
        const int32_t is_read = flash_hal_read(at + 2, 4, read);
        Serial.printf("%d %d %d ", (int)erased, (int)written, (int)is_read);
        Serial.printf("%02x%02x%02x%02x\n", read[0], read[1], read[2], read[3]);
        const int32_t beyond = 0x400000;
        Serial.printf("%d %d\n", (int)flash_hal_erase(beyond, 0x1000), (int)flash_hal_read(beyond, 4, read));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP8266, sketch) == ["405fb000 1 42", "0 0 0 02030405", "-3 -1"]


def test_the_high_resolution_timer_of_an_esp32_comes_with_the_language() -> None:
    sketch = """
    void setup() { Serial.println(esp_timer_get_time() / 1000 - (int64_t)millis()); }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == ["0"]


def test_flash_of_a_pico_is_read_where_it_is_mapped() -> None:
    sketch = r"""
    #include <hardware/flash.h>
    void setup() {
        static uint8_t page[FLASH_PAGE_SIZE] = {1, 2, 3};
        flash_range_erase(0x100000, FLASH_SECTOR_SIZE);
        const uint8_t* mapped = (const uint8_t*)(XIP_BASE + 0x100000);
        Serial.printf("%d", mapped[1]);
        flash_range_program(0x100000, page, sizeof page);
        Serial.printf(" %d\n", mapped[1]);
        flash_range_program(0x100000, page, 100);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.PICOW, sketch, 0.3)[:4] == ["255 2", "", "*** PANIC ***", ""]


def test_what_a_picos_linker_knows_is_there_from_the_boot_on_and_after_each_commit() -> None:
    sketch = r"""
    #include <EEPROM.h>
    #include <hardware/structs/watchdog.h>
    extern "C" uint8_t _EEPROM_start[];
    void setup() {
        Serial.printf("%d\n", _EEPROM_start[1]);
        EEPROM.begin(256);
        EEPROM.write(1, 42);
        EEPROM.commit();
        Serial.printf("%d\n", _EEPROM_start[1]);
        if (watchdog_hw->scratch[0]++ == 0) rp2040.reboot();
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.PICOW, sketch) == ["255", "42", "42", "42"]


def test_an_uptime_that_a_bench_moves_on_starves_no_watchdog() -> None:
    sketch = "void setup() {} void loop() { Serial.println(millis() / 1000); delay(500); }"
    with bench(Board.ESP8266, sketch) as running:
        running.run(2)
        running.device.set_uptime(4_000_000_000)
        assert running.run(2)[-1] in {"4001", "4002"}


def test_a_loop_that_rests_until_something_is_due_is_not_late() -> None:
    sketch = r"""
    void setup() {}
    void loop() {
        static uint32_t due = 1000;
        if (millis() >= due) {
            Serial.println(millis() - due);
            due += 1005;
        }
        delay(min(due - millis(), 10ul));
    }
    """
    assert lines_of(Board.ESP32, sketch, 20)[-15:] == ["0"] * 15


def test_an_esp32_is_told_of_its_watchdog_and_of_a_brownout_and_keeps_its_memory_through_both() -> None:
    sketch = r"""
    #include <esp_system.h>
    RTC_NOINIT_ATTR int kept;
    void setup() {
        if (esp_reset_reason() == ESP_RST_POWERON) kept = 7;
        Serial.printf("%d %d\n", esp_reset_reason(), kept);
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch) as running:
        running.run(2)
        running.device.reset(ResetKind.WATCHDOG)
        running.run(2)
        running.device.reset(ResetKind.BROWNOUT)
        lines = [line for line in running.run(2) if line]
    assert lines == ["1 7", "6 7", "E BOD: Brownout detector was triggered", "9 7"]


def test_an_esp32_whose_start_ends_before_its_program_has_forgotten_all_the_same() -> None:
    sketch = r"""
    #include <esp_system.h>
    RTC_DATA_ATTR int slept = 3;
    RTC_NOINIT_ATTR uint32_t mark;
    void setup() {
        Serial.printf("%d %d %d\n", esp_reset_reason(), mark == 0xC0FFEE, slept);
        mark = 0xC0FFEE;
        slept = 4;
    }
    void loop() { delay(1000); }
    """
    with bench(Board.ESP32, sketch) as running:
        device = running.device
        running.run(2)
        device.reset(ResetKind.PIN)
        running.run(0.02)
        device.reset(ResetKind.BROWNOUT)
        running.run(2)
        device.reset(ResetKind.BROWNOUT)
        running.run(2)
        device.power_off()
        device.power_on()
        running.run(0.02)
        device.deep_sleep(1_000_000)
        told = [line for line in running.run(4) if line.count(" ") == 2]
    assert told == ["1 0 3", "9 0 3", "9 1 3", "8 0 3"]
