/// Where a `String` of the two Espressif cores keeps its characters: a few within itself, more on the heap.
///
/// Which laws hold: what is asked of the heap is asked in the sizes in which the cores ask, multiples of 16 bytes up to
/// 65,520; what does not fit leaves all as it was. Once on the heap, characters stay there until they are dropped.
/// Facts: cores/esp8266/WString.cpp, cores/esp32/WString.cpp.
#ifndef OCEANHIL_SMALL_TEXT_H
#define OCEANHIL_SMALL_TEXT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

namespace oceanhil {

/// Whether a text can be nothing at all, besides empty: then it has no address, and is false.
enum class Nothing : uint8_t { is_empty, is_distinct };

template <unsigned kSmall, Nothing kNothing>
class SmallText {
  public:
    SmallText() = default;
    SmallText(const SmallText&) = delete;
    SmallText& operator=(const SmallText&) = delete;
    ~SmallText() { free(heap_); }

    const char* text() const { return heap_ != nullptr ? heap_ : (is_there_ ? small_ : nullptr); }
    char* text() { return heap_ != nullptr ? heap_ : (is_there_ ? small_ : nullptr); }
    unsigned length() const { return length_; }
    void set_length(unsigned length) { length_ = length; }
    unsigned capacity() const { return heap_ != nullptr ? capacity_ : (is_there_ ? kSmall : 0); }

    bool reserve(unsigned length) {
        if (is_there_ && capacity() >= length) {
            return true;
        }
        // Of a text that was nothing, one character less stays within: the core compares with less, not with at most.
        if (!is_there_ && length < kSmall) {
            is_there_ = true;
            small_[0] = '\0';
            return true;
        }
        return grow(length);
    }

    void drop() {
        free(heap_);
        forget();
    }

    /// Takes the other's characters; the other is as if newly made.
    void take(SmallText& other) {
        free(heap_);
        memcpy(small_, other.small_, sizeof(small_));
        heap_ = other.heap_;
        capacity_ = other.capacity_;
        length_ = other.length_;
        is_there_ = other.is_there_;
        other.forget();
    }

  private:
    static constexpr uint64_t kMostBytes = 65535;
    static constexpr uint64_t kStep = 16;

    bool grow(unsigned length) {
        const uint64_t bytes = (length + kStep) & ~(kStep - 1);
        if (bytes > kMostBytes) {
            return false;
        }
        char* grown = static_cast<char*>(realloc(heap_, bytes));
        if (grown == nullptr) {
            return false;
        }
        if (heap_ == nullptr) {
            memcpy(grown, small_, sizeof(small_) < bytes ? sizeof(small_) : bytes);
        }
        if (length_ == 0) {
            grown[0] = '\0';
        }
        heap_ = grown;
        capacity_ = static_cast<unsigned>(bytes - 1);
        is_there_ = true;
        return true;
    }

    void forget() {
        heap_ = nullptr;
        length_ = 0;
        capacity_ = 0;
        is_there_ = kNothing == Nothing::is_empty;
        small_[0] = '\0';
    }

    char small_[kSmall + 1] = {};
    char* heap_ = nullptr;
    unsigned capacity_ = 0;
    unsigned length_ = 0;
    bool is_there_ = kNothing == Nothing::is_empty;
};

}  // namespace oceanhil

#endif
