/// Message buffers of FreeRTOS 10.5 (message_buffer.h): what is sent at once is received at once.
#ifndef FREERTOS_MESSAGE_BUFFER_H
#define FREERTOS_MESSAGE_BUFFER_H

#include <oceanhil/freertos/stream_buffer.h>

typedef StreamBufferHandle_t MessageBufferHandle_t;

#define xMessageBufferCreate(size) oceanhil_message_buffer(size)
#define xMessageBufferCreateStatic(size, bytes, memory) oceanhil_message_buffer_in(size, bytes, memory)
#define vMessageBufferDelete(buffer) vStreamBufferDelete(buffer)
#define xMessageBufferSend(buffer, data, bytes, ticks) xStreamBufferSend(buffer, data, bytes, ticks)
#define xMessageBufferReceive(buffer, data, room, ticks) xStreamBufferReceive(buffer, data, room, ticks)
#define xMessageBufferSendFromISR(buffer, data, bytes, wanted) xStreamBufferSendFromISR(buffer, data, bytes, wanted)
#define xMessageBufferReceiveFromISR(buffer, data, room, wanted) xStreamBufferReceiveFromISR(buffer, data, room, wanted)
#define xMessageBufferReset(buffer) xStreamBufferReset(buffer)
#define xMessageBufferIsFull(buffer) xStreamBufferIsFull(buffer)
#define xMessageBufferIsEmpty(buffer) xStreamBufferIsEmpty(buffer)
#define xMessageBufferSpacesAvailable(buffer) xStreamBufferSpacesAvailable(buffer)
#define xMessageBufferNextLengthBytes(buffer) oceanhil_next_message(buffer)

#endif
