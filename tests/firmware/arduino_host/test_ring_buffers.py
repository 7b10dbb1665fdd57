"""Ring buffers of ESP-IDF: items of any length that are handed out where they lie, and given back."""

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, lines_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_INCLUDED = "#include <freertos/ringbuf.h>\n"


def test_an_item_lies_in_one_piece_and_room_comes_free_in_order() -> None:
    sketch = r"""
        void setup() {
            RingbufHandle_t ring = xRingbufferCreate(62, RINGBUF_TYPE_NOSPLIT);
            Serial.printf("%u %u\n", xRingbufferGetMaxItemSize(ring), xRingbufferGetCurFreeSize(ring));
            Serial.printf("%d ", xRingbufferSend(ring, "a longer text than that, 25", 25, 10));
            Serial.printf("%d ", xRingbufferSend(ring, "sixteen letters", 16, 0));
            Serial.printf("%d ", xRingbufferSend(ring, "twelve more", 12, 0));
            Serial.printf("%d ", xRingbufferSend(ring, "x", 1, 0));
            Serial.printf("%d\n", xRingbufferSend(ring, "y", 1, 0));
            size_t size = 0;
            char* first = (char*)xRingbufferReceive(ring, &size, 0);
            Serial.printf("%s %u\n", first, size);
            char* second = (char*)xRingbufferReceive(ring, &size, 0);
            Serial.printf("%s %u\n", second, size);
            vRingbufferReturnItem(ring, second);
            Serial.printf("%u ", xRingbufferGetCurFreeSize(ring));
            vRingbufferReturnItem(ring, first);
            Serial.printf("%u\n", xRingbufferGetCurFreeSize(ring));
            UBaseType_t freed, read, written, acquired, waiting;
            vRingbufferGetInfo(ring, &freed, &read, &written, &acquired, &waiting);
            Serial.printf("%u %u %u %u %u\n", freed, read, written, acquired, waiting);
            vRingbufferReturnItem(ring, xRingbufferReceive(ring, &size, 0));
            size = 77;
            Serial.printf("%d %u\n", xRingbufferReceive(ring, &size, 3) == nullptr, size);
        }
    """
    assert lines_of(Board.ESP32, _INCLUDED + sketch + LOOP) == [
        "24 24",
        "0 1 1 1 0",
        "sixteen letters 16",
        "twelve more 12",
        "0 24",
        "44 44 56 56 1",
        "1 77",
    ]


def test_an_item_that_does_not_fit_before_the_end_is_split_in_two() -> None:
    sketch = r"""
        void setup() {
            RingbufHandle_t ring = xRingbufferCreate(64, RINGBUF_TYPE_ALLOWSPLIT);
            Serial.printf("%u\n", xRingbufferGetMaxItemSize(ring));
            void *head, *tail;
            size_t head_size = 0, tail_size = 0;
            xRingbufferSend(ring, "0123456789abcdef0123456789abcde", 32, 0);
            xRingbufferReceiveSplit(ring, &head, &tail, &head_size, &tail_size, 0);
            Serial.printf("%u %d\n", head_size, tail == nullptr);
            vRingbufferReturnItem(ring, head);
            xRingbufferSend(ring, "the sixteen here,and sixteen more", 32, 0);
            xRingbufferReceiveSplit(ring, &head, &tail, &head_size, &tail_size, 0);
            Serial.printf("%.*s|%.*s\n", (int)head_size, (char*)head, (int)tail_size, (char*)tail);
            vRingbufferReturnItem(ring, tail);
            Serial.printf("%u ", xRingbufferGetCurFreeSize(ring));
            vRingbufferReturnItem(ring, head);
            Serial.printf("%u\n", xRingbufferGetCurFreeSize(ring));
        }
    """
    assert lines_of(Board.ESP32, _INCLUDED + sketch + LOOP) == [
        "48",
        "32 1",
        "the sixteen here|,and sixteen more"[:33],
        "8 48",
    ]


def test_bytes_have_no_bounds_and_one_piece_is_out_at_a_time() -> None:
    sketch = r"""
        void setup() {
            RingbufHandle_t ring = xRingbufferCreate(10, RINGBUF_TYPE_BYTEBUF);
            size_t size = 0;
            Serial.printf("%d ", xRingbufferSend(ring, "abcdefgh", 8, 0));
            Serial.printf("%d ", xRingbufferSend(ring, "ijk", 3, 0));
            char* piece = (char*)xRingbufferReceiveUpTo(ring, &size, 0, 5);
            Serial.printf("%.*s %d ", (int)size, piece, xRingbufferReceiveUpTo(ring, &size, 0, 5) == nullptr);
            vRingbufferReturnItem(ring, piece);
            Serial.printf("%d ", xRingbufferSend(ring, "ijklmno", 7, 0));
            Serial.printf("%u\n", xRingbufferGetCurFreeSize(ring));
            for (int turn = 0; turn < 2; ++turn) {
                piece = (char*)xRingbufferReceive(ring, &size, 0);
                Serial.printf("%.*s\n", (int)size, piece);
                vRingbufferReturnItem(ring, piece);
            }
            Serial.printf("%d %d\n", xRingbufferReceive(ring, &size, 0) == nullptr, xRingbufferSend(ring, "", 0, 0));
        }
    """
    assert lines_of(Board.ESP32, _INCLUDED + sketch + LOOP) == ["1 0 abcde 1 1 0", "fghij", "klmno", "1 1"]


