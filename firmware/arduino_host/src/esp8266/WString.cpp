#include <WString.h>
#include <stdlib_noniso.h>

#include "oceanhil/digits.h"

namespace {

constexpr size_t kTextDecimals = 255;

unsigned length_of(const char* text) { return static_cast<unsigned>(strlen(text)); }

}  // namespace

const String emptyString;

String::String(const char* text) {
    if (text != nullptr) {
        copy(text, length_of(text));
    }
}

String::String(const String& other) { *this = other; }

String::String(String&& other) noexcept { store_.take(other.store_); }

String::String(long long value, unsigned char base) {
    char text[oceanhil::kDigitsRoom];
    *this = lltoa(value, text, sizeof(text), base);
}

String::String(unsigned long long value, unsigned char base) {
    char text[oceanhil::kDigitsRoom];
    *this = ulltoa(value, text, sizeof(text), base);
}

String::String(float value, unsigned char decimalPlaces) : String(static_cast<double>(value), decimalPlaces) {}

String::String(double value, unsigned char decimalPlaces) {
    // The core has place for 32 characters, and does not look whether they suffice.
    char text[oceanhil::kFloatRoom + kTextDecimals];
    *this = dtostrf(value, static_cast<signed char>(decimalPlaces + 2), decimalPlaces, text);
}

String& String::operator=(String&& other) noexcept {
    if (this != &other) {
        store_.take(other.store_);
    }
    return *this;
}

String& String::operator=(char letter) {
    const char text[] = {letter, '\0'};
    return *this = text;
}

int String::indexOf(const char* text, unsigned int fromIndex) const {
    if (fromIndex >= length()) {
        return -1;
    }
    const char* found = strstr(store_.text() + fromIndex, text);
    return found == nullptr ? -1 : static_cast<int>(found - store_.text());
}

int String::lastIndexOf(char letter, unsigned int fromIndex) const {
    if (fromIndex >= length()) {
        return -1;
    }
    int at = static_cast<int>(fromIndex);
    while (at >= 0 && store_.text()[at] != letter) {
        --at;
    }
    return at;
}

String& String::put_before(const char* text, unsigned length) {
    const unsigned before = store_.length();
    if (store_.reserve(before + length)) {
        memmove(store_.text() + length, store_.text(), before);
        memcpy(store_.text(), text, length);
        end_at(before + length);
    }
    return *this;
}

namespace {

String joined(const char* left, unsigned length, const String& right) {
    String sum;
    sum.reserve(length + right.length());
    sum.concat(left, length);
    sum.concat(right);
    return sum;
}

}  // namespace

String operator+(const String& left, const String& right) { return joined(left.c_str(), left.length(), right); }

String operator+(const String& left, String&& right) {
    if (right.store_.capacity() > left.length() + right.length()) {
        return std::move(right.put_before(left.c_str(), left.length()));
    }
    String sum = joined(left.c_str(), left.length(), right);
    right.store_.drop();
    return sum;
}

String operator+(String&& left, String&& right) {
    const unsigned total = left.length() + right.length();
    if (total > left.store_.capacity() && total < right.store_.capacity()) {
        return std::move(right.put_before(left.c_str(), left.length()));
    }
    left.concat(right);
    right.store_.drop();
    return std::move(left);
}

String operator+(char left, const String& right) { return joined(&left, 1, right); }

String operator+(char left, String&& right) { return std::move(right.put_before(&left, 1)); }

String operator+(const char* left, const String& right) { return joined(left, length_of(left), right); }

String operator+(const char* left, String&& right) { return std::move(right.put_before(left, length_of(left))); }

String operator+(const __FlashStringHelper* left, String&& right) {
    return reinterpret_cast<const char*>(left) + std::move(right);
}
