// Items of cJSON.h written as texts. What each piece asks of the room for it is more than it takes, at most two bytes:
// a sketch that gives the room itself sees that.
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <algorithm>

#include "cjson_parts.h"
#include "oceanhil/format.h"

namespace oceanhil::cjson {

namespace {

constexpr size_t kFirstBytes = 256;
constexpr unsigned kFirstPlain = 32;
constexpr const char* kEscaped = "\"\\\b\f\n\r\t";
constexpr const char* kEscapeLetters = "\"\\bfnrt";

enum class Room { grows, given };
enum class Layout { lines, plain };

/// The letter behind the backslash; 0 of what has none.
char escape_letter(char letter) {
    const char* const found = letter == 0 ? nullptr : strchr(kEscaped, letter);
    return found == nullptr ? '\0' : kEscapeLetters[found - kEscaped];
}

bool is_control(char letter) { return static_cast<unsigned char>(letter) < kFirstPlain; }

size_t printed_bytes(char letter) { return escape_letter(letter) != 0 ? 2 : is_control(letter) ? 6 : 1; }

void write_letter(char letter, char*& to) {
    const char behind = escape_letter(letter);
    if (behind != 0) {
        *to++ = '\\';
        *to++ = behind;
    } else if (is_control(letter)) {
        to += oceanhil_sprintf(to, "\\u%04x", static_cast<unsigned>(letter));
    } else {
        *to++ = letter;
    }
}

/// A text under way. A call gives false where there is no room; then nothing more is written.
class Writer {
  public:
    Writer(void* text, size_t size, Room room, Layout layout)
        : text_(static_cast<char*>(text)), size_(size), room_(room), has_lines_(layout == Layout::lines) {}

    bool write(const cJSON* item);
    /// nullptr, also, once there was no memory to grow.
    char* text() const { return text_; }
    /// As long as its text.
    char* cut() { return move(used_ + 1) ? text_ : nullptr; }

  private:
    char* ensure(size_t bytes);
    bool move(size_t size);
    bool put(const char* piece, size_t bytes, size_t wanted);
    bool put_whole(const char* piece);
    bool put_tabs(size_t count, size_t wanted);
    bool write_number(const cJSON& item);
    bool write_string(const char* string);
    bool write_array(const cJSON& item);
    bool write_object(const cJSON& item);
    bool write_member(const cJSON& member);

