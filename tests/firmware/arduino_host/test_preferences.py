"""NVS and Preferences of a sketch do to flash what the simulator's driver does, which was compared with Espressif's."""

import struct
from collections.abc import Callable, Sequence

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.esp32 import NvsGeneration, NvsPartition, Preferences, init_arduino
from oceanhil.simulator.flash.chip import Flash, PowerCut
from tests.firmware.arduino_host.programs import LOOP, bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

LIFE = """
#include <Preferences.h>
static Preferences preferences;
static uint32_t chance(uint32_t below) { return machine::random_32() % below; }
static char key[12], text[64];
static uint8_t bytes[600];
static void turn() {
    snprintf(key, sizeof key, "key%u", (unsigned)chance(6));
    const uint32_t value = machine::random_32() & 0x8000007F;
    const long long negative = -(long long)(value & 0x7F) * 100000007;
    switch (chance(14)) {
        case 0:
            Serial.printf("begin %u\\n", (unsigned)(value & 1));
            return (void)Serial.printf("= %d\\n", preferences.begin(value & 1 ? "one" : "two"));
        case 1:
            if (chance(3) != 0) return;
            Serial.printf("end\\n");
            return preferences.end();
        case 2:
            Serial.printf("remove %s\\n", key);
            return (void)Serial.printf("= %d\\n", preferences.remove(key));
        case 3:
            if (chance(5) != 0) return;
            Serial.printf("clear\\n");
            return (void)Serial.printf("= %d\\n", preferences.clear());
        case 4:
            Serial.printf("putInt %s %ld\\n", key, (long)value);
            return (void)Serial.printf("= %u\\n", (unsigned)preferences.putInt(key, value));
        case 5:
            Serial.printf("putUChar %s %lu\\n", key, (unsigned long)value & 0xFF);
            return (void)Serial.printf("= %u\\n", (unsigned)preferences.putUChar(key, value));
        case 6:
            Serial.printf("putLong64 %s %lld\\n", key, negative);
            return (void)Serial.printf("= %u\\n", (unsigned)preferences.putLong64(key, negative));
        case 7:
            snprintf(text, sizeof text, "%.*s", (int)chance(60),
                     "a text that is longer than an entry of thirty-two bytes is");
            Serial.printf("putString %s %s\\n", key, text);
            return (void)Serial.printf("= %u\\n", (unsigned)preferences.putString(key, text));
        case 8: {
            const unsigned length = chance(sizeof bytes);
            for (unsigned each = 0; each < length; ++each) bytes[each] = value + each;
            Serial.printf("putBytes %s %u %u\\n", key, length, (unsigned)(value & 0xFF));
            return (void)Serial.printf("= %u\\n", (unsigned)preferences.putBytes(key, bytes, length));
        }
        case 9:
            Serial.printf("putDouble %s %lu\\n", key, (unsigned long)value);
            return (void)Serial.printf("= %u\\n", (unsigned)preferences.putDouble(key, value / 2.0));
        case 10:
            Serial.printf("getInt %s\\n", key);
            return (void)Serial.printf("= %ld\\n", (long)preferences.getInt(key, -7));
        case 11:
            Serial.printf("getString %s\\n", key);
            return (void)Serial.printf("= %s\\n", preferences.getString(key, "none").c_str());
        case 12:
            Serial.printf("getBytes %s\\n", key);
            return (void)Serial.printf("= %u\\n", (unsigned)preferences.getBytes(key, bytes, 300));
        default:
            Serial.printf("getType %s\\n", key);
            return (void)Serial.printf("= %d\\n", preferences.getType(key));
    }
}
void setup() {
    for (int each = 0; each < 400; ++each) turn();
    Serial.printf("done\\n");
}
void loop() { delay(1000); }
"""


class Twin:
    """The simulator's own Preferences, with which the calls are made that a sketch says it has made."""

    def __init__(self) -> None:
        self.flash = Flash(family(Board.ESP32).flash_bytes)

    def live(self, lines: Sequence[str]) -> list[str]:
        """Do one boot; gives what the calls give, as the sketch prints it."""
        partition = NvsPartition(self.flash, NvsGeneration(family(Board.ESP32).driver.value))
        init_arduino(partition)
        held = Preferences(partition)
        results = []
        for line in lines:
            name, *arguments = line.split(" ", 2)
            if name != "=":
                result = CALLS[name](held, *arguments)
                if name != "end":
                    results.append(f"= {result:d}" if isinstance(result, int) else f"= {result}".rstrip())
        return results


def put_bytes(held: Preferences, key: str, numbers: str) -> int:
    length, first = map(int, numbers.split())
    return held.put_bytes(key, bytes((first + each) & 0xFF for each in range(length)))


def get_bytes(held: Preferences, key: str) -> int:
    stored = held.get_bytes(key, 300)
    return len(stored)


