/// `String` as the ESP8266's core 3.x has it. Facts: cores/esp8266/WString.h and WString.cpp, and the tests beside
/// them.
#ifndef String_class_h
#define String_class_h

#include <pgmspace.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

#include "oceanhil/small_text.h"

class __FlashStringHelper;
#define FPSTR(text) (reinterpret_cast<const __FlashStringHelper*>(text))
#define F(literal) (FPSTR(PSTR(literal)))

// Only a name here, for libraries that speak of it.
class StringSumHelper;

class String {
  public:
    String() = default;
    String(const char* text);
    String(const String& other);
    String(const __FlashStringHelper* text) : String(reinterpret_cast<const char*>(text)) {}
    String(String&& other) noexcept;
    explicit String(char letter);
    String(unsigned char value, unsigned char base);
    explicit String(unsigned char value) : String(value, 10) {}
    String(int value, unsigned char base);
    explicit String(int value) : String(value, 10) {}
    String(unsigned int value, unsigned char base);
    explicit String(unsigned int value) : String(value, 10) {}
    String(long value, unsigned char base);
    explicit String(long value) : String(value, 10) {}
    String(unsigned long value, unsigned char base);
    explicit String(unsigned long value) : String(value, 10) {}
    String(long long value, unsigned char base);
    explicit String(long long value) : String(value, 10) {}
    String(unsigned long long value, unsigned char base);
    explicit String(unsigned long long value) : String(value, 10) {}
    String(float value, unsigned char decimalPlaces);
    explicit String(float value) : String(value, 2) {}
    String(double value, unsigned char decimalPlaces);
    explicit String(double value) : String(value, 2) {}
    ~String() = default;

    /// False if there is no memory for it; then nothing has changed.
    bool reserve(unsigned int size) { return store_.reserve(size); }
    unsigned int length() const { return store_.length(); }
    // What `c_str` gives stays as it was, as in the core.
    void clear() { store_.set_length(0); }
    bool isEmpty() const { return length() == 0; }

    String& operator=(const String& other);
    String& operator=(String&& other) noexcept;
    String& operator=(const char* text);
    String& operator=(const __FlashStringHelper* text) { return *this = reinterpret_cast<const char*>(text); }
    String& operator=(char letter);
    String& operator=(unsigned char value) { return *this = String(value); }
    String& operator=(int value) { return *this = String(value); }
    String& operator=(unsigned int value) { return *this = String(value); }
    String& operator=(long value) { return *this = String(value); }
    String& operator=(unsigned long value) { return *this = String(value); }
    String& operator=(long long value) { return *this = String(value); }
    String& operator=(unsigned long long value) { return *this = String(value); }
    String& operator=(float value) { return *this = String(value); }
    String& operator=(double value) { return *this = String(value); }

    /// False if the text is none or there is no memory for it; then nothing has changed.
    bool concat(const String& other);
    bool concat(const char* text);
    bool concat(const char* text, unsigned int length);
    bool concat(const __FlashStringHelper* text) { return concat(reinterpret_cast<const char*>(text)); }
    bool concat(char letter);
    // A number of more than ten digits takes a place on the heap for a moment, as in the core.
    bool concat(unsigned char value) { return concat(String(value)); }
    bool concat(int value) { return concat(String(value)); }
    bool concat(unsigned int value) { return concat(String(value)); }
    bool concat(long value) { return concat(String(value)); }
    bool concat(unsigned long value) { return concat(String(value)); }
    bool concat(long long value) { return concat(String(value)); }
    bool concat(unsigned long long value) { return concat(String(value)); }
    bool concat(float value) { return concat(String(value)); }
    bool concat(double value) { return concat(String(value)); }

    template <typename Value>
    String& operator+=(const Value& value) {
        concat(value);
        return *this;
    }

    // Always true: here a text is never nothing.
    explicit operator bool() const { return store_.text() != nullptr; }

    int compareTo(const String& other) const;
    bool equals(const String& other) const;
    bool equals(const char* text) const;
    bool equals(const __FlashStringHelper* text) const { return equals(String(text)); }
    bool operator==(const String& other) const { return equals(other); }
    bool operator==(const char* text) const { return equals(text); }
    bool operator!=(const String& other) const { return !equals(other); }
    bool operator!=(const char* text) const { return !equals(text); }
    bool operator<(const String& other) const { return compareTo(other) < 0; }
    bool operator>(const String& other) const { return compareTo(other) > 0; }
    bool operator<=(const String& other) const { return compareTo(other) <= 0; }
    bool operator>=(const String& other) const { return compareTo(other) >= 0; }
    bool equalsIgnoreCase(const String& other) const;
    bool equalsIgnoreCase(const __FlashStringHelper* text) const { return equalsIgnoreCase(String(text)); }
    unsigned char equalsConstantTime(const String& other) const { return equals(other) ? 1 : 0; }
    bool startsWith(const String& prefix) const;
    bool startsWith(const char* prefix) const { return startsWith(String(prefix)); }
    bool startsWith(const __FlashStringHelper* prefix) const { return startsWith(String(prefix)); }
    bool startsWith(const String& prefix, unsigned int offset) const;
    bool startsWith(const __FlashStringHelper* prefix, unsigned int offset) const {
        return startsWith(String(prefix), offset);
    }
    bool endsWith(const String& suffix) const;
    bool endsWith(const char* suffix) const { return endsWith(String(suffix)); }
    bool endsWith(const __FlashStringHelper* suffix) const { return endsWith(String(suffix)); }

