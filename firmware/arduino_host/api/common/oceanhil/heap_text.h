/// Where a `String` of ArduinoCore-API keeps its characters: all on the heap, to the byte. Facts: api/String.cpp.
#ifndef OCEANHIL_HEAP_TEXT_H
#define OCEANHIL_HEAP_TEXT_H

#include <stdlib.h>

namespace oceanhil {

class HeapText {
  public:
    HeapText() = default;
    HeapText(const HeapText&) = delete;
    HeapText& operator=(const HeapText&) = delete;
    ~HeapText() { free(text_); }

    const char* text() const { return text_; }
    char* text() { return text_; }
    unsigned length() const { return length_; }
    void set_length(unsigned length) { length_ = length; }
    unsigned capacity() const { return capacity_; }

    bool reserve(unsigned length) {
        if (text_ != nullptr && capacity_ >= length) {
            return true;
        }
        char* grown = static_cast<char*>(realloc(text_, size_t{length} + 1));
        if (grown == nullptr) {
            return false;
        }
        text_ = grown;
        capacity_ = length;
        if (length_ == 0) {
            text_[0] = '\0';
        }
        return true;
    }

    void drop() {
        free(text_);
        forget();
    }

    /// Takes the other's characters; the other is nothing then.
    void take(HeapText& other) {
        free(text_);
        text_ = other.text_;
        capacity_ = other.capacity_;
        length_ = other.length_;
        other.forget();
    }

  private:
    void forget() {
        text_ = nullptr;
        capacity_ = 0;
        length_ = 0;
    }

    char* text_ = nullptr;
    unsigned capacity_ = 0;
    unsigned length_ = 0;
};

}  // namespace oceanhil

#endif
