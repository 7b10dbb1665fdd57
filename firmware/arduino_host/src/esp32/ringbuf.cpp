// Ring buffers. Facts: ringbuf.c of ESP-IDF 5.1 to 5.4: what items take, where they wrap, in which order room gets free.
#include <assert.h>
#include <freertos/ringbuf.h>
#include <oceanhil/freertos/task_block.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <new>

namespace {

enum class State : uint16_t { Acquired, Written, Returned, Padding };

/// What stands before each item, and before a rest of the ring that no item took.
struct Header {
    uint32_t length;
    State state;
    uint16_t is_split;
};
constexpr size_t kHeaderBytes = sizeof(Header);
static_assert(kHeaderBytes == 8, "as on the board");

size_t whole_words(size_t bytes) { return (bytes + 3) & ~size_t{3}; }

/// Four positions go round one after the other: room is acquired, written, read and freed.
struct Ring {
    RingbufferType_t type;
    uint8_t* bytes;
    size_t size;
    size_t acquired = 0;
    size_t written = 0;
    size_t read = 0;
    size_t freed = 0;
    /// Items, or bytes, that were sent and not read.
    size_t waiting = 0;
    /// Whether `acquired` has come round to `freed`, which looks as if nothing were there.
    bool is_full = false;
    bool is_static = false;
    QueueSetHandle_t set = nullptr;

    bool has_items() const { return type != RINGBUF_TYPE_BYTEBUF; }

    Header& header_at(size_t position) const { return *reinterpret_cast<Header*>(bytes + position); }
    Header& header_of(void* item) const { return *reinterpret_cast<Header*>(static_cast<uint8_t*>(item) - kHeaderBytes); }

    /// The position behind an item; no header fits into what is left at the end.
    size_t behind(size_t position) const {
        const size_t next = position + kHeaderBytes + whole_words(header_at(position).length);
        return size - next < kHeaderBytes ? 0 : next;
    }

    size_t longest() const {
        switch (type) {
            case RINGBUF_TYPE_NOSPLIT:
                return whole_words(size / 2) - kHeaderBytes;
            case RINGBUF_TYPE_ALLOWSPLIT:
                return size - 2 * kHeaderBytes;
            default:
                return size;
        }
    }

    size_t free_bytes() const {
        if (is_full) {
            return 0;
        }
        return freed > acquired ? freed - acquired : size - (acquired - freed);
    }

    bool has_room(size_t length) const {
        if (acquired == freed) {
            return !is_full;
        }
        if (!has_items()) {
            return length <= free_bytes();
        }
        const size_t needed = whole_words(length) + kHeaderBytes;
        if (freed > acquired || needed <= size - acquired) {
            return needed <= (freed > acquired ? freed : size) - acquired;
        }
        return type == RINGBUF_TYPE_ALLOWSPLIT ? needed + kHeaderBytes <= free_bytes() : needed <= freed;
    }

    /// Gives what surely fits: a ring that splits counts two headers wherever its room goes round.
    size_t longest_now() const {
        if (is_full) {
            return 0;
        }
        size_t room = free_bytes();
        size_t beside = 0;
        if (has_items()) {
            const bool wraps = freed <= acquired;
            const bool splits = type == RINGBUF_TYPE_ALLOWSPLIT;
            if (wraps && !splits) {
                room = std::max(size - acquired, freed);
            }
            beside = wraps && splits && (acquired != 0 || freed != 0) ? 2 * kHeaderBytes : kHeaderBytes;
        }
        return room < beside ? 0 : std::min(room - beside, longest());
    }

    void note_fullness() { is_full = acquired == freed; }

    void pad_to_end() {
        header_at(acquired) = Header{0, State::Padding, 0};
        acquired = 0;
    }

    /// Takes room in one piece for an item, and gives where its bytes go.
    uint8_t* acquire(size_t length, State state) {
        if (size - acquired < whole_words(length) + kHeaderBytes) {
            pad_to_end();
        }
        header_at(acquired) = Header{static_cast<uint32_t>(length), state, 0};
        uint8_t* const item = bytes + acquired + kHeaderBytes;
        acquired = behind(acquired);
        note_fullness();
        return item;
    }

