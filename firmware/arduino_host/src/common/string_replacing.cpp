// `String::replace` of texts. All cores lengthen from the end; they shorten from where `kShortensFrom` says, which
// shows where occurrences overlap. Facts: WString.cpp of the Espressif cores, api/String.cpp of ArduinoCore-API.
#include <WString.h>
#include <string.h>

namespace {

unsigned occurrences(const char* text, const char* searched, unsigned length) {
    unsigned count = 0;
    for (const char* at = strstr(text, searched); at != nullptr; at = strstr(at + length, searched)) {
        ++count;
    }
    return count;
}

}  // namespace

void String::replace(const String& find, const String& replacement) {
    const unsigned before = find.store_.length();
    const unsigned after = replacement.store_.length();
    if (store_.length() == 0 || before == 0) {
        return;
    }
    if (after > before) {
        const unsigned count = occurrences(store_.text(), find.store_.text(), before);
        if (count == 0 || !store_.reserve(store_.length() + count * (after - before))) {
            return;
        }
    }
    if (after > before || (after < before && kShortensFrom == Side::end)) {
        replace_from_end(find, replacement);
    } else {
        replace_from_begin(find, replacement);
    }
}

void String::replace_from_begin(const String& find, const String& replacement) {
    const unsigned before = find.store_.length();
    const unsigned after = replacement.store_.length();
    char* written = store_.text();
    const char* read = written;
    unsigned length = store_.length();
    for (const char* at = strstr(read, find.store_.text()); at != nullptr; at = strstr(read, find.store_.text())) {
        const auto kept = static_cast<size_t>(at - read);
        memmove(written, read, kept);
        if (after > 0) {
            memmove(written + kept, replacement.store_.text(), after);
        }
        written += kept + after;
        read = at + before;
        length -= before - after;
    }
    memmove(written, read, strlen(read) + 1);
    store_.set_length(length);
}

void String::replace_from_end(const String& find, const String& replacement) {
    for (int at = static_cast<int>(store_.length()) - 1; at >= 0; --at) {
        at = lastIndexOf(find, static_cast<unsigned>(at));
        if (at < 0 || !replace_at(static_cast<unsigned>(at), find.store_.length(), replacement)) {
            return;
        }
    }
}

/// An occurrence that came about by replacing may need more room than was asked for at first.
bool String::replace_at(unsigned at, unsigned before, const String& replacement) {
    const unsigned after = replacement.store_.length();
    const unsigned length = store_.length();
    if (after > before && !store_.reserve(length + (after - before))) {
        return false;
    }
    char* text = store_.text();
    memmove(text + at + after, text + at + before, length - at - before);
    if (after > 0) {
        memmove(text + at, replacement.store_.text(), after);
    }
    end_at(length - before + after);
    return true;
}
