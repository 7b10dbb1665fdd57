// What `String` of each core does alike, without changing: compiled against the family's own WString.h.
#include <WString.h>
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

namespace {

int first_byte(const char* text) { return static_cast<unsigned char>(*text); }

int lower(char letter) { return tolower(static_cast<unsigned char>(letter)); }

bool equal_but_for_case(const char* one, const char* other) {
    while (*one != '\0') {
        if (lower(*one++) != lower(*other++)) {
            return false;
        }
    }
    return true;
}

int index_in(const char* text, const char* found) { return found == nullptr ? -1 : static_cast<int>(found - text); }

}  // namespace

int String::compareTo(const String& other) const {
    const char* text = store_.text();
    const char* compared = other.store_.text();
    if (text != nullptr && compared != nullptr) {
        return strcmp(text, compared);
    }
    if (compared != nullptr && other.store_.length() > 0) {
        return -first_byte(compared);
    }
    return text != nullptr && store_.length() > 0 ? first_byte(text) : 0;
}

bool String::equals(const String& other) const {
    return store_.length() == other.store_.length() && compareTo(other) == 0;
}

bool String::equals(const char* text) const {
    if (store_.length() == 0) {
        return text == nullptr || *text == '\0';
    }
    return text == nullptr ? *store_.text() == '\0' : strcmp(store_.text(), text) == 0;
}

bool String::equalsIgnoreCase(const String& other) const {
    if (this == &other) {
        return true;
    }
    if (store_.length() != other.store_.length()) {
        return false;
    }
    return store_.length() == 0 || equal_but_for_case(store_.text(), other.store_.text());
}

bool String::startsWith(const String& prefix) const {
    return store_.length() >= prefix.store_.length() && startsWith(prefix, 0);
}

bool String::startsWith(const String& prefix, unsigned int offset) const {
    const unsigned length = prefix.store_.length();
    // Of a prefix that is longer than the text, the cores read what lies behind it.
    if (length > store_.length() || offset > store_.length() - length) {
        return false;
    }
    const char* searched = prefix.store_.text();
    return store_.text() != nullptr && searched != nullptr && strncmp(store_.text() + offset, searched, length) == 0;
}

bool String::endsWith(const String& suffix) const {
    const unsigned length = suffix.store_.length();
    if (store_.length() < length || store_.text() == nullptr || suffix.store_.text() == nullptr) {
        return false;
    }
    return strcmp(store_.text() + (store_.length() - length), suffix.store_.text()) == 0;
}

char String::operator[](unsigned int index) const {
    return index < store_.length() && store_.text() != nullptr ? store_.text()[index] : '\0';
}

char& String::operator[](unsigned int index) {
    static char elsewhere;
    if (index < store_.length() && store_.text() != nullptr) {
        return store_.text()[index];
    }
    elsewhere = '\0';
    return elsewhere;
}

void String::getBytes(unsigned char* bytes, unsigned int room, unsigned int index) const {
    if (room == 0 || bytes == nullptr) {
        return;
    }
    const unsigned left = index < store_.length() ? store_.length() - index : 0;
    const unsigned count = left < room - 1 ? left : room - 1;
    if (count > 0) {
        strncpy(reinterpret_cast<char*>(bytes), store_.text() + index, count);
    }
    bytes[count] = '\0';
}

int String::indexOf(char letter, unsigned int fromIndex) const {
    if (fromIndex >= store_.length()) {
        return -1;
    }
    return index_in(store_.text(), strchr(store_.text() + fromIndex, letter));
}

int String::indexOf(const String& text, unsigned int fromIndex) const {
    if (fromIndex >= store_.length()) {
        return -1;
    }
    return index_in(store_.text(), strstr(store_.text() + fromIndex, text.store_.text()));
}

int String::lastIndexOf(const String& text, unsigned int fromIndex) const {
    const unsigned length = store_.length();
    if (text.store_.length() == 0 || length == 0 || text.store_.length() > length) {
        return -1;
    }
    const char* begin = store_.text();
    const char* last = begin + (fromIndex < length ? fromIndex : length - 1);
    int found = -1;
    for (const char* at = strstr(begin, text.store_.text()); at != nullptr && at <= last;
         at = strstr(at + 1, text.store_.text())) {
        found = static_cast<int>(at - begin);
    }
    return found;
}

long String::toInt() const {
    const long long value = store_.text() == nullptr ? 0 : strtoll(store_.text(), nullptr, 10);
    if (value > INT32_MAX) {
        return INT32_MAX;
    }
    return value < INT32_MIN ? INT32_MIN : static_cast<long>(value);
}

float String::toFloat() const { return static_cast<float>(toDouble()); }

double String::toDouble() const { return store_.text() == nullptr ? 0.0 : atof(store_.text()); }
