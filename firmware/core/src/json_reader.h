#ifndef OCEANREMOTE_JSON_READER_H
#define OCEANREMOTE_JSON_READER_H

#include <stddef.h>
#include <stdint.h>

#include "utf8.h"

namespace oceanremote {

/// What stands in a JSON text (RFC 8259), told while it is read.
enum class JsonPart : uint8_t {
    kKeyBegins,
    kKeyEnds,
    kStringBegins,
    kStringEnds,
    /// A character of a key or a string: `value` is its code point.
    kCharacter,
    /// Bytes of a key or a string that are no UTF-8.
    kWrongBytes,
    kNull,
    kFalse,
    kTrue,
    kNumberBegins,
    /// A character of a number: `value`.
    kNumberCharacter,
    kNumberEnds,
    kObject,
    kArray
};

/// Who listens; `depth` counts the objects and arrays round what is told.
struct JsonListener {
    void* owner;
    void (*tell)(void* owner, JsonPart part, uint32_t value, size_t depth);
};

/// Reads a JSON text piece by piece, in memory that does not depend on what it reads.
class JsonReader {
  public:
    /// How deep objects and arrays may stand in each other; a deeper text is not well-formed here.
    static constexpr size_t kDeepest = 64;

    explicit JsonReader(JsonListener listener) : listener_(listener) {}
    void take(uint8_t byte);
    /// Ends the text; true when it was one well-formed value.
    bool end();

  private:
    enum class State : uint8_t {
        kValue,
        kFirstItem,
        kFirstKey,
        kKey,
        kColon,
        kAfterValue,
        kLiteral,
        kString,
        kEscape,
        kUnicode,
        kLowSurrogate,
        kMinus,
        kZero,
        kInteger,
        kPoint,
        kFraction,
        kExponent,
        kExponentSign,
        kExponentDigits,
        kWrong
    };

    static bool is_space(uint8_t byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }
    bool in_object() const { return ((stack_[(depth_ - 1) / 8] >> ((depth_ - 1) % 8)) & 1u) != 0; }
    void fail() { state_ = State::kWrong; }
    void tell(JsonPart part, uint32_t value = 0) { listener_.tell(listener_.owner, part, value, depth_); }
    void between(uint8_t byte);
    void begin_value(uint8_t byte);
    void begin_literal(const char* rest, JsonPart which);
    void begin_string(bool key);
    void push(bool object);
    void pop(bool object);
    void after_value(uint8_t byte);
    void in_literal(uint8_t byte);
    void in_string(uint8_t byte);
    void end_string();
    void in_escape(uint8_t byte);
    void in_unicode(uint8_t byte);
    void before_low_surrogate(uint8_t byte);
    void unicode_unit();
    bool in_number(uint8_t byte);
    void value_ended() { state_ = State::kAfterValue; }

    JsonListener listener_;
    const char* literal_rest_ = nullptr;
    Utf8Decoder utf8_;
    uint32_t unit_ = 0;
    uint32_t high_surrogate_ = 0;
    size_t depth_ = 0;
    State state_ = State::kValue;
    JsonPart literal_ = JsonPart::kNull;
    uint8_t unit_digits_ = 0;
    bool key_ = false;
    uint8_t stack_[kDeepest / 8] = {};
};

}  // namespace oceanremote

#endif
