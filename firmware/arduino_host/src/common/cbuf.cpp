#ifndef ARDUINO_ARCH_RP2040
#include "oceanhil/letter_ring.h"

#include <algorithm>

size_t cbuf::resize(size_t newSize) {
    if (newSize <= count_ || newSize == size()) {
        return size();
    }
    std::vector<char> larger(newSize);
    const size_t kept = peek(larger.data(), count_);
    letters_.swap(larger);
    first_ = 0;
    count_ = kept;
    return newSize;
}

int cbuf::peek() { return empty() ? -1 : static_cast<int>(letters_[first_]); }

size_t cbuf::peek(char* dst, size_t size) {
    const size_t wanted = std::min(size, count_);
    for (size_t at = 0; at < wanted; ++at) {
        dst[at] = letters_[(first_ + at) % letters_.size()];
    }
    return wanted;
}

int cbuf::read() {
    const int letter = peek();
    remove(1);
    return letter;
}

size_t cbuf::read(char* dst, size_t size) {
    const size_t got = peek(dst, size);
    remove(got);
    return got;
}

size_t cbuf::write(char c) { return write(&c, 1); }

size_t cbuf::write(const char* src, size_t size) {
    const size_t wanted = std::min(size, room());
    for (size_t at = 0; at < wanted; ++at) {
        letters_[(first_ + count_ + at) % letters_.size()] = src[at];
    }
    count_ += wanted;
    return wanted;
}

size_t cbuf::remove(size_t size) {
    const size_t gone = std::min(size, count_);
    if (gone > 0) {
        first_ = (first_ + gone) % letters_.size();
        count_ -= gone;
    }
    return count_;
}
#endif