CALLS: dict[str, Callable[..., object]] = {
    "begin": lambda held, which: held.begin("one" if which == "1" else "two"),
    "end": lambda held: held.end(),
    "clear": lambda held: held.clear(),
    "remove": lambda held, key: held.remove(key),
    "putInt": lambda held, key, value: held.put_int(key, int(value)),
    "putUChar": lambda held, key, value: held.put_uchar(key, int(value)),
    "putLong64": lambda held, key, value: held.put_long64(key, int(value)),
    "putString": lambda held, key, text="": held.put_string(key, text),
    "putBytes": put_bytes,
    "putDouble": lambda held, key, value: held.put_double(key, int(value) / 2),
    "getInt": lambda held, key: held.get_int(key, -7),
    "getString": lambda held, key: held.get_string(key, "none"),
    "getBytes": get_bytes,
    "getType": lambda held, key: held.get_type(key).value,
}


def results(lines: Sequence[str]) -> list[str]:
    return [each.rstrip() for each in lines if each.startswith("=")]


@pytest.mark.parametrize("seed", range(6))
def test_the_same_calls_leave_the_same_flash(seed: int) -> None:
    with bench(Board.ESP32, LIFE, seed=seed) as running:
        lines = running.run(100)
        twin = Twin()
        assert lines[-1] == "done"
        assert results(lines) == twin.live(lines[:-1])
        assert running.flash == twin.flash.dump(0, twin.flash.size_bytes)


@pytest.mark.parametrize("unit", [0, 33, 100, 500, 1500, 4000])
def test_power_that_is_cut_at_a_unit_leaves_the_same_flash(unit: int) -> None:
    with bench(Board.ESP32, LIFE, seed=3, power=False) as running:
        running.device.cut_power(1, unit)
        running.device.power_on()
        lines = running.run(100)
        twin = Twin()
        twin.flash.arm_cut(unit)
        with pytest.raises(PowerCut):
            twin.live(lines)
        assert running.flash == twin.flash.dump(0, twin.flash.size_bytes)


def test_text_is_kept_byte_by_byte_whatever_its_encoding() -> None:
    sketch = r"""
    #include <nvs_flash.h>
    void setup() {
        nvs_handle_t handle;
        char text[8] = "";
        size_t length = 2;
        nvs_open("text", NVS_READWRITE, &handle);
        nvs_set_str(handle, "latin", "caf\xe9");
        Serial.printf("%s", esp_err_to_name(nvs_get_str(handle, "latin", text, &length)));
        Serial.printf(" %u\n", (unsigned)length);
        nvs_get_str(handle, "latin", text, &length);
        Serial.printf("%02x\n", (unsigned char)text[3]);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == ["ESP_ERR_NVS_INVALID_LENGTH 5", "e9"]


def test_an_erased_partition_has_no_handles_until_it_is_mounted_again() -> None:
    sketch = r"""
    #include <nvs_flash.h>
    static void say(esp_err_t error) { Serial.printf("%s\n", esp_err_to_name(error)); }
    void setup() {
        nvs_handle_t handle;
        int32_t value = 0;
        nvs_open("counts", NVS_READWRITE, &handle);
        nvs_set_i32(handle, "boots", 3);
        say(nvs_flash_erase());
        say(nvs_get_i32(handle, "boots", &value));
        say(nvs_open("counts", NVS_READWRITE, &handle));
        say(nvs_flash_init());
        say(nvs_open("counts", NVS_READONLY, &handle));
        say(nvs_open_from_partition("other", "counts", NVS_READWRITE, &handle));
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch) == [
        "ESP_OK",
        "ESP_ERR_NVS_INVALID_HANDLE",
        "ESP_ERR_NVS_NOT_INITIALIZED",
        "ESP_OK",
        "ESP_ERR_NVS_NOT_FOUND",
        "ESP_ERR_NVS_PART_NOT_FOUND",
    ]


def test_a_failed_check_says_what_failed_and_aborts() -> None:
    sketch = r"""
    #include <nvs.h>
    void setup() { ESP_ERROR_CHECK(nvs_erase_key(99, "key")); }
    void loop() {}
    """
    lines = lines_of(Board.ESP32, sketch, 0.5)
    assert lines[0].startswith("ESP_ERROR_CHECK failed: esp_err_t 0x1107 (ESP_ERR_NVS_INVALID_HANDLE)")
    assert "abort() was called at PC 0x400d1a2e on core 1" in lines


