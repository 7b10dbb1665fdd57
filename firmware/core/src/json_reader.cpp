#include "json_reader.h"

namespace oceanremote {

namespace {

constexpr uint32_t kNoUnit = 0;
constexpr uint32_t kBackslashSeen = 1;

bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

}  // namespace

void JsonReader::take(uint8_t byte) {
    if (state_ == State::kWrong) {
        return;
    }
    if (state_ >= State::kMinus && in_number(byte)) {
        return;
    }
    switch (state_) {
        case State::kLiteral:
            return in_literal(byte);
        case State::kString:
            return in_string(byte);
        case State::kEscape:
            return in_escape(byte);
        case State::kUnicode:
            return in_unicode(byte);
        case State::kLowSurrogate:
            return before_low_surrogate(byte);
        default:
            return between(byte);
    }
}

bool JsonReader::end() {
    if (state_ >= State::kMinus && state_ != State::kWrong) {
        take(' ');
    }
    return state_ == State::kAfterValue && depth_ == 0;
}

void JsonReader::between(uint8_t byte) {
    if (is_space(byte)) {
        return;
    }
    switch (state_) {
        case State::kFirstItem:
            return byte == ']' ? pop(false) : begin_value(byte);
        case State::kFirstKey:
            if (byte == '}') {
                return pop(true);
            }
            return byte == '"' ? begin_string(true) : fail();
        case State::kKey:
            return byte == '"' ? begin_string(true) : fail();
        case State::kColon:
            state_ = byte == ':' ? State::kValue : State::kWrong;
            return;
        case State::kAfterValue:
            return after_value(byte);
        default:
            return begin_value(byte);
    }
}

void JsonReader::begin_value(uint8_t byte) {
    switch (byte) {
        case '{':
            return push(true);
        case '[':
            return push(false);
        case '"':
            return begin_string(false);
        case 't':
            return begin_literal("rue", JsonPart::kTrue);
        case 'f':
            return begin_literal("alse", JsonPart::kFalse);
        case 'n':
            return begin_literal("ull", JsonPart::kNull);
        default:
            break;
    }
    if (byte != '-' && !is_digit(byte)) {
        return fail();
    }
    tell(JsonPart::kNumberBegins);
    tell(JsonPart::kNumberCharacter, byte);
    state_ = byte == '-' ? State::kMinus : byte == '0' ? State::kZero : State::kInteger;
}

void JsonReader::begin_literal(const char* rest, JsonPart which) {
    literal_rest_ = rest;
    literal_ = which;
    state_ = State::kLiteral;
}

void JsonReader::begin_string(bool key) {
    key_ = key;
    utf8_ = Utf8Decoder();
    state_ = State::kString;
    tell(key ? JsonPart::kKeyBegins : JsonPart::kStringBegins);
}

void JsonReader::push(bool object) {
    tell(object ? JsonPart::kObject : JsonPart::kArray);
    if (depth_ == kDeepest) {
        return fail();
    }
    const uint8_t bit = static_cast<uint8_t>(1u << (depth_ % 8));
    uint8_t& kept = stack_[depth_ / 8];
    kept = static_cast<uint8_t>(object ? kept | bit : kept & ~bit);
    ++depth_;
    state_ = object ? State::kFirstKey : State::kFirstItem;
}

void JsonReader::pop(bool object) {
    if (depth_ == 0 || in_object() != object) {
        return fail();
    }
    --depth_;
    value_ended();
}

void JsonReader::after_value(uint8_t byte) {
    if (byte == ',' && depth_ > 0) {
        state_ = in_object() ? State::kKey : State::kValue;
    } else if (byte == '}' || byte == ']') {
        pop(byte == '}');
    } else {
        fail();
    }
}

void JsonReader::in_literal(uint8_t byte) {
    if (byte != static_cast<uint8_t>(*literal_rest_)) {
        return fail();
    }
    if (*++literal_rest_ == 0) {
        tell(literal_);
        value_ended();
    }
}

void JsonReader::in_string(uint8_t byte) {
    if (byte < 0x20u) {
        return fail();
    }
    if (byte == '"' || byte == '\\') {
        if (!utf8_.at_border()) {
            tell(JsonPart::kWrongBytes);
            utf8_ = Utf8Decoder();
        }
        if (byte == '"') {
            return end_string();
        }
        state_ = State::kEscape;
        return;
    }
    const Utf8Decoder::Result result = utf8_.take(byte);
    if (result == Utf8Decoder::Result::kDone) {
        tell(JsonPart::kCharacter, utf8_.code_point());
    } else if (result == Utf8Decoder::Result::kWrong) {
        tell(JsonPart::kWrongBytes);
        utf8_ = Utf8Decoder();
    }
}

void JsonReader::end_string() {
    if (key_) {
        tell(JsonPart::kKeyEnds);
        state_ = State::kColon;
    } else {
        tell(JsonPart::kStringEnds);
        value_ended();
    }
}

void JsonReader::in_escape(uint8_t byte) {
    constexpr char kLetters[] = "\"\\/bfnrt";
    constexpr char kMeanings[] = "\"\\/\b\f\n\r\t";
    if (byte == 'u') {
        unit_ = kNoUnit;
        high_surrogate_ = 0;
        unit_digits_ = 0;
        state_ = State::kUnicode;
        return;
    }
    for (size_t each = 0; kLetters[each] != 0; ++each) {
        if (byte == static_cast<uint8_t>(kLetters[each])) {
            tell(JsonPart::kCharacter, static_cast<uint8_t>(kMeanings[each]));
            state_ = State::kString;
            return;
        }
    }
    fail();
}

void JsonReader::in_unicode(uint8_t byte) {
    uint32_t digit = 0;
    if (is_digit(byte)) {
        digit = byte - uint32_t{'0'};
    } else if ((byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F')) {
        digit = (byte | 0x20u) - 'a' + 10u;
    } else {
        return fail();
    }
    unit_ = unit_ * 16u + digit;
    if (++unit_digits_ == 4) {
        unicode_unit();
    }
}

void JsonReader::before_low_surrogate(uint8_t byte) {
    if (byte == '\\' && unit_ == kNoUnit) {
        unit_ = kBackslashSeen;
    } else if (byte == 'u' && unit_ == kBackslashSeen) {
        unit_ = kNoUnit;
        unit_digits_ = 0;
        state_ = State::kUnicode;
    } else {
        fail();
    }
}

void JsonReader::unicode_unit() {
    const bool high = unit_ >= 0xD800u && unit_ < 0xDC00u;
    const bool low = unit_ >= 0xDC00u && unit_ < 0xE000u;
    if (low != (high_surrogate_ != 0) || (high && high_surrogate_ != 0)) {
        return fail();
    }
    if (high) {
        high_surrogate_ = unit_;
        unit_ = kNoUnit;
        state_ = State::kLowSurrogate;
        return;
    }
    const uint32_t point = low ? 0x10000u + ((high_surrogate_ - 0xD800u) << 10) + (unit_ - 0xDC00u) : unit_;
    tell(JsonPart::kCharacter, point);
    state_ = State::kString;
}

bool JsonReader::in_number(uint8_t byte) {
    const bool exponent = byte == 'e' || byte == 'E';
    State next = State::kWrong;
    bool may_end = false;
    switch (state_) {
        case State::kMinus:
            next = byte == '0' ? State::kZero : is_digit(byte) ? State::kInteger : State::kWrong;
            break;
        case State::kZero:
            next = byte == '.' ? State::kPoint : exponent ? State::kExponent : State::kWrong;
            may_end = !is_digit(byte);
            break;
        case State::kInteger:
            next = is_digit(byte) ? State::kInteger
                   : byte == '.'  ? State::kPoint
                   : exponent     ? State::kExponent
                                  : State::kWrong;
            may_end = true;
            break;
        case State::kPoint:
            next = is_digit(byte) ? State::kFraction : State::kWrong;
            break;
        case State::kFraction:
            next = is_digit(byte) ? State::kFraction : exponent ? State::kExponent : State::kWrong;
            may_end = true;
            break;
        case State::kExponent:
            next = byte == '+' || byte == '-' ? State::kExponentSign
                   : is_digit(byte)           ? State::kExponentDigits
                                              : State::kWrong;
            break;
        case State::kExponentSign:
            next = is_digit(byte) ? State::kExponentDigits : State::kWrong;
            break;
        default:
            next = is_digit(byte) ? State::kExponentDigits : State::kWrong;
            may_end = true;
            break;
    }
    if (next == State::kWrong && may_end) {
        tell(JsonPart::kNumberEnds);
        value_ended();
        return false;
    }
    state_ = next;
    if (next != State::kWrong) {
        tell(JsonPart::kNumberCharacter, byte);
    }
    return true;
}

}  // namespace oceanremote
