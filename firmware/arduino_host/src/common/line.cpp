#include "oceanhil/line.h"

#include "machine.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

void Line::open(size_t room) {
    is_open_ = true;
    if (attached_ == Attached::console) {
        machine::console_room(room);
    }
}

void Line::set_speed(uint32_t baud) {
    baud_ = baud == 0 ? kUsualBaud : baud;
    if (attached_ == Attached::console) {
        machine::console_speed(baud);
    }
}

int Line::available() const {
    if (is_open_ && is_looped_) {
        const uint64_t now = machine::micros();
        size_t count = 0;
        while (count < coming_.size() && coming_[count].at_us <= now) {
            ++count;
        }
        return static_cast<int>(count);
    }
    machine::look();
    return hears() ? static_cast<int>(machine::console_available()) : 0;
}

int Line::read() {
    if (is_open_ && is_looped_) {
        const int next = peek();
        if (next >= 0) {
            coming_.erase(coming_.begin());
        }
        return next;
    }
    await_byte();
    return hears() ? machine::console_read() : -1;
}

int Line::peek() const {
    if (is_open_ && is_looped_) {
        return !coming_.empty() && coming_.front().at_us <= machine::micros() ? coming_.front().byte : -1;
    }
    await_byte();
    return hears() ? machine::console_peek() : -1;
}

/// Whoever asks for a byte until there is one lets time pass.
void Line::await_byte() const {
    if (!hears() || machine::console_available() == 0) {
        machine::look();
    }
}

/// A byte has a bit before it and one behind it.
uint64_t Line::byte_us() const {
    constexpr uint64_t kBits = 10;
    constexpr uint64_t kMega = 1000000;
    return kBits * kMega / baud_ + 1;
}

void Line::send_to_itself(const uint8_t* bytes, size_t count) {
    const uint64_t now = machine::micros();
    uint64_t at = free_at_us_ > now ? free_at_us_ : now;
    const size_t first = coming_.size();
    size_t piece = first;
    for (size_t each = 0; each < count; ++each) {
        at += byte_us();
        coming_.push_back({at, bytes[each]});
        if (coming_.size() - piece >= piece_) {
            for (; piece < coming_.size(); ++piece) {
                coming_[piece].at_us = at;
            }
        }
    }
    free_at_us_ = at;
    for (; piece < coming_.size(); ++piece) {
        coming_[piece].at_us = at + patience_ * byte_us();
    }
}

/// What is written waits for room in the queue of the UART.
void Line::send_into_nothing(size_t count) {
    constexpr uint64_t kQueueBytes = 128;
    const uint64_t now = machine::micros();
    free_at_us_ = (free_at_us_ > now ? free_at_us_ : now) + count * byte_us();
    if (free_at_us_ > now + kQueueBytes * byte_us()) {
        machine::wait_us(free_at_us_ - now - kQueueBytes * byte_us());
    }
}

void Line::flush() const {
    if (!is_open_) {
        return;
    }
    if (attached_ == Attached::console) {
        return machine::console_flush();
    }
    const uint64_t now = machine::micros();
    if (free_at_us_ > now) {
        machine::wait_us(free_at_us_ - now);
    }
}

size_t Line::read(uint8_t* bytes, size_t most) {
    size_t count = 0;
    while (count < most) {
        const int byte = read();
        if (byte < 0) {
            break;
        }
        bytes[count++] = static_cast<uint8_t>(byte);
    }
    return count;
}

size_t Line::write(const uint8_t* bytes, size_t count) {
    if (!is_open_ || count == 0) {
        return 0;
    }
    if (attached_ == Attached::console) {
        machine::console_write(bytes, count);
    } else if (is_looped_) {
        send_to_itself(bytes, count);
    } else {
        send_into_nothing(count);
    }
    return count;
}

}  // namespace oceanhil
