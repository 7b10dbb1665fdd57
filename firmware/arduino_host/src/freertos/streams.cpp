// Stream and message buffers. Facts: stream_buffer.c and stream_buffer.h of FreeRTOS 10.5.
#include <oceanhil/freertos/stream_buffer.h>
#include <oceanhil/freertos/task_block.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <new>

struct StreamBufferDef_t {
    uint8_t* bytes = nullptr;
    size_t size = 0;
    size_t first = 0;
    size_t count = 0;
    size_t trigger = 1;
    bool has_messages = false;
    bool is_static = false;
};

static_assert(sizeof(StreamBufferDef_t) <= sizeof(StaticStreamBuffer_t), "a sketch's memory has room for a stream");

namespace {

/// A message's length, as configMESSAGE_BUFFER_LENGTH_TYPE has it.
constexpr size_t kLengthBytes = 4;

StreamBufferHandle_t make_stream(size_t size, size_t trigger, bool has_messages) {
    auto* const made = new (std::nothrow) StreamBufferDef_t;
    auto* const bytes = static_cast<uint8_t*>(malloc(size));
    if (made == nullptr || bytes == nullptr) {
        delete made;
        free(bytes);
        return nullptr;
    }
    made->bytes = bytes;
    made->size = size;
    made->trigger = std::max<size_t>(trigger, 1);
    made->has_messages = has_messages;
    return made;
}

StreamBufferHandle_t place_stream(size_t room, size_t trigger, uint8_t* bytes, void* memory, bool has_messages) {
    if (bytes == nullptr || memory == nullptr || room <= 1) {
        return nullptr;
    }
    auto* const made = new (memory) StreamBufferDef_t;
    made->bytes = bytes;
    made->size = room - 1;
    made->trigger = std::max<size_t>(trigger, 1);
    made->has_messages = has_messages;
    made->is_static = true;
    return made;
}

void put_bytes(StreamBufferDef_t& stream, const void* data, size_t bytes) {
    for (size_t at = 0; at < bytes; ++at) {
        stream.bytes[(stream.first + stream.count++) % stream.size] = static_cast<const uint8_t*>(data)[at];
    }
}

void peek_bytes(const StreamBufferDef_t& stream, void* data, size_t bytes) {
    for (size_t at = 0; at < bytes; ++at) {
        static_cast<uint8_t*>(data)[at] = stream.bytes[(stream.first + at) % stream.size];
    }
}

void drop_bytes(StreamBufferDef_t& stream, size_t bytes) {
    stream.first = (stream.first + bytes) % stream.size;
    stream.count -= bytes;
}

uint32_t next_length(const StreamBufferDef_t& stream) {
    uint32_t length = 0;
    if (stream.count >= kLengthBytes) {
        peek_bytes(stream, &length, kLengthBytes);
    }
    return length;
}

void note_stream_wish(BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
}

}  // namespace

