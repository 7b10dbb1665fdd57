/// Ring buffers of ESP-IDF 5.1 (freertos/ringbuf.h): items of any length from tasks and interrupts to others, handed
/// out by reference and given back; sizes are bytes. Facts: the component's ringbuf.h and ringbuf.c.
#pragma once

#include <freertos/FreeRTOS.h>
#include <freertos/queue.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void* RingbufHandle_t;

typedef enum {
    /// Each item lies in one piece, behind 8 bytes of its own, in whole words.
    RINGBUF_TYPE_NOSPLIT = 0,
    /// One that does not fit before the end goes on at the beginning, which takes 8 bytes more.
    RINGBUF_TYPE_ALLOWSPLIT,
    /// Bytes without bounds between what was sent; one piece at a time is out.
    RINGBUF_TYPE_BYTEBUF,
    RINGBUF_TYPE_MAX,
} RingbufferType_t;

typedef struct xSTATIC_RINGBUFFER {
    void* oceanhil_room[14];
} StaticRingbuffer_t;

RingbufHandle_t xRingbufferCreate(size_t size, RingbufferType_t type);
/// One with room for so many items of a size, with what each takes beside its bytes.
RingbufHandle_t xRingbufferCreateNoSplit(size_t item_size, size_t items);
RingbufHandle_t xRingbufferCreateStatic(size_t size, RingbufferType_t type, uint8_t* storage,
                                        StaticRingbuffer_t* memory);
RingbufHandle_t xRingbufferCreateWithCaps(size_t size, RingbufferType_t type, UBaseType_t caps);
void vRingbufferDelete(RingbufHandle_t ring);
void vRingbufferDeleteWithCaps(RingbufHandle_t ring);

/// Gives pdFALSE for what is longer than the ring can ever take, and where the time is over.
BaseType_t xRingbufferSend(RingbufHandle_t ring, const void* item, size_t size, TickType_t ticks);
BaseType_t xRingbufferSendFromISR(RingbufHandle_t ring, const void* item, size_t size, BaseType_t* is_switch_wanted);
/// Takes room that is written to later; what comes behind it is not read before it is complete. No-split rings only.
BaseType_t xRingbufferSendAcquire(RingbufHandle_t ring, void** item, size_t size, TickType_t ticks);
BaseType_t xRingbufferSendComplete(RingbufHandle_t ring, void* item);

/// Gives nullptr where the time is over, and leaves the size as it was.
void* xRingbufferReceive(RingbufHandle_t ring, size_t* size, TickType_t ticks);
void* xRingbufferReceiveFromISR(RingbufHandle_t ring, size_t* size);
BaseType_t xRingbufferReceiveSplit(RingbufHandle_t ring, void** head, void** tail, size_t* head_size, size_t* tail_size,
                                   TickType_t ticks);
BaseType_t xRingbufferReceiveSplitFromISR(RingbufHandle_t ring, void** head, void** tail, size_t* head_size,
                                          size_t* tail_size);
void* xRingbufferReceiveUpTo(RingbufHandle_t ring, size_t* size, TickType_t ticks, size_t most);
void* xRingbufferReceiveUpToFromISR(RingbufHandle_t ring, size_t* size, size_t most);
void vRingbufferReturnItem(RingbufHandle_t ring, void* item);
void vRingbufferReturnItemFromISR(RingbufHandle_t ring, void* item, BaseType_t* is_switch_wanted);

size_t xRingbufferGetMaxItemSize(RingbufHandle_t ring);
/// The longest item that could be sent now.
size_t xRingbufferGetCurFreeSize(RingbufHandle_t ring);
/// Positions are bytes from the beginning; any of the pointers may be nullptr.
void vRingbufferGetInfo(RingbufHandle_t ring, UBaseType_t* freed, UBaseType_t* read, UBaseType_t* written,
                        UBaseType_t* acquired, UBaseType_t* waiting);
void xRingbufferPrintInfo(RingbufHandle_t ring);
BaseType_t xRingbufferGetStaticBuffer(RingbufHandle_t ring, uint8_t** storage, StaticRingbuffer_t** memory);

/// The set hears of each item that is sent; pdFALSE with items in the ring, or in another set already.
BaseType_t xRingbufferAddToQueueSetRead(RingbufHandle_t ring, QueueSetHandle_t set);
BaseType_t xRingbufferRemoveFromQueueSetRead(RingbufHandle_t ring, QueueSetHandle_t set);

static inline BaseType_t xRingbufferCanRead(RingbufHandle_t ring, QueueSetMemberHandle_t member) {
    return (RingbufHandle_t)member == ring ? pdTRUE : pdFALSE;
}

#ifdef __cplusplus
}
#endif