    char charAt(unsigned int index) const { return (*this)[index]; }
    void setCharAt(unsigned int index, char letter);
    char operator[](unsigned int index) const;
    char& operator[](unsigned int index);
    void getBytes(unsigned char* bytes, unsigned int room, unsigned int index = 0) const;
    void toCharArray(char* text, unsigned int room, unsigned int index = 0) const {
        getBytes(reinterpret_cast<unsigned char*>(text), room, index);
    }
    const char* c_str() const { return store_.text(); }
    char* begin() { return store_.text(); }
    char* end() { return store_.text() + length(); }
    const char* begin() const { return store_.text(); }
    const char* end() const { return store_.text() + length(); }

    int indexOf(char letter, unsigned int fromIndex = 0) const;
    int indexOf(const char* text, unsigned int fromIndex = 0) const;
    int indexOf(const __FlashStringHelper* text, unsigned int fromIndex = 0) const {
        return indexOf(reinterpret_cast<const char*>(text), fromIndex);
    }
    int indexOf(const String& text, unsigned int fromIndex = 0) const;
    int lastIndexOf(char letter) const { return lastIndexOf(letter, length() - 1); }
    int lastIndexOf(char letter, unsigned int fromIndex) const;
    int lastIndexOf(const String& text) const { return lastIndexOf(text, length() - text.length()); }
    int lastIndexOf(const String& text, unsigned int fromIndex) const;
    int lastIndexOf(const __FlashStringHelper* text) const { return lastIndexOf(String(text)); }
    int lastIndexOf(const __FlashStringHelper* text, unsigned int fromIndex) const {
        return lastIndexOf(String(text), fromIndex);
    }
    String substring(unsigned int beginIndex) const { return substring(beginIndex, length()); }
    String substring(unsigned int beginIndex, unsigned int endIndex) const;

    void replace(char find, char replacement);
    void replace(const String& find, const String& replacement);
    void replace(const char* find, const String& replacement) { replace(String(find), replacement); }
    void replace(const __FlashStringHelper* find, const String& replacement) { replace(String(find), replacement); }
    void replace(const char* find, const char* replacement) { replace(String(find), String(replacement)); }
    void replace(const __FlashStringHelper* find, const char* replacement) {
        replace(String(find), String(replacement));
    }
    void replace(const __FlashStringHelper* find, const __FlashStringHelper* replacement) {
        replace(String(find), String(replacement));
    }
    void remove(unsigned int index, unsigned int count = ~0u);
    void toLowerCase();
    void toUpperCase();
    void trim();

    long toInt() const;
    float toFloat() const;
    double toDouble() const;

  protected:
    friend String operator+(const String& left, String&& right);
    friend String operator+(String&& left, String&& right);
    friend String operator+(char left, String&& right);
    friend String operator+(const char* left, String&& right);
    friend String operator+(const __FlashStringHelper* left, String&& right);

    void copy(const char* text, unsigned length);
    void end_at(unsigned length);
    String& put_before(const char* text, unsigned length);
    enum class Side : uint8_t { begin, end };
    static constexpr Side kShortensFrom = Side::begin;
    void replace_from_begin(const String& find, const String& replacement);
    void replace_from_end(const String& find, const String& replacement);
    bool replace_at(unsigned at, unsigned before, const String& replacement);

    oceanhil::SmallText<10, oceanhil::Nothing::is_empty> store_;
};

String operator+(const String& left, const String& right);
String operator+(const String& left, String&& right);
String operator+(String&& left, String&& right);
String operator+(char left, const String& right);
String operator+(char left, String&& right);
String operator+(const char* left, const String& right);
String operator+(const char* left, String&& right);
String operator+(const __FlashStringHelper* left, String&& right);

inline String operator+(String&& left, const String& right) {
    left += right;
    return std::move(left);
}

inline String operator+(const __FlashStringHelper* left, const String& right) {
    return reinterpret_cast<const char*>(left) + right;
}

template <typename Value, typename = std::enable_if_t<!std::is_same_v<String, std::decay_t<Value>>>>
inline String operator+(const String& left, const Value& right) {
    String sum(left);
    sum += right;
    return sum;
}

template <typename Value, typename = std::enable_if_t<!std::is_same_v<String, std::decay_t<Value>>>>
inline String operator+(String&& left, const Value& right) {
    left += right;
    return std::move(left);
}

extern const String emptyString;

#endif
