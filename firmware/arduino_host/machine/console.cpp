#include <algorithm>

#include "board_time.h"
#include "host_memory.h"
#include "inbox.h"
#include "link.h"
#include "machine.h"

namespace oceanhil::machine {

namespace {

// What the cores keep of what arrives unless a sketch says otherwise: esp32 256, esp8266 256, rp2040 32 bytes.
size_t room = 256;
[[gnu::init_priority(110)]] host::Deque<uint8_t> arrived;

// The FIFO of a UART: esp32 and esp8266 technical reference manuals.
constexpr uint64_t kBufferBytes = 128;
constexpr uint64_t kByteBits = 10;
uint64_t byte_us = kByteBits * kSecondUs / 115200;
// When all that was written is sent.
uint64_t sent_us = 0;

void (*console_listener)(void*) = nullptr;
void* console_listening = nullptr;
bool is_listener_to_be_told = false;

void tell_console_listener(void*) {
    is_listener_to_be_told = false;
    if (console_listener != nullptr) {
        console_listener(console_listening);
    }
}

}  // namespace

namespace inbox {

void take_console(const uint8_t* data, size_t size) {
    const size_t fits = std::min(size, room - std::min(room, arrived.size()));
    arrived.insert(arrived.end(), data, data + fits);
    if (fits > 0 && console_listener != nullptr && !is_listener_to_be_told) {
        is_listener_to_be_told = true;
        timer_start(0, 0, tell_console_listener, nullptr);
    }
}

bool is_console_awaited() { return console_listener != nullptr; }

}  // namespace inbox

void console_speed(uint32_t baud) { byte_us = baud == 0 ? 0 : std::max<uint64_t>(1, kByteBits * kSecondUs / baud); }

void console_write(const uint8_t* data, size_t bytes) {
    link::note(link::Note::console, present_us(), {{data, bytes}});
    // Whoever waits for a line may act on it.
    if (std::find(data, data + bytes, '\n') != data + bytes) {
        be_seen();
    }
    sent_us = std::max(sent_us, present_us()) + bytes * byte_us;
    if (sent_us > present_us() + kBufferBytes * byte_us) {
        wait_us(sent_us - present_us() - kBufferBytes * byte_us);
    }
}

void console_flush() {
    if (sent_us > present_us()) {
        wait_us(sent_us - present_us());
    }
}

size_t console_available() { return arrived.size(); }

int console_peek() { return arrived.empty() ? -1 : arrived.front(); }

int console_read() {
    const int next = console_peek();
    if (next >= 0) {
        arrived.pop_front();
    }
    return next;
}

void console_listen(void (*heard)(void*), void* context) {
    console_listener = heard;
    console_listening = context;
}

void console_room(size_t bytes) { room = bytes; }

}  // namespace oceanhil::machine
