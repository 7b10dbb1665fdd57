"""What NVS has told a sketch's process is not asked for again, unless somebody may have changed it."""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import StorageCall, StorageRefusal
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = pytest.mark.slow

BEGINS: Final = r"""
#include <Preferences.h>
#include <nvs_flash.h>
nvs_handle_t handle;
void tell() {
    int32_t value = 0;
    const esp_err_t error = nvs_get_i32(handle, "key", &value);
    Serial.printf("%s %d\n", esp_err_to_name(error), (int)value);
}
void begin() {
    Serial.begin(115200);
    nvs_open("tried", NVS_READWRITE, &handle);
    nvs_set_i32(handle, "key", 1);
}
void loop() { delay(1000); }
"""


def told(body: str) -> list[str]:
    return lines_of(Board.ESP32, f"{BEGINS}\nvoid setup() {{\nbegin();\n{body}\n}}\n")


def test_what_the_sketch_itself_has_changed_is_read_anew() -> None:
    body = """
    tell();
    nvs_set_i32(handle, "key", 2);
    tell();
    nvs_erase_key(handle, "key");
    tell();
    """
    assert told(body) == ["ESP_OK 1", "ESP_OK 2", "ESP_ERR_NVS_NOT_FOUND 0"]


def test_a_namespace_that_is_not_there_is_there_once_it_was_made() -> None:
    body = r"""
    nvs_handle_t other;
    for (int each = 0; each < 2; ++each) {
        Serial.println(esp_err_to_name(nvs_open("other", NVS_READONLY, &other)));
    }
    nvs_open("other", NVS_READWRITE, &other);
    nvs_set_i32(other, "key", 3);
    for (int each = 0; each < 2; ++each) {
        nvs_handle_t read = 0;
        Serial.printf("%s %d\n", esp_err_to_name(nvs_open("other", NVS_READONLY, &read)), read != other);
    }
    """
    missing = "ESP_ERR_NVS_NOT_FOUND"
    assert told(body) == [missing, missing, "ESP_OK 1", "ESP_OK 1"]


def test_who_opens_a_namespace_twice_has_two_handles() -> None:
    body = r"""
    nvs_handle_t one = 0, two = 0;
    nvs_open("tried", NVS_READONLY, &one);
    nvs_open("tried", NVS_READONLY, &two);
    nvs_close(one);
    int32_t value = 0;
    const esp_err_t error = nvs_get_i32(two, "key", &value);
    Serial.printf("%d %s %d\n", one != two, esp_err_to_name(error), (int)value);
    """
    assert told(body) == ["1 ESP_OK 1"]


def test_the_size_that_was_told_with_the_type_is_that_of_now() -> None:
    body = r"""
    nvs_close(handle);
    Preferences kept;
    kept.begin("sizes");
    for (const char* value : {"a", "abc"}) {
        kept.putBytes("key", value, strlen(value));
        Serial.printf("%d %d ", (int)kept.isKey("key"), (int)kept.getBytesLength("key"));
    }
    kept.remove("key");
    Serial.printf("%d %d\n", (int)kept.isKey("key"), (int)kept.getBytesLength("key"));
    """
    assert told(body) == ["1 1 1 3 0 0"]


def test_a_handle_that_was_closed_reads_nothing() -> None:
    assert told("tell(); nvs_close(handle); tell();") == ["ESP_OK 1", "ESP_ERR_NVS_INVALID_HANDLE 0"]


def test_each_type_is_found_by_its_own_key() -> None:
    body = r"""
    nvs_close(handle);
    Preferences kept;
    kept.begin("types");
    kept.putChar("0", 1), kept.putUChar("1", 1), kept.putShort("2", 1), kept.putUShort("3", 1), kept.putInt("4", 1);
    kept.putUInt("5", 1), kept.putLong64("6", 1), kept.putULong64("7", 1), kept.putString("8", "a");
    kept.putBytes("9", "ab", 2);
    for (const char* key : {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "none"}) {
        Serial.printf("%d ", (int)kept.getType(key));
    }
    Serial.println();
    """
    assert told(body) == ["0 1 2 3 4 5 6 7 8 9 10 "]


def test_a_driver_that_will_refuse_is_asked_each_time() -> None:
    with bench(Board.ESP32, f"{BEGINS}\nvoid setup() {{ begin(); tell(); tell(); tell(); }}\n", power=False) as running:
        running.device.refuse_storage(StorageRefusal(call=StorageCall.READ, after=1))
        running.device.power_on()
        assert running.run(1) == ["ESP_OK 1", "ESP_FAIL 0", "ESP_OK 1"]


def test_what_a_bench_has_erased_is_not_there_any_more() -> None:
    sketch = f"{BEGINS}\nvoid setup() {{ begin(); for (;;) {{ tell(); tell(); delay(1000); }} }}\n"
    with bench(Board.ESP32, sketch) as running:
        before = running.run(2.5)
        running.device.clear_storage()
        after = running.run(1)[len(before) :]
    assert set(before) == {"ESP_OK 1"}
    assert "ESP_OK 1" not in after
    assert after
