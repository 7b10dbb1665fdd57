// Texts of JSON read into items of cJSON.h.
#include <stdlib.h>
#include <string.h>

#include "cjson_parts.h"

namespace oceanhil::cjson {

namespace {

constexpr unsigned kBlank = 32;

const char* error_at = nullptr;

/// A text, and how far it is read. What fails leaves the place of the error.
class Reader {
  public:
    Reader(const char* text, size_t length) : text_(text), length_(length) {}

    bool read_root(cJSON& root, bool wants_end);
    const char* place() const { return text_ + at_; }
    const char* error_place() const { return at_ < length_ || length_ == 0 ? place() : text_ + length_ - 1; }

  private:
    bool has(size_t ahead) const { return at_ + ahead < length_; }
    bool sees(char letter) const { return has(0) && text_[at_] == letter; }
    bool takes(const char* word);
    void skip_blanks();
    bool read_value(cJSON& item);
    bool read_number(cJSON& item);
    bool read_string(cJSON& item);
    bool read_list(cJSON& item, int type);
    bool read_member(cJSON& list, int type);
    bool read_name(cJSON& item);

    const char* text_;
    size_t length_;
    size_t at_ = 0;
    int depth_ = 0;
};

bool Reader::read_root(cJSON& root, bool wants_end) {
    constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
    if (has(4)) {
        takes(kByteOrderMark);
    }
    skip_blanks();
    if (!read_value(root)) {
        return false;
    }
    if (wants_end) {
        skip_blanks();
    }
    return !wants_end || sees(0);
}

bool Reader::takes(const char* word) {
    const size_t letters = strlen(word);
    const bool is_there = at_ + letters <= length_ && strncmp(text_ + at_, word, letters) == 0;
    at_ += is_there ? letters : 0;
    return is_there;
}

/// A NUL is a blank, too. Where nothing follows, the last blank is not passed.
void Reader::skip_blanks() {
    const bool is_within = has(0);
    while (has(0) && static_cast<unsigned char>(text_[at_]) <= kBlank) {
        ++at_;
    }
    if (is_within && !has(0)) {
        --at_;
    }
}

bool Reader::read_value(cJSON& item) {
    if (takes("null")) {
        item.type = cJSON_NULL;
        return true;
    }
    if (takes("false")) {
        item.type = cJSON_False;
        return true;
    }
    if (takes("true")) {
        item.type = cJSON_True;
        item.valueint = 1;
        return true;
    }
    const char letter = has(0) ? text_[at_] : '\0';
    switch (letter) {
        case '"':
            return read_string(item);
        case '[':
            return read_list(item, cJSON_Array);
        case '{':
            return read_list(item, cJSON_Object);
        default:
            return (letter == '-' || (letter >= '0' && letter <= '9')) && read_number(item);
    }
}

/// As much of the letters that numbers have as is a number; the rest stays.
bool Reader::read_number(cJSON& item) {
    size_t letters = 0;
    while (has(letters) && text_[at_ + letters] != 0 && strchr("0123456789+-eE.", text_[at_ + letters]) != nullptr) {
        ++letters;
    }
    auto* const digits = static_cast<char*>(memory.take(letters + 1));
    if (digits == nullptr) {
        return false;
    }
    memcpy(digits, text_ + at_, letters);
    digits[letters] = 0;
    char* end = nullptr;
    const double number = strtod(digits, &end);
    const auto taken = static_cast<size_t>(end - digits);
    memory.give_back(digits);
    if (taken == 0) {
        return false;
    }
    at_ += taken;
    set_number(item, number);
    item.type = cJSON_Number;
    return true;
}

bool Reader::read_string(cJSON& item) {
    const size_t quote = at_;
    const size_t begin = ++at_;
    if (text_[quote] != '"') {
        return false;
    }
    size_t end = begin;
    size_t escapes = 0;
    while (end < length_ && text_[end] != '"') {
        const bool is_escape = text_[end] == '\\';
        escapes += is_escape ? 1 : 0;
        end += is_escape ? 2 : 1;
    }
    // For the quote before it, too.
    char* const string = end < length_ ? static_cast<char*>(memory.take(end - quote - escapes + 1)) : nullptr;
    if (string == nullptr) {
        return false;
    }
    char* to = string;
    const char* from = text_ + begin;
    while (from < text_ + end) {
        if (*from != '\\') {
            *to++ = *from++;
            continue;
        }
        at_ = static_cast<size_t>(from - text_);
        from = unescape(from, text_ + end, to);
        if (from == nullptr) {
            memory.give_back(string);
            return false;
        }
    }
    *to = 0;
    item.type = cJSON_String;
    item.valuestring = string;
    at_ = end + 1;
    return true;
}

/// An array or an object. If it is none its items go at once.
bool Reader::read_list(cJSON& item, int type) {
    const char close = type == cJSON_Object ? '}' : ']';
    if (depth_ >= CJSON_NESTING_LIMIT) {
        return false;
    }
    ++depth_;
    ++at_;
    skip_blanks();
    if (!sees(close)) {
        // To where a comma stands before each of the others.
        --at_;
        bool is_good = has(1);
        while (is_good) {
            is_good = read_member(item, type);
            if (!sees(',')) {
                break;
            }
        }
        if (!is_good || !sees(close)) {
            cJSON_Delete(item.child);
            item.child = nullptr;
            return false;
        }
    }
    --depth_;
    ++at_;
    item.type = type;
    return true;
}

bool Reader::read_member(cJSON& list, int type) {
    cJSON* const member = new_item();
    if (member == nullptr) {
        return false;
    }
    append(list, *member);
    if (type == cJSON_Object && !read_name(*member)) {
        return false;
    }
    ++at_;
    skip_blanks();
    if (!read_value(*member)) {
        return false;
    }
    skip_blanks();
    return true;
}

bool Reader::read_name(cJSON& item) {
    if (!has(1)) {
        return false;
    }
    ++at_;
    skip_blanks();
    if (!read_string(item)) {
        return false;
    }
    skip_blanks();
    item.string = item.valuestring;
    item.valuestring = nullptr;
    return sees(':');
}

}  // namespace

}  // namespace oceanhil::cjson

