/// A ring of ESP-IDF: where items and bytes lie in it, in which order they come and their room gets free. It knows no
/// tasks; who waits for room or an item stands in `ringbuf.cpp`. Facts: ringbuf.c of ESP-IDF 5.1 to 5.4.
#ifndef OCEANHIL_RING_H
#define OCEANHIL_RING_H

#include <assert.h>
#include <freertos/ringbuf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <algorithm>

namespace oceanhil::ring {

enum class State : uint16_t { Acquired, Written, Returned, Padding };

/// What stands before each item, and before a rest of the ring that no item took.
struct Header {
    uint32_t length;
    State state;
    uint16_t is_split;
};
constexpr size_t kHeaderBytes = sizeof(Header);
static_assert(kHeaderBytes == 8, "as on the board");

inline size_t whole_words(size_t bytes) { return (bytes + 3) & ~size_t{3}; }

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

}  // namespace oceanhil::ring

#endif