def test_a_number_of_single_precision_is_a_blob_of_four_bytes() -> None:
    sketch = r"""
    #include <Preferences.h>
    void setup() {
        Preferences preferences;
        preferences.begin("real");
        preferences.putFloat("f", 1.5f);
        Serial.printf("%u %f %f\n", (unsigned)preferences.getBytesLength("f"), preferences.getFloat("f"),
                      preferences.getDouble("f", 0.0));
    }
    void loop() { delay(1000); }
    """
    (over,) = struct.unpack("<d", struct.pack("<f", 1.5) + bytes(4))
    assert lines_of(Board.ESP32, sketch) == [f"4 1.500000 {over:f}"]


_LISTING = """
    #include <nvs_flash.h>
    static void list(const char* place, nvs_type_t type) {
        nvs_iterator_t at = nullptr;
        esp_err_t found = nvs_entry_find("nvs", place, type, &at);
        while (found == ESP_OK) {
            nvs_entry_info_t info;
            nvs_entry_info(at, &info);
            Serial.printf("%s.%s=%x ", info.namespace_name, info.key, info.type);
            found = nvs_entry_next(&at);
        }
        Serial.printf("%x %d\\n", found, at == nullptr);
    }
"""


def test_values_of_nvs_are_listed_in_the_order_of_flash_by_namespace_and_type() -> None:
    body = r"""
        nvs_handle_t lamp, fan;
        nvs_open("lamp", NVS_READWRITE, &lamp);
        nvs_open("fan", NVS_READWRITE, &fan);
        nvs_set_i32(lamp, "speed", -3);
        nvs_set_u8(fan, "level", 7);
        nvs_set_str(lamp, "name", "lantern of the third floor, by the stairs");
        // Of two pages: it has two chunks, and counts once.
        static uint8_t shape[4500];
        nvs_set_blob(lamp, "shape", shape, sizeof shape);
        nvs_set_u8(lamp, "last", 1);
        list("lamp", NVS_TYPE_ANY);
        list(nullptr, NVS_TYPE_U8);
        list("fan", NVS_TYPE_I32);
        list("nobody", NVS_TYPE_ANY);
        nvs_iterator_t at;
        Serial.printf("%x ", nvs_entry_find("other", nullptr, NVS_TYPE_ANY, &at));
        Serial.printf("%x ", nvs_entry_find(nullptr, nullptr, NVS_TYPE_ANY, &at));
        Serial.printf("%x ", nvs_entry_find_in_handle(fan, NVS_TYPE_ANY, &at));
        nvs_entry_info_t info;
        nvs_entry_info(at, &info);
        nvs_release_iterator(at);
        Serial.printf("%s %x\n", info.key, nvs_entry_find_in_handle(99, NVS_TYPE_ANY, &at));
    """
    told = lines_of(Board.ESP32, _LISTING + "void setup() {\n" + body + "}" + LOOP)
    assert told[0] == "lamp.speed=14 lamp.name=21 lamp.shape=42 lamp.last=1 1102 1"
    assert told[1].split()[-4:] == ["fan.level=1", "lamp.last=1", "1102", "1"]
    assert told[2:] == ["1102 1", "1102 1", "1102 102 0 level 1107"]


def test_a_list_goes_on_behind_what_was_erased_from_it() -> None:
    body = r"""
        nvs_handle_t lamp;
        nvs_open("lamp", NVS_READWRITE, &lamp);
        for (const char* key : {"a1", "a2", "b1", "a3"}) {
            nvs_set_u8(lamp, key, 1);
        }
        nvs_iterator_t at = nullptr;
        esp_err_t found = nvs_entry_find("nvs", "lamp", NVS_TYPE_ANY, &at);
        while (found == ESP_OK) {
            nvs_entry_info_t info;
            nvs_entry_info(at, &info);
            if (info.key[0] == 'a') {
                nvs_erase_key(lamp, info.key);
            }
            found = nvs_entry_next(&at);
        }
        list("lamp", NVS_TYPE_ANY);
    """
    assert lines_of(Board.ESP32, _LISTING + "void setup() {\n" + body + "}" + LOOP) == ["lamp.b1=1 1102 1"]


def test_a_key_says_what_type_it_has() -> None:
    body = r"""
        nvs_handle_t lamp;
        nvs_open("lamp", NVS_READWRITE, &lamp);
        nvs_set_u16(lamp, "speed", 3);
        nvs_set_blob(lamp, "shape", "abc", 3);
        nvs_type_t type;
        for (const char* key : {"speed", "shape", "none"}) {
            type = NVS_TYPE_ANY;
            Serial.printf("%x ", nvs_find_key(lamp, key, &type));
            Serial.printf("%x ", type);
        }
        Serial.printf("%x %x\n", nvs_find_key(lamp, "speed", nullptr), nvs_find_key(99, "speed", &type));
    """
    told = lines_of(Board.ESP32, "#include <nvs_flash.h>\nvoid setup() {" + body + "}" + LOOP)
    assert told == ["0 2 0 42 1102 ff 0 1107"]
