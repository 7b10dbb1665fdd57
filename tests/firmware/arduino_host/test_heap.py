"""The heap of a sketch is of its board's size, is used up and broken up as there, and is whole or the program ends."""

from typing import Final

import pytest

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import bench, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
# The compiler must not do without what nobody looks at.
KEEP: Final = "static void* volatile keep;\n"


def test_what_is_allocated_is_missing_until_it_is_freed() -> None:
    sketch = r"""
    void setup() {
        const uint32_t first = ESP.getFreeHeap();
        char* block = (char*)malloc(1000);
        keep = block;
        const uint32_t then = ESP.getFreeHeap();
        block = (char*)realloc(block, 3000);
        keep = block;
        free(block);
        Serial.printf("%d %d %d\n", first - then >= 1000, first - then <= 1024, ESP.getFreeHeap() == first);
        Serial.printf("%d\n", first - ESP.getMinFreeHeap() >= 3000);
        int* zeros = (int*)calloc(100, 4);
        Serial.printf("%d %d\n", zeros[99], calloc(SIZE_MAX / 2, 4) == nullptr);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, KEEP + sketch) == ["1 1 1", "1", "0 1"]


def test_texts_of_the_c_library_lie_in_the_heap_too() -> None:
    sketch = r"""
    #include <stdarg.h>
    static uint32_t taken(char* made, uint32_t first) {
        keep = made;
        const uint32_t bytes = first - ESP.getFreeHeap();
        free(made);
        return bytes >= 1000 && bytes < 1100 && ESP.getFreeHeap() == first;
    }
    static int formatted(char** made, const char* format, ...) {
        va_list values;
        va_start(values, format);
        const int length = vasprintf(made, format, values);
        va_end(values);
        return length;
    }
    void setup() {
        String long_text;
        while (long_text.length() < 1000) long_text += "text of ten";
        const uint32_t first = ESP.getFreeHeap();
        char *one, *other;
        const int padded = asprintf(&one, "%1000d", 7);
        const uint32_t of_one = taken(one, first);
        const int length = formatted(&other, "%s", long_text.c_str());
        const uint32_t of_other = taken(other, first);
        Serial.printf("%d %d %u %u\n", padded, length, of_one, of_other);
        Serial.printf("%u\n", taken(strdup(long_text.c_str()), first));
        char* begun = strndup(long_text.c_str(), 4);
        Serial.println(begun);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, KEEP + sketch) == ["1000 1001 1 1", "1", "text"]


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_a_block_that_gets_smaller_gives_back_what_it_had_and_grows_where_it_stands(board: Board) -> None:
    sketch = r"""
    void setup() {
        char* block = (char*)malloc(100);
        for (int each = 0; each < 100; ++each) block[each] = (char)each;
        const uint32_t with_100 = ESP.getFreeHeap();
        char* larger = (char*)realloc(block, 4000);
        Serial.printf("%d %d\n", larger == block, with_100 - ESP.getFreeHeap() >= 3896);
        char* behind = (char*)malloc(50);
        memset(behind, 'x', 50);
        char* smaller = (char*)realloc(larger, 100);
        Serial.printf("%d %d\n", smaller == block, with_100 - ESP.getFreeHeap() < 100);
        char* again = (char*)realloc(smaller, 2000);
        // The room for it ends where the other one stands.
        char* moved = (char*)realloc(again, 5000);
        Serial.printf("%d %d\n", again == block, moved != block);
        int same = 0;
        for (int each = 0; each < 100; ++each) same += moved[each] == (char)each;
        for (int each = 0; each < 50; ++each) same += behind[each] == 'x';
        free(behind);
        free(moved);
        Serial.printf("%d %d\n", same, ESP.getFreeHeap() >= with_100 + 100);
    }
    void loop() { delay(1000); }
    """
    assert lines_of(board, KEEP + sketch) == ["1 1", "1 1", "1 1", "150 1"]


