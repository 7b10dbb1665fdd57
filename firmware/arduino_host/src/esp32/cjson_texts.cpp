// What is done with the letters of a text for cJSON.h: escapes are read, blanks and comments taken out.
#include <string.h>

#include "cjson_parts.h"

namespace oceanhil::cjson {

namespace {

constexpr ptrdiff_t kUtf16Letters = 6;

/// Four digits of base 16; 0 if one is none.
unsigned utf16_at(const char* digits) {
    unsigned code = 0;
    for (int each = 0; each < 4; ++each) {
        const unsigned letter = static_cast<unsigned char>(digits[each]);
        const unsigned small = letter | 0x20U;
        if (letter >= '0' && letter <= '9') {
            code = code * 16 + (letter - '0');
        } else if (small >= 'a' && small <= 'f') {
            code = code * 16 + (small - 'a' + 10);
        } else {
            return 0;
        }
    }
    return code;
}

void write_utf8(unsigned code, char*& to) {
    constexpr unsigned kLead[] = {0x00, 0xC0, 0xE0, 0xF0};
    const unsigned more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    *to++ = static_cast<char>(kLead[more] | (code >> (6 * more)));
    for (unsigned left = more; left > 0; --left) {
        *to++ = static_cast<char>(0x80 | ((code >> (6 * (left - 1))) & 0x3F));
    }
}

/// Writes the character that one escape of four digits stands for, or two, and gives behind it; nullptr if it is none.
const char* unescape_utf16(const char* at, const char* end, char*& to) {
    const auto is_of = [](unsigned code, unsigned first) { return code >= first && code < first + 0x400; };
    if (end - at < kUtf16Letters) {
        return nullptr;
    }
    unsigned code = utf16_at(at + 2);
    at += kUtf16Letters;
    if (is_of(code, 0xDC00)) {
        return nullptr;
    }
    if (is_of(code, 0xD800)) {
        const bool has_second = end - at >= kUtf16Letters && at[0] == '\\' && at[1] == 'u';
        const unsigned second = has_second ? utf16_at(at + 2) : 0;
        if (!is_of(second, 0xDC00)) {
            return nullptr;
        }
        code = 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00);
        at += kUtf16Letters;
    }
    write_utf8(code, to);
    return at;
}

const char* behind_comment(const char* at) {
    if (at[1] != '/' && at[1] != '*') {
        return at + 1;
    }
    const char* const end = at[1] == '/' ? strchr(at + 2, '\n') : strstr(at + 2, "*/");
    return end == nullptr ? at + strlen(at) : end + (at[1] == '/' ? 1 : 2);
}

/// Copies a string with both quotes. A quote behind a backslash is within it, whatever is before that.
void copy_string(const char*& from, char*& to) {
    *to++ = *from++;
    while (*from != 0) {
        const bool is_end = *from == '"';
        const bool is_escaped_quote = from[0] == '\\' && from[1] == '"';
        *to++ = *from++;
        if (is_end) {
            return;
        }
        if (is_escaped_quote) {
            *to++ = *from++;
        }
    }
}

}  // namespace

const char* unescape(const char* at, const char* end, char*& to) {
    const char letter = at[1];
    switch (letter) {
        case 'b':
            *to++ = '\b';
            break;
        case 'f':
            *to++ = '\f';
            break;
        case 'n':
            *to++ = '\n';
            break;
        case 'r':
            *to++ = '\r';
            break;
        case 't':
            *to++ = '\t';
            break;
        case '"':
        case '\\':
        case '/':
            *to++ = letter;
            break;
        case 'u':
            return unescape_utf16(at, end, to);
        default:
            return nullptr;
    }
    return at + 2;
}

}  // namespace oceanhil::cjson

namespace cjson = oceanhil::cjson;

extern "C" {

void cJSON_Minify(char* json) {
    if (json == nullptr) {
        return;
    }
    const char* from = json;
    char* to = json;
    while (*from != 0) {
        if (*from == '"') {
            cjson::copy_string(from, to);
        } else if (*from == '/') {
            from = cjson::behind_comment(from);
        } else if (strchr(" \t\r\n", *from) != nullptr) {
            ++from;
        } else {
            *to++ = *from++;
        }
    }
    *to = 0;
}

}  // extern "C"
