// Ring buffers: who waits for room or for an item of a ring, and the calls of ringbuf.h.
#include <assert.h>
#include <freertos/ringbuf.h>
#include <oceanhil/freertos/task_block.h>
#include <stdio.h>
#include <stdlib.h>

#include <new>

#include "ring.h"

using oceanhil::ring::Ring;
using oceanhil::ring::State;
using oceanhil::ring::whole_words;

namespace {

static_assert(sizeof(Ring) <= sizeof(StaticRingbuffer_t), "a sketch's memory has room for a ring");

Ring& ring_of(RingbufHandle_t handle) { return *static_cast<Ring*>(handle); }

/// For what those who send wait: it is told apart from what those wait for who receive, which is the ring.
const void* room_of(RingbufHandle_t handle) { return &ring_of(handle).bytes; }

/// Sends or acquires once there is room, and gives whether there was.
template <typename Put>
BaseType_t with_room(RingbufHandle_t handle, size_t size, TickType_t ticks, Put put) {
    Ring& ring = ring_of(handle);
    if (size > ring.longest() || !oceanhil::wait_for(room_of(handle), ticks, [&] { return ring.has_room(size); })) {
        return pdFALSE;
    }
    put(ring);
    return pdTRUE;
}

void tell_of_item(RingbufHandle_t handle) {
    if (ring_of(handle).set != nullptr) {
        xQueueSend(ring_of(handle).set, &handle, 0);
    }
    oceanhil::signal_first_waiter(handle);
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
    return xRingbufferCreate((whole_words(item_size) + oceanhil::ring::kHeaderBytes) * items, RINGBUF_TYPE_NOSPLIT);
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
    oceanhil::signal_waiters(room_of(ring));
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