def test_room_that_was_taken_is_read_once_it_is_complete() -> None:
    sketch = r"""
        static StaticRingbuffer_t memory;
        static uint8_t storage[64];
        void setup() {
            const uint32_t free_heap = ESP.getFreeHeap();
            RingbufHandle_t ring = xRingbufferCreateStatic(64, RINGBUF_TYPE_NOSPLIT, storage, &memory);
            Serial.printf("%d\n", ESP.getFreeHeap() == free_heap);
            void *slow, *quick;
            size_t size;
            xRingbufferSendAcquire(ring, &slow, 4, 0);
            xRingbufferSendAcquire(ring, &quick, 4, 0);
            memcpy(quick, "two", 4);
            xRingbufferSendComplete(ring, quick);
            Serial.printf("%d\n", xRingbufferReceive(ring, &size, 0) == nullptr);
            memcpy(slow, "one", 4);
            xRingbufferSendComplete(ring, slow);
            void* first = xRingbufferReceive(ring, &size, 0);
            void* second = xRingbufferReceive(ring, &size, 0);
            Serial.printf("%s %s\n", (char*)first, (char*)second);
        }
    """
    assert lines_of(Board.ESP32, _INCLUDED + sketch + LOOP) == ["1", "1", "one two"]


def test_who_waits_for_room_or_for_an_item_goes_on_when_it_is_there() -> None:
    sketch = r"""
        static RingbufHandle_t ring;
        static QueueSetHandle_t set;
        static void send(void*) {
            for (int number = 0; number < 4; ++number) {
                xRingbufferSend(ring, &number, sizeof number, portMAX_DELAY);
                Serial.printf("sent %d at %lu\n", number, millis() / 100 * 100);
            }
            vTaskDelete(nullptr);
        }
        void setup() {
            ring = xRingbufferCreateNoSplit(4, 2);
            set = xQueueCreateSet(4);
            Serial.printf("%d ", xRingbufferAddToQueueSetRead(ring, set));
            Serial.printf("%d\n", xRingbufferAddToQueueSetRead(ring, set));
            xTaskCreate(send, "send", 4096, nullptr, 5, nullptr);
            for (int turn = 0; turn < 4; ++turn) {
                delay(300);
                QueueSetMemberHandle_t member = xQueueSelectFromSet(set, portMAX_DELAY);
                size_t size = 0;
                int* item = (int*)xRingbufferReceive(ring, &size, 0);
                Serial.printf("%d got %d\n", xRingbufferCanRead(ring, member), *item);
                vRingbufferReturnItem(ring, item);
            }
            Serial.println(xQueueSelectFromSet(set, 100) == nullptr);
        }
    """
    lines = lines_of(Board.ESP32, _INCLUDED + sketch + LOOP)
    told = [line for line in lines if not line.startswith("sent")]
    assert told == ["1 0", "1 got 0", "1 got 1", "1 got 2", "1 got 3", "1"]
    at = [int(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("sent")]
    assert (at[1] - at[0], at[2] - at[0], at[3] - at[0]) == (0, 300, 600)


@pytest.mark.parametrize("kind", ["NOSPLIT", "ALLOWSPLIT", "BYTEBUF"])
def test_over_random_histories_nothing_is_lost_and_free_is_what_fits(kind: str) -> None:
    sketch = (
        r"""
        #include <deque>
        #include <vector>
        static const RingbufferType_t kind = RINGBUF_TYPE_"""
        + kind
        + r""";
        void setup() {
            RingbufHandle_t ring = xRingbufferCreate(kind == RINGBUF_TYPE_BYTEBUF ? 101 : 100, kind);
            std::deque<uint8_t> expected;
            std::vector<void*> out;
            uint32_t state = 7, wrong = 0, sent = 0, letters = 0;
            auto chance = [&state](uint32_t below) { return (state = state * 1664525u + 1013904223u) / 65536 % below; };
            auto check = [&](void* piece, size_t size) {
                for (size_t at = 0; at < size; ++at) {
                    wrong += ((uint8_t*)piece)[at] != expected.front();
                    expected.pop_front();
                }
                out.push_back(piece);
            };
            for (int step = 0; step < 20000; ++step) {
                if (chance(2) == 0) {
                    const size_t size = chance(44), room = xRingbufferGetCurFreeSize(ring);
                    uint8_t item[44];
                    for (size_t at = 0; at < size; ++at) item[at] = letters + at;
                    const bool is_sent = xRingbufferSend(ring, item, size, 0) == pdTRUE;
                    // A ring that splits tells less than fits where an item could lie in one piece before the end.
                    wrong += is_sent ? size > room && kind != RINGBUF_TYPE_ALLOWSPLIT : size > 0 && size <= room;
                    if (is_sent) {
                        for (size_t at = 0; at < size; ++at) expected.push_back(item[at]);
                        letters += size;
                        ++sent;
                    }
                } else if (chance(3) > 0) {
                    size_t size = 0, rest = 0;
                    void *piece, *tail = nullptr;
                    if (kind == RINGBUF_TYPE_ALLOWSPLIT) {
                        if (xRingbufferReceiveSplit(ring, &piece, &tail, &size, &rest, 0) == pdTRUE) {
                            check(piece, size);
                            if (tail != nullptr) check(tail, rest);
                        }
                    } else if ((piece = xRingbufferReceive(ring, &size, 0)) != nullptr) {
                        check(piece, size);
                    }
                } else if (!out.empty()) {
                    const size_t which = chance(out.size());
                    vRingbufferReturnItem(ring, out[which]);
                    out.erase(out.begin() + which);
                }
            }
            Serial.printf("%u %d\n", wrong, sent > 1000);
        }
    """
    )
    assert lines_of(Board.ESP32, _INCLUDED + sketch + LOOP, seconds=60) == ["0 1"]