    /// Whatever was complete behind an item that is complete now can be read with it.
    void advance_written() {
        while (header_at(written).state != State::Acquired) {
            written = header_at(written).state == State::Padding ? 0 : behind(written);
            if (written == acquired) {
                return;
            }
        }
    }

    void put_item(const uint8_t* data, size_t length) {
        const size_t rest = size - acquired;
        if (type == RINGBUF_TYPE_ALLOWSPLIT && rest < whole_words(length) + kHeaderBytes && rest > kHeaderBytes) {
            const size_t part = rest - kHeaderBytes;
            header_at(acquired) = Header{static_cast<uint32_t>(part), State::Written, 1};
            memcpy(bytes + acquired + kHeaderBytes, data, part);
            acquired = 0;
            ++waiting;
            data += part;
            length -= part;
        }
        uint8_t* const item = acquire(length, State::Acquired);
        if (length > 0) {
            memcpy(item, data, length);
        }
        complete(item);
    }

    void complete(void* item) {
        header_of(item).state = State::Written;
        ++waiting;
        advance_written();
    }

    void put_bytes(const uint8_t* data, size_t length) {
        const size_t part = std::min(length, size - acquired);
        memcpy(bytes + acquired, data, part);
        memcpy(bytes, data + part, length - part);
        acquired = (acquired + length) % size;
        written = acquired;
        waiting += length;
        note_fullness();
    }

    bool is_readable() const {
        if (!has_items() && read != freed) {
            return false;
        }
        return waiting > 0 && (read != written || is_full);
    }

    void* take_item(size_t* length, bool* is_split) {
        if (header_at(read).state == State::Padding) {
            read = 0;
        }
        const Header& header = header_at(read);
        *length = header.length;
        *is_split = header.is_split != 0;
        uint8_t* const item = bytes + read + kHeaderBytes;
        read = behind(read);
        --waiting;
        return item;
    }

    void* take_bytes(size_t* length, size_t most) {
        size_t here = read >= written ? size - read : written - read;
        here = most == 0 ? here : std::min(here, most);
        uint8_t* const piece = bytes + read;
        *length = here;
        read = (read + here) % size;
        waiting -= here;
        return piece;
    }

    /// Frees in the order of the ring, however items come back; one that was never read twice is the sketch's mistake.
    void give_back(void* item) {
        if (!has_items()) {
            freed = read;
            is_full = false;
            return;
        }
        assert(header_of(item).state == State::Written);
        header_of(item).state = State::Returned;
        bool is_moved = false;
        while (header_at(freed).state == State::Returned || header_at(freed).state == State::Padding) {
            if (freed == read && (is_moved || !is_full || waiting > 0)) {
                break;
            }
            freed = header_at(freed).state == State::Padding ? 0 : behind(freed);
            is_moved = true;
        }
        is_full = is_full && !is_moved;
    }
};

static_assert(sizeof(Ring) <= sizeof(StaticRingbuffer_t), "a sketch's memory has room for a ring");

Ring& ring_of(RingbufHandle_t handle) { return *static_cast<Ring*>(handle); }

/// Sends or acquires once there is room, and gives whether there was.
template <typename Put>
BaseType_t with_room(RingbufHandle_t handle, size_t size, TickType_t ticks, Put put) {
    Ring& ring = ring_of(handle);
    if (size > ring.longest() || !oceanhil::wait_for(handle, ticks, [&] { return ring.has_room(size); })) {
        return pdFALSE;
    }
    put(ring);
    return pdTRUE;
}

void tell_of_item(RingbufHandle_t handle) {
    if (ring_of(handle).set != nullptr) {
        xQueueSend(ring_of(handle).set, &handle, 0);
    }
    oceanhil::signal_waiters(handle);
}

void note_ring_wish(BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
}

}  // namespace

