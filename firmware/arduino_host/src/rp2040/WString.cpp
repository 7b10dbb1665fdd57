#include <WString.h>
#include <stdlib_noniso.h>

#include "oceanhil/digits.h"
#include "oceanhil/last_index.h"

const String emptyString = "";

void hexdump(const void*, uint32_t, uint8_t) {}

namespace arduino {

namespace {

constexpr unsigned char kMostDecimals = 10;
constexpr unsigned char kTextDecimals = 2;
constexpr signed char kLeastWidth = 4;

}  // namespace

String::String(const char* text) {
    if (text != nullptr) {
        copy(text, static_cast<unsigned>(strlen(text)));
    }
}

String::String(const char* text, unsigned int length) {
    if (text != nullptr) {
        copy(text, length);
    }
}

String::String(const String& other) { *this = other; }

String::String(String&& other) { store_.take(other.store_); }

String::String(float value, unsigned char decimalPlaces) : String(static_cast<double>(value), decimalPlaces) {}

String::String(double value, unsigned char decimalPlaces) {
    const unsigned char decimals = decimalPlaces < kMostDecimals ? decimalPlaces : kMostDecimals;
    char text[oceanhil::kFloatRoom + kMostDecimals];
    *this = dtostrf(value, static_cast<signed char>(decimals + 2), decimals, text);
}

String& String::operator=(String&& other) {
    if (this != &other) {
        store_.take(other.store_);
    }
    return *this;
}

bool String::concat(double value) {
    char text[oceanhil::kFloatRoom + kTextDecimals];
    return concat(dtostrf(value, kLeastWidth, kTextDecimals, text));
}

int String::compareTo(const char* text) const {
    if (store_.text() != nullptr && text != nullptr) {
        return strcmp(store_.text(), text);
    }
    if (text != nullptr && *text != '\0') {
        return -static_cast<int>(static_cast<unsigned char>(*text));
    }
    return static_cast<unsigned char>((*this)[0]);
}

int String::lastIndexOf(char letter, unsigned int fromIndex) const {
    return oceanhil::last_index(store_.text(), store_.length(), letter, fromIndex);
}

template <typename Value>
StringSumHelper& String::sum(const StringSumHelper& left, const Value& right) {
    auto& text = const_cast<StringSumHelper&>(left);
    if (!text.concat(right)) {
        text.store_.drop();
    }
    return text;
}

StringSumHelper& operator+(const StringSumHelper& left, const String& right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, const char* right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, char right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, unsigned char right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, int right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, unsigned int right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, long right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, unsigned long right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, float right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, double right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, const __FlashStringHelper* right) {
    return String::sum(left, right);
}

}  // namespace arduino
