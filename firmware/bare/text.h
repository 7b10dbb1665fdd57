// Texts of known length, on the stack.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace bare {

/// A text that grows at its end and is cut where it is full; what it holds is not NUL-terminated.
template <size_t Capacity>
class Text {
  public:
    void add(const char* bytes, size_t length) {
        const size_t count = length < Capacity - length_ ? length : Capacity - length_;
        memcpy(bytes_ + length_, bytes, count);
        length_ += count;
    }

    void add(const char* text) { add(text, strlen(text)); }

    void add_number(uint64_t number) {
        char digits[20];
        size_t at = sizeof digits;
        do {
            digits[--at] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number != 0);
        add(digits + at, sizeof digits - at);
    }

    /// Eight digits, small letters.
    void add_hex(uint32_t number) {
        char digits[8];
        for (size_t at = sizeof digits; at > 0; at--, number >>= 4) {
            digits[at - 1] = "0123456789abcdef"[number & 15];
        }
        add(digits, sizeof digits);
    }

    const char* data() const { return bytes_; }
    size_t size() const { return length_; }

  private:
    char bytes_[Capacity];
    size_t length_ = 0;
};

}  // namespace bare
