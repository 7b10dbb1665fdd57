#ifndef OCEANREMOTE_TEXT_H
#define OCEANREMOTE_TEXT_H

#include <stddef.h>
#include <stdint.h>

namespace oceanremote {

/// Bytes that belong to somebody else.
struct View {
    const char* data = "";  // never null: memory functions do not take one, not even for no bytes
    size_t bytes = 0;
};

/// Gives a view of a text that ends in NUL.
View view(const char* text);
bool same(View one, View other);

/// Writes into memory of fixed size; what does not fit is left out and remembered.
class TextWriter {
  public:
    TextWriter(char* memory, size_t capacity) : memory_(memory), capacity_(capacity) {}

    void put(char character);
    void put(View text);
    void put(const char* text) { put(view(text)); }
    void put_code_point(uint32_t code_point);
    void put_unsigned(uint64_t number);
    void put_signed(int64_t number);
    /// With a sign, also a plus.
    void put_with_sign(int64_t number);
    void put_hex_byte(uint8_t byte);

    View text() const { return {memory_, bytes_}; }
    size_t size() const { return bytes_; }
    bool overflowed() const { return overflowed_; }

  private:
    char* memory_;
    size_t capacity_;
    size_t bytes_ = 0;
    bool overflowed_ = false;
};

/// A writer that brings its own memory.
template <size_t Capacity>
class Text {
  public:
    Text() : writer_(memory_, Capacity) {}
    Text(const Text&) = delete;
    Text& operator=(const Text&) = delete;
    TextWriter& writer() { return writer_; }
    View view() const { return writer_.text(); }

  private:
    char memory_[Capacity];
    TextWriter writer_;
};

}  // namespace oceanremote

#endif
