#include "flat_json.h"

bool FlatJson::text(const char* key, char* text, size_t size) {
    const int at = value_at(key);
    String decoded;
    if (at < 0 || json_[at] != '"') {
        return false;
    }
    at_ = at;
    skip_text(&decoded);
    if (decoded.length() >= size) {
        return false;
    }
    decoded.toCharArray(text, size);
    return true;
}

bool FlatJson::number(const char* key, double& number) {
    const int at = value_at(key);
    if (at < 0 || (json_[at] != '-' && !isdigit(json_[at]))) {
        return false;
    }
    number = strtod(json_.c_str() + at, nullptr);
    return true;
}

bool FlatJson::flag(const char* key, bool& flag) {
    const int at = value_at(key);
    if (at < 0 || (json_[at] != 't' && json_[at] != 'f')) {
        return false;
    }
    flag = json_[at] == 't';
    return true;
}

int FlatJson::value_at(const char* key) {
    int found = -1;
    return walk(key, found) ? found : -1;
}

bool FlatJson::walk(const char* key, int& found) {
    at_ = 0;
    skip_space();
    if (!skip('{')) {
        return false;
    }
    skip_space();
    if (now() != '}') {
        do {
            if (!walk_member(key, found)) return false;
        } while (skip(','));
    }
    const bool is_closed = skip('}');
    skip_space();
    return is_closed && at_ == json_.length();
}

bool FlatJson::walk_member(const char* key, int& found) {
    String name;
    skip_space();
    if (!skip_text(&name)) {
        return false;
    }
    skip_space();
    if (!skip(':')) {
        return false;
    }
    skip_space();
    if (name == key) {
        found = static_cast<int>(at_);
    }
    const bool is_whole = skip_value();
    skip_space();
    return is_whole;
}

bool FlatJson::skip_value() {
    switch (now()) {
        case '{':
        case '[':
            return skip_nested();
        case '"':
            return skip_text(nullptr);
        case 't':
            return skip_word("true");
        case 'f':
            return skip_word("false");
        case 'n':
            return skip_word("null");
        default:
            return skip_number();
    }
}

// Without a call for each level: a board's stack is small.
bool FlatJson::skip_nested() {
    unsigned int depth = 0;
    do {
        if (now() == '"') {
            if (!skip_text(nullptr)) return false;
            continue;
        }
        if (now() == '\0') return false;
        depth += now() == '{' || now() == '[' ? 1 : 0;
        depth -= now() == '}' || now() == ']' ? 1 : 0;
        at_++;
    } while (depth > 0);
    return true;
}

bool FlatJson::skip_number() {
    skip('-');
    if (!skip('0') && !skip_digits()) {
        return false;
    }
    if (skip('.') && !skip_digits()) {
        return false;
    }
    if (skip('e') || skip('E')) {
        if (!skip('+')) skip('-');
        return skip_digits();
    }
    return true;
}

bool FlatJson::skip_digits() {
    const unsigned int begin = at_;
    while (isdigit(now())) at_++;
    return at_ > begin;
}

bool FlatJson::skip_word(const char* word) {
    if (!json_.startsWith(word, at_)) {
        return false;
    }
    at_ += strlen(word);
    return true;
}

bool FlatJson::skip_text(String* decoded) {
    if (!skip('"')) {
        return false;
    }
    while (now() >= ' ' && now() != '"') {
        if (skip('\\')) {
            if (!skip_escape(decoded)) return false;
        } else {
            if (decoded != nullptr) *decoded += now();
            at_++;
        }
    }
    return skip('"');
}

// What is no ASCII becomes a question mark: nothing that this device needs has any.
bool FlatJson::skip_escape(String* decoded) {
    static const char kEscapes[] = "\"\\/bfnrt";
    static const char kMeant[] = "\"\\/\b\f\n\r\t";
    const char letter = now();
    char meant = '?';
    at_++;
    if (letter == 'u') {
        const String digits = json_.substring(at_, at_ + 4);
        for (unsigned int i = 0; i < 4; i++) {
            if (!isxdigit(digits[i])) return false;
        }
        const long code = strtol(digits.c_str(), nullptr, 16);
        meant = code > 0 && code < 128 ? static_cast<char>(code) : '?';
        at_ += 4;
    } else {
        const char* escape = letter == '\0' ? nullptr : strchr(kEscapes, letter);
        if (escape == nullptr) return false;
        meant = kMeant[escape - kEscapes];
    }
    if (decoded != nullptr) *decoded += meant;
    return true;
}

bool FlatJson::skip(char expected) {
    if (now() != expected) {
        return false;
    }
    at_++;
    return true;
}

void FlatJson::skip_space() {
    while (now() == ' ' || now() == '\t' || now() == '\r' || now() == '\n') at_++;
}
