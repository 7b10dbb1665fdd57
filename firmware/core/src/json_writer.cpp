#include "json_writer.h"

namespace oceanremote {

namespace {

void put_escaped(TextWriter& to, char character) {
    const uint8_t code = static_cast<uint8_t>(character);
    if (code >= 0x20u && character != '"' && character != '\\') {
        return to.put(character);
    }
    to.put("\\u00");
    to.put_hex_byte(code);
}

}  // namespace

void JsonWriter::name(const char* field) {
    if (!first_) {
        to_.put(',');
    }
    first_ = false;
    to_.put('"');
    to_.put(field);
    to_.put("\":");
}

void JsonWriter::text(const char* field, View value) {
    name(field);
    to_.put('"');
    for (size_t at = 0; at < value.bytes; ++at) {
        put_escaped(to_, value.data[at]);
    }
    to_.put('"');
}

void JsonWriter::truth(const char* field, bool value) {
    name(field);
    to_.put(value ? "true" : "false");
}

void JsonWriter::tenths(const char* field, int32_t value) {
    name(field);
    const bool negative = value < 0;
    const uint32_t size = negative ? 0u - static_cast<uint32_t>(value) : static_cast<uint32_t>(value);
    if (negative) {
        to_.put('-');
    }
    to_.put_unsigned(size / 10u);
    to_.put('.');
    to_.put_unsigned(size % 10u);
}

}  // namespace oceanremote