namespace cjson = oceanhil::cjson;

extern "C" {

cJSON* cJSON_Parse(const char* value) { return cJSON_ParseWithOpts(value, nullptr, 0); }

cJSON* cJSON_ParseWithLength(const char* value, size_t buffer_length) {
    return cJSON_ParseWithLengthOpts(value, buffer_length, nullptr, 0);
}

cJSON* cJSON_ParseWithOpts(const char* value, const char** return_parse_end, cJSON_bool require_null_terminated) {
    // Where there is no text at all, the error of the last one stays.
    const size_t bytes = value == nullptr ? 0 : strlen(value) + 1;
    return bytes == 0 ? nullptr : cJSON_ParseWithLengthOpts(value, bytes, return_parse_end, require_null_terminated);
}

cJSON* cJSON_ParseWithLengthOpts(const char* value, size_t buffer_length, const char** return_parse_end,
                                 cJSON_bool require_null_terminated) {
    cjson::error_at = nullptr;
    if (value == nullptr) {
        return nullptr;
    }
    cjson::Reader reader(value, buffer_length);
    cJSON* const root = buffer_length == 0 ? nullptr : cjson::new_item();
    const bool is_read = root != nullptr && reader.read_root(*root, require_null_terminated != 0);
    const char* const end = is_read ? reader.place() : reader.error_place();
    if (return_parse_end != nullptr) {
        *return_parse_end = end;
    }
    if (is_read) {
        return root;
    }
    cJSON_Delete(root);
    cjson::error_at = end;
    return nullptr;
}

const char* cJSON_GetErrorPtr(void) { return cjson::error_at; }

}  // extern "C"