    char* text_;
    size_t size_;
    size_t used_ = 0;
    size_t depth_ = 0;
    Room room_;
    bool has_lines_;
};

/// Where so many bytes can be written, and one more.
char* Writer::ensure(size_t bytes) {
    if (text_ == nullptr || (size_ > 0 && used_ >= size_) || bytes > INT_MAX) {
        return nullptr;
    }
    const size_t needed = used_ + bytes + 1;
    if (needed > size_) {
        const size_t grown = needed > INT_MAX / 2 ? INT_MAX : needed * 2;
        if (room_ == Room::given || needed > INT_MAX || !move(grown)) {
            return nullptr;
        }
    }
    return text_ + used_;
}

/// Has another block; without memory, none.
bool Writer::move(size_t size) {
    const bool is_copied = memory.resize == nullptr;
    void* const moved = is_copied ? memory.take(size) : memory.resize(text_, size);
    if (is_copied && moved != nullptr) {
        memcpy(moved, text_, std::min(used_ + 1, size_));
    }
    if (is_copied || moved == nullptr) {
        memory.give_back(text_);
    }
    text_ = static_cast<char*>(moved);
    size_ = moved == nullptr ? 0 : size;
    return moved != nullptr;
}

bool Writer::put(const char* piece, size_t bytes, size_t wanted) {
    char* const to = ensure(wanted);
    if (to == nullptr) {
        return false;
    }
    memcpy(to, piece, bytes);
    used_ += bytes;
    return true;
}

/// With the NUL behind it.
bool Writer::put_whole(const char* piece) {
    const size_t bytes = strlen(piece);
    if (!put(piece, bytes + 1, bytes + 1)) {
        return false;
    }
    --used_;
    return true;
}

bool Writer::put_tabs(size_t count, size_t wanted) {
    char* const to = ensure(wanted);
    if (to == nullptr) {
        return false;
    }
    memset(to, '\t', count);
    used_ += count;
    return true;
}

bool Writer::write(const cJSON* item) {
    if (item == nullptr) {
        return false;
    }
    switch (item->type & kKindBits) {
        case cJSON_NULL:
            return put_whole("null");
        case cJSON_False:
            return put_whole("false");
        case cJSON_True:
            return put_whole("true");
        case cJSON_Number:
            return write_number(*item);
        case cJSON_Raw:
            return item->valuestring != nullptr && put_whole(item->valuestring);
        case cJSON_String:
            return write_string(item->valuestring);
        case cJSON_Array:
            return write_array(*item);
        case cJSON_Object:
            return write_object(*item);
        default:
            return false;
    }
}

/// In 15 digits, or in 17 if it would be another number with those.
bool Writer::write_number(const cJSON& item) {
    const double number = item.valuedouble;
    char digits[32] = "null";
    if (number == item.valueint) {
        oceanhil_snprintf(digits, sizeof digits, "%d", item.valueint);
    } else if (isfinite(number)) {
        double again = 0;
        oceanhil_snprintf(digits, sizeof digits, "%.15g", number);
        if (sscanf(digits, "%lg", &again) != 1 || !are_near(again, number)) {
            oceanhil_snprintf(digits, sizeof digits, "%.17g", number);
        }
    }
    return put_whole(digits);
}

bool Writer::write_string(const char* string) {
    if (string == nullptr) {
        return put_whole("\"\"");
    }
    size_t bytes = 2;
    for (const char* each = string; *each != 0; ++each) {
        bytes += printed_bytes(*each);
    }
    char* to = ensure(bytes + 1);
    if (to == nullptr) {
        return false;
    }
    *to++ = '"';
    for (const char* each = string; *each != 0; ++each) {
        write_letter(*each, to);
    }
    *to++ = '"';
    *to = 0;
    used_ += bytes;
    return true;
}

bool Writer::write_array(const cJSON& item) {
    if (!put("[", 1, 1)) {
        return false;
    }
    ++depth_;
    for (const cJSON* each = item.child; each != nullptr; each = each->next) {
        if (!write(each) || (each->next != nullptr && !put_whole(has_lines_ ? ", " : ","))) {
            return false;
        }
    }
    --depth_;
    return put_whole("]");
}

bool Writer::write_object(const cJSON& item) {
    if (!(has_lines_ ? put("{\n", 2, 3) : put("{", 1, 2))) {
        return false;
    }
    ++depth_;
    for (const cJSON* each = item.child; each != nullptr; each = each->next) {
        if (!write_member(*each)) {
            return false;
        }
    }
    --depth_;
    return !has_lines_ ? put_whole("}") : put_tabs(depth_, depth_ + 2) && put_whole("}");
}

bool Writer::write_member(const cJSON& member) {
    const bool is_last = member.next == nullptr;
    const char* const end = has_lines_ ? (is_last ? "\n" : ",\n") : (is_last ? "" : ",");
    return (!has_lines_ || put_tabs(depth_, depth_)) && write_string(member.string) &&
           (has_lines_ ? put(":\t", 2, 2) : put(":", 1, 1)) && write(&member) && put_whole(end);
}

char* printed(const cJSON* item, Layout layout) {
    Writer writer(memory.take(kFirstBytes), kFirstBytes, Room::grows, layout);
    if (writer.write(item)) {
        return writer.cut();
    }
    if (writer.text() != nullptr) {
        memory.give_back(writer.text());
    }
    return nullptr;
}

Layout layout_of(cJSON_bool has_lines) { return has_lines != 0 ? Layout::lines : Layout::plain; }

}  // namespace

}  // namespace oceanhil::cjson

namespace cjson = oceanhil::cjson;

extern "C" {

char* cJSON_Print(const cJSON* item) { return cjson::printed(item, cjson::Layout::lines); }
char* cJSON_PrintUnformatted(const cJSON* item) { return cjson::printed(item, cjson::Layout::plain); }

char* cJSON_PrintBuffered(const cJSON* item, int prebuffer, cJSON_bool fmt) {
    void* const first = prebuffer < 0 ? nullptr : cJSON_malloc(static_cast<size_t>(prebuffer));
    if (first == nullptr) {
        return nullptr;
    }
    cjson::Writer writer(first, static_cast<size_t>(prebuffer), cjson::Room::grows, cjson::layout_of(fmt));
    if (writer.write(item)) {
        return writer.text();
    }
    cJSON_free(writer.text());
    return nullptr;
}

cJSON_bool cJSON_PrintPreallocated(cJSON* item, char* buffer, const int length, const cJSON_bool format) {
    if (buffer == nullptr || length < 0) {
        return 0;
    }
    cjson::Writer writer(buffer, static_cast<size_t>(length), cjson::Room::given, cjson::layout_of(format));
    return writer.write(item);
}

}  // extern "C"
