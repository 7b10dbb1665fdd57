#include <WString.h>
#include <stdlib_noniso.h>

#include "oceanhil/digits.h"
#include "oceanhil/last_index.h"

namespace {

constexpr size_t kRoom = oceanhil::kDigitsRoom;
constexpr int kDecimal = 10;
constexpr unsigned kDecimals = 2;
constexpr int kLeastWidth = 4;
// What a float needs at most besides its decimals, and a double.
constexpr size_t kFloatRoom = 42;
constexpr size_t kDoubleRoom = 312;

}  // namespace

const String emptyString;

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

String::String(StringSumHelper&& other) { store_.take(other.store_); }

/// For want of memory a number of the kind is called none. Facts: String::String(float, …).
static void set_float(String& text, double value, unsigned decimals, size_t room) {
    char* digits = static_cast<char*>(malloc(decimals + room));
    text = digits == nullptr ? "nan" : dtostrf(value, static_cast<int>(decimals) + 2, decimals, digits);
    free(digits);
}

String::String(float value, unsigned int decimalPlaces) { set_float(*this, value, decimalPlaces, kFloatRoom); }

String::String(double value, unsigned int decimalPlaces) { set_float(*this, value, decimalPlaces, kDoubleRoom); }

String::String(long long value, unsigned char base) {
    char text[kRoom];
    *this = lltoa(value, text, base);
}

String::String(unsigned long long value, unsigned char base) {
    char text[kRoom];
    *this = ulltoa(value, text, base);
}

/// What has place for the other's characters keeps its own place, as the core does it.
String& String::operator=(String&& other) {
    if (this == &other) {
        return *this;
    }
    if (store_.text() != nullptr && store_.capacity() >= other.store_.length()) {
        copy(other.store_.text() == nullptr ? "" : other.store_.text(), other.store_.length());
        other.store_.drop();
    } else {
        store_.take(other.store_);
    }
    return *this;
}

String& String::operator=(StringSumHelper&& other) { return *this = static_cast<String&&>(other); }

bool String::concat(float value) { return concat(static_cast<double>(value)); }

bool String::concat(double value) {
    char text[oceanhil::kFloatRoom + kDecimals];
    return concat(dtostrf(value, kLeastWidth, kDecimals, text));
}

bool String::concat(long long value) {
    char text[kRoom];
    return concat(lltoa(value, text, kDecimal));
}

bool String::concat(unsigned long long value) {
    char text[kRoom];
    return concat(ulltoa(value, text, kDecimal));
}

int String::lastIndexOf(char letter, unsigned int fromIndex) const {
    const int found = oceanhil::last_index(store_.text(), store_.length(), letter, fromIndex);
    return found < static_cast<int>(store_.length()) ? found : -1;
}

unsigned char String::equalsConstantTime(const String& other) const { return equals(other) ? 1 : 0; }

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
StringSumHelper& operator+(const StringSumHelper& left, long long right) { return String::sum(left, right); }
StringSumHelper& operator+(const StringSumHelper& left, unsigned long long right) { return String::sum(left, right); }
