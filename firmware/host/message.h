/// Writes MessagePack (msgpack.org, specification of 2017) into memory of fixed size: what a message needs, no more.
#ifndef OCEANREMOTE_HOST_MESSAGE_H
#define OCEANREMOTE_HOST_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

namespace oceanremote {

class Message {
  public:
    Message(uint8_t* memory, size_t capacity) : memory_(memory), capacity_(capacity) {}

    /// At most 15 items follow.
    void array(size_t items);
    /// At most 15 pairs follow.
    void map(size_t pairs);
    void number(uint32_t value);
    void bytes(const uint8_t* data, size_t length);
    /// Text that is UTF-8 already.
    void utf8(const char* text, size_t length);
    /// Latin-1, written as UTF-8.
    void latin1(const char* text, size_t length);

    size_t size() const { return size_; }
    /// More was written than fits; `size` then counts only what did.
    bool overflowed() const { return overflowed_; }

  private:
    void put(uint8_t byte);
    void put_length(uint8_t kind, size_t length);

    uint8_t* memory_;
    size_t capacity_;
    size_t size_ = 0;
    bool overflowed_ = false;
};

}  // namespace oceanremote

#endif
