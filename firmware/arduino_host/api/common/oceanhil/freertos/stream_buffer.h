/// Stream and message buffers of FreeRTOS 10.5 (stream_buffer.h): bytes from one task or interrupt to one other. Not
/// here: callbacks, batching buffers.
#ifndef STREAM_BUFFER_H
#define STREAM_BUFFER_H

#include <oceanhil/freertos/FreeRTOS.h>
#include <oceanhil/freertos/task.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct StreamBufferDef_t* StreamBufferHandle_t;

/// A receiver that waits goes on once so many bytes are there, or its time is over.
StreamBufferHandle_t xStreamBufferCreate(size_t size, size_t trigger_level);
/// In memory of the sketch's own, of which one byte is kept free; nullptr without it.
StreamBufferHandle_t xStreamBufferCreateStatic(size_t size, size_t trigger_level, uint8_t* bytes,
                                               StaticStreamBuffer_t* memory);
void vStreamBufferDelete(StreamBufferHandle_t buffer);
/// Waits for room for all of it; gives how many bytes it took.
size_t xStreamBufferSend(StreamBufferHandle_t buffer, const void* data, size_t bytes, TickType_t ticks);
size_t xStreamBufferReceive(StreamBufferHandle_t buffer, void* data, size_t room, TickType_t ticks);
size_t xStreamBufferSendFromISR(StreamBufferHandle_t buffer, const void* data, size_t bytes,
                                BaseType_t* is_switch_wanted);
size_t xStreamBufferReceiveFromISR(StreamBufferHandle_t buffer, void* data, size_t room, BaseType_t* is_switch_wanted);
BaseType_t xStreamBufferReset(StreamBufferHandle_t buffer);
BaseType_t xStreamBufferIsFull(StreamBufferHandle_t buffer);
BaseType_t xStreamBufferIsEmpty(StreamBufferHandle_t buffer);
size_t xStreamBufferSpacesAvailable(StreamBufferHandle_t buffer);
size_t xStreamBufferBytesAvailable(StreamBufferHandle_t buffer);
BaseType_t xStreamBufferSetTriggerLevel(StreamBufferHandle_t buffer, size_t trigger_level);

/// What message_buffer.h calls; each message takes four bytes more.
StreamBufferHandle_t oceanhil_message_buffer(size_t size);
StreamBufferHandle_t oceanhil_message_buffer_in(size_t size, uint8_t* bytes, StaticMessageBuffer_t* memory);
size_t oceanhil_next_message(StreamBufferHandle_t buffer);

#ifdef __cplusplus
}
#endif

#endif
