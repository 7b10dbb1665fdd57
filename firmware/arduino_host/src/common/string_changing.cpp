// What `String` of each core does alike, changing it: compiled against the family's own WString.h.
#include <WString.h>
#include <ctype.h>
#include <string.h>

namespace {

bool is_space(char letter) { return isspace(static_cast<unsigned char>(letter)) != 0; }

}  // namespace

void String::end_at(unsigned length) {
    store_.set_length(length);
    if (store_.text() != nullptr) {
        store_.text()[length] = '\0';
    }
}

void String::copy(const char* text, unsigned length) {
    if (!store_.reserve(length)) {
        store_.drop();
        return;
    }
    memmove(store_.text(), text, length);
    end_at(length);
}

String& String::operator=(const String& other) {
    if (this == &other) {
        return *this;
    }
    if (other.store_.text() != nullptr) {
        copy(other.store_.text(), other.store_.length());
    } else {
        store_.drop();
    }
    return *this;
}

String& String::operator=(const char* text) {
    if (text != nullptr) {
        copy(text, static_cast<unsigned>(strlen(text)));
    } else {
        store_.drop();
    }
    return *this;
}

bool String::concat(const String& other) { return concat(other.store_.text(), other.store_.length()); }

bool String::concat(const char* text, unsigned int length) {
    if (text == nullptr || length == 0) {
        return text != nullptr;
    }
    const unsigned before = store_.length();
    const char* own = store_.text();
    // A part of this very text moves with it when it grows.
    const bool is_own = own != nullptr && text >= own && text <= own + before;
    const size_t at = is_own ? static_cast<size_t>(text - own) : 0;
    if (!store_.reserve(before + length)) {
        return false;
    }
    memmove(store_.text() + before, is_own ? store_.text() + at : text, length);
    end_at(before + length);
    return true;
}

bool String::concat(const char* text) { return text != nullptr && concat(text, static_cast<unsigned>(strlen(text))); }

bool String::concat(char letter) { return concat(&letter, 1); }

void String::setCharAt(unsigned int index, char letter) {
    if (index < store_.length()) {
        store_.text()[index] = letter;
    }
}

void String::replace(char find, char replacement) {
    for (char* at = store_.text(); at != nullptr && *at != '\0'; ++at) {
        *at = *at == find ? replacement : *at;
    }
}

void String::remove(unsigned int index, unsigned int count) {
    const unsigned length = store_.length();
    if (index >= length || count == 0) {
        return;
    }
    const unsigned gone = count < length - index ? count : length - index;
    char* at = store_.text() + index;
    memmove(at, at + gone, length - index - gone);
    end_at(length - gone);
}

void String::toLowerCase() {
    for (char* at = store_.text(); at != nullptr && *at != '\0'; ++at) {
        *at = static_cast<char>(tolower(static_cast<unsigned char>(*at)));
    }
}

void String::toUpperCase() {
    for (char* at = store_.text(); at != nullptr && *at != '\0'; ++at) {
        *at = static_cast<char>(toupper(static_cast<unsigned char>(*at)));
    }
}

void String::trim() {
    if (store_.text() == nullptr || store_.length() == 0) {
        return;
    }
    const char* begin = store_.text();
    const char* end = begin + store_.length();
    while (is_space(*begin)) {
        ++begin;
    }
    while (end > begin && is_space(end[-1])) {
        --end;
    }
    const auto length = static_cast<unsigned>(end - begin);
    memmove(store_.text(), begin, length);
    end_at(length);
}

String String::substring(unsigned int beginIndex, unsigned int endIndex) const {
    const unsigned length = store_.length();
    const unsigned begin = beginIndex < endIndex ? beginIndex : endIndex;
    const unsigned end = beginIndex < endIndex ? endIndex : beginIndex;
    String part;
    if (begin < length) {
        part.copy(store_.text() + begin, (end < length ? end : length) - begin);
    }
    return part;
}
