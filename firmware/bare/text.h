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

    void add_number(uint32_t number) {
        char digits[10];
        size_t at = sizeof digits;
        do {
            digits[--at] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number != 0);
        add(digits + at, sizeof digits - at);
    }

    const char* data() const { return bytes_; }
    size_t size() const { return length_; }

  private:
    char bytes_[Capacity];
    size_t length_ = 0;
};

}  // namespace bare