extern "C" {

StreamBufferHandle_t xStreamBufferCreate(size_t size, size_t trigger_level) {
    return size == 0 || trigger_level > size ? nullptr : make_stream(size, trigger_level, false);
}

StreamBufferHandle_t oceanhil_message_buffer(size_t size) {
    return size <= kLengthBytes ? nullptr : make_stream(size, 0, true);
}

StreamBufferHandle_t xStreamBufferCreateStatic(size_t size, size_t trigger_level, uint8_t* bytes,
                                               StaticStreamBuffer_t* memory) {
    return trigger_level > size ? nullptr : place_stream(size, trigger_level, bytes, memory, false);
}

StreamBufferHandle_t oceanhil_message_buffer_in(size_t size, uint8_t* bytes, StaticMessageBuffer_t* memory) {
    return size <= kLengthBytes ? nullptr : place_stream(size, 0, bytes, memory, true);
}

void vStreamBufferDelete(StreamBufferHandle_t buffer) {
    if (!buffer->is_static) {
        free(buffer->bytes);
        delete buffer;
    }
}

size_t xStreamBufferSend(StreamBufferHandle_t buffer, const void* data, size_t bytes, TickType_t ticks) {
    const size_t wanted = bytes + (buffer->has_messages ? kLengthBytes : 0);
    // What can never fit is not waited for: a message is refused, a stream takes what it can.
    if (wanted > buffer->size && buffer->has_messages) {
        return 0;
    }
    const size_t awaited = std::min(wanted, buffer->size);
    oceanhil::wait_for(buffer, ticks, [buffer, awaited] { return buffer->size - buffer->count >= awaited; });
    size_t taken = bytes;
    if (buffer->has_messages) {
        if (buffer->size - buffer->count < wanted) {
            return 0;
        }
        const auto length = static_cast<uint32_t>(bytes);
        put_bytes(*buffer, &length, kLengthBytes);
    } else {
        taken = std::min(bytes, buffer->size - buffer->count);
    }
    put_bytes(*buffer, data, taken);
    oceanhil::signal_waiters(buffer);
    return taken;
}

size_t xStreamBufferReceive(StreamBufferHandle_t buffer, void* data, size_t room, TickType_t ticks) {
    // Whoever finds something takes it; only who finds nothing waits for the trigger.
    if (buffer->count == 0) {
        const size_t awaited = buffer->has_messages ? kLengthBytes + 1 : buffer->trigger;
        oceanhil::wait_for(buffer, ticks, [buffer, awaited] { return buffer->count >= awaited; });
    }
    size_t taken = std::min(room, buffer->count);
    if (buffer->has_messages) {
        const size_t length = next_length(*buffer);
        // One that does not fit stays.
        if (buffer->count < kLengthBytes || length > room) {
            return 0;
        }
        drop_bytes(*buffer, kLengthBytes);
        taken = length;
    }
    peek_bytes(*buffer, data, taken);
    drop_bytes(*buffer, taken);
    if (taken > 0) {
        oceanhil::signal_waiters(buffer);
    }
    return taken;
}

size_t xStreamBufferSendFromISR(StreamBufferHandle_t buffer, const void* data, size_t bytes,
                                BaseType_t* is_switch_wanted) {
    note_stream_wish(is_switch_wanted);
    return xStreamBufferSend(buffer, data, bytes, 0);
}

size_t xStreamBufferReceiveFromISR(StreamBufferHandle_t buffer, void* data, size_t room, BaseType_t* is_switch_wanted) {
    note_stream_wish(is_switch_wanted);
    return xStreamBufferReceive(buffer, data, room, 0);
}

BaseType_t xStreamBufferReset(StreamBufferHandle_t buffer) {
    buffer->first = 0;
    buffer->count = 0;
    return pdPASS;
}

BaseType_t xStreamBufferIsFull(StreamBufferHandle_t buffer) {
    const size_t least = buffer->has_messages ? kLengthBytes : 0;
    return buffer->size - buffer->count <= least ? pdTRUE : pdFALSE;
}

BaseType_t xStreamBufferIsEmpty(StreamBufferHandle_t buffer) {
    return xStreamBufferBytesAvailable(buffer) == 0 ? pdTRUE : pdFALSE;
}

size_t xStreamBufferSpacesAvailable(StreamBufferHandle_t buffer) {
    return buffer->size - xStreamBufferBytesAvailable(buffer);
}

size_t xStreamBufferBytesAvailable(StreamBufferHandle_t buffer) {
    oceanhil::machine::look();
    return buffer->count;
}

size_t oceanhil_next_message(StreamBufferHandle_t buffer) { return next_length(*buffer); }

BaseType_t xStreamBufferSetTriggerLevel(StreamBufferHandle_t buffer, size_t trigger_level) {
    if (trigger_level > buffer->size) {
        return pdFALSE;
    }
    buffer->trigger = std::max<size_t>(trigger_level, 1);
    return pdTRUE;
}

}  // extern "C"