def test_an_esp32_has_no_block_longer_than_its_longest_region_and_its_radio_and_tls_take_their_part() -> None:
    sketch = r"""
    #include <WiFi.h>
    #include <WiFiClientSecure.h>
    static void* volatile kept[50];
    void setup() {
        Serial.printf("%lu %d ", (unsigned long)ESP.getMaxAllocHeap(), heap_caps_check_integrity_all(true));
        kept[0] = malloc(120000);
        kept[1] = malloc(110000);
        Serial.printf("%d %d\n", kept[0] != nullptr, kept[1] != nullptr);
        free(kept[1]);
        const uint32_t first = ESP.getFreeHeap();
        WiFi.begin("OceanNet", "correct horse");
        while (WiFi.status() != WL_CONNECTED) delay(100);
        WiFiClientSecure client;
        client.setInsecure();
        const uint32_t joined = ESP.getFreeHeap();
        Serial.printf("%d ", client.connect("oceanremote.net", 443));
        Serial.printf("%d %d ", first - joined >= 36864, joined - ESP.getFreeHeap() >= 2 * 16717);
        client.stop();
        Serial.println(ESP.getFreeHeap() == joined);
        int count = 0;
        while (ESP.getFreeHeap() > 30000) kept[count++] = malloc(ESP.getFreeHeap() > 60000 ? 20000 : 5000);
        char text[80];
        Serial.printf("%d ", client.connect("oceanremote.net", 443));
        Serial.printf("%d ", client.lastError(text, sizeof text));
        Serial.println(text);
        Serial.printf("%d ", WiFi.mode(WIFI_OFF));
        Serial.printf("%d ", ESP.getFreeHeap() > 60000);
        while (ESP.getFreeHeap() > 30000) kept[count++] = malloc(5000);
        Serial.printf("%d %d\n", WiFi.mode(WIFI_STA), WiFi.getMode());
    }
    void loop() { delay(1000); }
    """
    assert lines_of(Board.ESP32, sketch, 10) == [
        "110580 1 0 1",
        "1 1 1 1",
        "0 -32512 SSL - Memory allocation failed",
        "1 1 0 0",
    ]


def test_what_is_free_is_the_familys_at_first() -> None:
    sketch = 'void setup() { Serial.printf("%lu\\n", (unsigned long)ESP.getFreeHeap()); }\nvoid loop() { delay(1000); }'
    (free,) = lines_of(Board.ESP8266, sketch)
    assert family(Board.ESP8266).heap_bytes * 0.99 < int(free) <= family(Board.ESP8266).heap_bytes


def test_a_heap_that_is_broken_up_has_room_but_no_large_block() -> None:
    sketch = r"""
    static void* blocks[400];
    void setup() {
        int count = 0;
        while (count < 400 && (blocks[count] = malloc(200)) != nullptr) ++count;
        const bool is_used_up = ESP.getFreeHeap() < 300 && ESP.getMaxFreeBlockSize() < 200;
        for (int each = 0; each < count; each += 2) free(blocks[each]);
        Serial.printf("%d %d\n", count > 200, is_used_up);
        const bool is_broken_up = ESP.getMaxFreeBlockSize() < 300 && ESP.getHeapFragmentation() > 80;
        Serial.printf("%d %d\n", ESP.getFreeHeap() > 20000, is_broken_up);
        Serial.printf("%d %d\n", malloc(1000) == nullptr, new (std::nothrow) char[1000] == nullptr);
        for (int each = 1; each < count; each += 2) free(blocks[each]);
        Serial.printf("%d\n", ESP.getMaxFreeBlockSize() > 45000);
    }
    void loop() { delay(1000); }
    """.replace("static void* blocks", "#include <new>\n    static void* blocks")
    with bench(Board.ESP8266, sketch) as running:
        expected = ["1 1", "1 1", "1 1", "1"]
        assert running.run(1) == expected
        running.device.power_off()
        running.device.power_on()
        assert running.run(1) == expected * 2


def test_new_without_room_throws_on_an_esp32_and_crashes_an_esp8266() -> None:
    sketch = r"""
    #include <new>
    void setup() {
        #ifdef ESP32
        try {
            keep = new char[500000];
        } catch (const std::bad_alloc&) {
            Serial.printf("caught\n");
        }
        #endif
        keep = new char[500000];
    }
    void loop() { delay(1000); }
    """
    lines = lines_of(Board.ESP32, KEEP + sketch, 0.5)
    assert lines[0] == "caught"
    assert any("abort() was called" in line for line in lines)
    assert "Unhandled C++ exception: OOM" in lines_of(Board.ESP8266, KEEP + sketch, 0.5)


def test_whoever_writes_behind_a_block_is_found_when_it_is_freed() -> None:
    sketch = r"""
    void setup() {
        volatile char* block = (volatile char*)malloc(16);
        for (int each = 0; each < 17; ++each) block[each] = 0;
        Serial.printf("written\n");
        free((void*)block);
        Serial.printf("never\n");
    }
    void loop() { delay(1000); }
    """
    lines = lines_of(Board.ESP32, sketch, 0.5)
    assert lines[0] == "written"
    assert any(line.startswith("CORRUPT HEAP") for line in lines)
    assert "never" not in lines


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_what_is_given_back_is_not_there_any_more(board: Board) -> None:
    sketch = r"""
    void setup() {
        keep = strdup("a token of more than a few letters");
        free(keep);
        const volatile char* const gone = (const volatile char*)keep;
        Serial.printf("%d %d\n", gone[0] == 'a', gone[20] == 't');
        keep = new String("a text that has no room in the object itself");
        const char* const text = ((String*)keep)->c_str();
        delete (String*)keep;
        keep = (void*)text;
        Serial.println(*(const volatile char*)keep == 'a');
    }
    void loop() { delay(1000); }
    """
    assert lines_of(board, KEEP + sketch) == ["0 0", "0"]