extern "C" {

RingbufHandle_t xRingbufferCreate(size_t size, RingbufferType_t type) {
    assert(size > 0 && type < RINGBUF_TYPE_MAX);
    const size_t whole = type == RINGBUF_TYPE_BYTEBUF ? size : whole_words(size);
    void* const memory = malloc(sizeof(Ring));
    auto* const bytes = static_cast<uint8_t*>(malloc(whole));
    if (memory == nullptr || bytes == nullptr) {
        free(memory);
        free(bytes);
        return nullptr;
    }
    return new (memory) Ring{type, bytes, whole};
}

RingbufHandle_t xRingbufferCreateNoSplit(size_t item_size, size_t items) {
    return xRingbufferCreate((whole_words(item_size) + kHeaderBytes) * items, RINGBUF_TYPE_NOSPLIT);
}

RingbufHandle_t xRingbufferCreateStatic(size_t size, RingbufferType_t type, uint8_t* storage,
                                        StaticRingbuffer_t* memory) {
    assert(size > 0 && type < RINGBUF_TYPE_MAX && storage != nullptr && memory != nullptr);
    assert(type == RINGBUF_TYPE_BYTEBUF || size == whole_words(size));
    auto* const ring = new (memory) Ring{type, storage, size};
    ring->is_static = true;
    return ring;
}

RingbufHandle_t xRingbufferCreateWithCaps(size_t size, RingbufferType_t type, UBaseType_t) {
    return xRingbufferCreate(size, type);
}

void vRingbufferDelete(RingbufHandle_t ring) {
    if (!ring_of(ring).is_static) {
        free(ring_of(ring).bytes);
        free(ring);
    }
}

void vRingbufferDeleteWithCaps(RingbufHandle_t ring) { vRingbufferDelete(ring); }

BaseType_t xRingbufferSend(RingbufHandle_t ring, const void* item, size_t size, TickType_t ticks) {
    if (!ring_of(ring).has_items() && size == 0) {
        return pdTRUE;
    }
    const auto* const data = static_cast<const uint8_t*>(item);
    const BaseType_t is_sent = with_room(ring, size, ticks, [data, size](Ring& one) {
        one.has_items() ? one.put_item(data, size) : one.put_bytes(data, size);
    });
    if (is_sent == pdTRUE) {
        tell_of_item(ring);
    }
    return is_sent;
}

BaseType_t xRingbufferSendFromISR(RingbufHandle_t ring, const void* item, size_t size, BaseType_t* is_switch_wanted) {
    note_ring_wish(is_switch_wanted);
    return xRingbufferSend(ring, item, size, 0);
}

BaseType_t xRingbufferSendAcquire(RingbufHandle_t ring, void** item, size_t size, TickType_t ticks) {
    assert(ring_of(ring).type == RINGBUF_TYPE_NOSPLIT);
    *item = nullptr;
    return with_room(ring, size, ticks, [item, size](Ring& one) { *item = one.acquire(size, State::Acquired); });
}

BaseType_t xRingbufferSendComplete(RingbufHandle_t ring, void* item) {
    assert(ring_of(ring).type == RINGBUF_TYPE_NOSPLIT && ring_of(ring).header_of(item).state == State::Acquired);
    ring_of(ring).complete(item);
    tell_of_item(ring);
    return pdTRUE;
}

BaseType_t xRingbufferReceiveSplit(RingbufHandle_t ring, void** head, void** tail, size_t* head_size, size_t* tail_size,
                                   TickType_t ticks) {
    Ring& one = ring_of(ring);
    assert(one.type == RINGBUF_TYPE_ALLOWSPLIT);
    *head = *tail = nullptr;
    if (!oceanhil::wait_for(ring, ticks, [&one] { return one.is_readable(); })) {
        return pdFALSE;
    }
    bool is_split = false;
    *head = one.take_item(head_size, &is_split);
    if (is_split) {
        *tail = one.take_item(tail_size, &is_split);
    }
    return pdTRUE;
}

BaseType_t xRingbufferReceiveSplitFromISR(RingbufHandle_t ring, void** head, void** tail, size_t* head_size,
                                          size_t* tail_size) {
    return xRingbufferReceiveSplit(ring, head, tail, head_size, tail_size, 0);
}

void* xRingbufferReceive(RingbufHandle_t ring, size_t* size, TickType_t ticks) {
    Ring& one = ring_of(ring);
    if (!oceanhil::wait_for(ring, ticks, [&one] { return one.is_readable(); })) {
        return nullptr;
    }
    size_t length = 0;
    bool is_split = false;
    void* const item = one.has_items() ? one.take_item(&length, &is_split) : one.take_bytes(&length, 0);
    if (size != nullptr) {
        *size = length;
    }
    return item;
}

void* xRingbufferReceiveFromISR(RingbufHandle_t ring, size_t* size) { return xRingbufferReceive(ring, size, 0); }

void* xRingbufferReceiveUpTo(RingbufHandle_t ring, size_t* size, TickType_t ticks, size_t most) {
    Ring& one = ring_of(ring);
    assert(!one.has_items());
    if (most == 0 || !oceanhil::wait_for(ring, ticks, [&one] { return one.is_readable(); })) {
        return nullptr;
    }
    return one.take_bytes(size, most);
}

void* xRingbufferReceiveUpToFromISR(RingbufHandle_t ring, size_t* size, size_t most) {
    return xRingbufferReceiveUpTo(ring, size, 0, most);
}

void vRingbufferReturnItem(RingbufHandle_t ring, void* item) {
    ring_of(ring).give_back(item);
    oceanhil::signal_waiters(ring);
}

void vRingbufferReturnItemFromISR(RingbufHandle_t ring, void* item, BaseType_t* is_switch_wanted) {
    note_ring_wish(is_switch_wanted);
    vRingbufferReturnItem(ring, item);
}

size_t xRingbufferGetMaxItemSize(RingbufHandle_t ring) { return ring_of(ring).longest(); }
size_t xRingbufferGetCurFreeSize(RingbufHandle_t ring) { return ring_of(ring).longest_now(); }

void vRingbufferGetInfo(RingbufHandle_t ring, UBaseType_t* freed, UBaseType_t* read, UBaseType_t* written,
                        UBaseType_t* acquired, UBaseType_t* waiting) {
    const Ring& one = ring_of(ring);
    UBaseType_t* const places[] = {freed, read, written, acquired, waiting};
    const size_t figures[] = {one.freed, one.read, one.written, one.acquired, one.waiting};
    for (size_t at = 0; at < sizeof places / sizeof *places; ++at) {
        if (places[at] != nullptr) {
            *places[at] = static_cast<UBaseType_t>(figures[at]);
        }
    }
}

void xRingbufferPrintInfo(RingbufHandle_t ring) {
    const Ring& one = ring_of(ring);
    printf("Rb size:%zu\tfree: %zu\trptr: %zu\tfreeptr: %zu\twptr: %zu, aptr: %zu\n", one.size, one.longest_now(),
           one.read, one.freed, one.written, one.acquired);
}

BaseType_t xRingbufferGetStaticBuffer(RingbufHandle_t ring, uint8_t** storage, StaticRingbuffer_t** memory) {
    if (!ring_of(ring).is_static) {
        return pdFALSE;
    }
    *storage = ring_of(ring).bytes;
    *memory = static_cast<StaticRingbuffer_t*>(ring);
    return pdTRUE;
}

BaseType_t xRingbufferAddToQueueSetRead(RingbufHandle_t ring, QueueSetHandle_t set) {
    if (ring_of(ring).set != nullptr || ring_of(ring).waiting > 0) {
        return pdFALSE;
    }
    ring_of(ring).set = set;
    return pdTRUE;
}

BaseType_t xRingbufferRemoveFromQueueSetRead(RingbufHandle_t ring, QueueSetHandle_t set) {
    if (ring_of(ring).set != set || ring_of(ring).waiting > 0) {
        return pdFALSE;
    }
    ring_of(ring).set = nullptr;
    return pdTRUE;
}

}  // extern "C"
