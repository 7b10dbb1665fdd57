/// `String` as arduino-pico has it, from ArduinoCore-API. Facts: api/String.h and api/String.cpp there.
#ifndef OCEANHIL_API_STRING_H
#define OCEANHIL_API_STRING_H

#include <ctype.h>
#include <pgmspace.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "oceanhil/heap_text.h"

namespace arduino {

class __FlashStringHelper;
#define F(literal) (reinterpret_cast<const __FlashStringHelper*>(PSTR(literal)))

class StringSumHelper;

class String {
    friend class StringSumHelper;
    // What a String is as a condition; not `bool`, so that it is no number.
    using Condition = void (String::*)() const;
    void is_there() const {}

  public:
    String(const char* text = "");
    String(const char* text, unsigned int length);
    String(const uint8_t* text, unsigned int length) : String(reinterpret_cast<const char*>(text), length) {}
    String(const String& other);
    String(const __FlashStringHelper* text) : String(reinterpret_cast<const char*>(text)) {}
    String(String&& other);
    explicit String(char letter);
    explicit String(unsigned char value, unsigned char base = 10);
    explicit String(int value, unsigned char base = 10);
    explicit String(unsigned int value, unsigned char base = 10);
    explicit String(long value, unsigned char base = 10);
    explicit String(unsigned long value, unsigned char base = 10);
    explicit String(float value, unsigned char decimalPlaces = 2);
    explicit String(double value, unsigned char decimalPlaces = 2);
    ~String() = default;

    /// False if there is no memory for it; then nothing has changed.
    bool reserve(unsigned int size) { return store_.reserve(size); }
    unsigned int length() const { return store_.length(); }
    bool isEmpty() const { return length() == 0; }

    String& operator=(const String& other);
    String& operator=(const char* text);
    String& operator=(const __FlashStringHelper* text) { return *this = reinterpret_cast<const char*>(text); }
    String& operator=(String&& other);

    /// False if the text is none or there is no memory for it; then nothing has changed.
    bool concat(const String& other);
    bool concat(const char* text);
    bool concat(const char* text, unsigned int length);
    bool concat(const uint8_t* text, unsigned int length) {
        return concat(reinterpret_cast<const char*>(text), length);
    }
    bool concat(char letter);
    bool concat(unsigned char value);
    bool concat(int value);
    bool concat(unsigned int value);
    bool concat(long value);
    bool concat(unsigned long value);
    bool concat(float value) { return concat(static_cast<double>(value)); }
    bool concat(double value);
    bool concat(const __FlashStringHelper* text) { return concat(reinterpret_cast<const char*>(text)); }

    String& operator+=(const String& other) { return with(other); }
    String& operator+=(const char* text) { return with(text); }
    String& operator+=(char letter) { return with(letter); }
    String& operator+=(unsigned char value) { return with(value); }
    String& operator+=(int value) { return with(value); }
    String& operator+=(unsigned int value) { return with(value); }
    String& operator+=(long value) { return with(value); }
    String& operator+=(unsigned long value) { return with(value); }
    String& operator+=(float value) { return with(value); }
    String& operator+=(double value) { return with(value); }
    String& operator+=(const __FlashStringHelper* text) { return with(text); }

    friend StringSumHelper& operator+(const StringSumHelper& left, const String& right);
    friend StringSumHelper& operator+(const StringSumHelper& left, const char* right);
    friend StringSumHelper& operator+(const StringSumHelper& left, char right);
    friend StringSumHelper& operator+(const StringSumHelper& left, unsigned char right);
    friend StringSumHelper& operator+(const StringSumHelper& left, int right);
    friend StringSumHelper& operator+(const StringSumHelper& left, unsigned int right);
    friend StringSumHelper& operator+(const StringSumHelper& left, long right);
    friend StringSumHelper& operator+(const StringSumHelper& left, unsigned long right);
    friend StringSumHelper& operator+(const StringSumHelper& left, float right);
    friend StringSumHelper& operator+(const StringSumHelper& left, double right);
    friend StringSumHelper& operator+(const StringSumHelper& left, const __FlashStringHelper* right);

    operator Condition() const { return store_.text() != nullptr ? &String::is_there : nullptr; }
    int compareTo(const String& other) const;
    int compareTo(const char* text) const;
    bool equals(const String& other) const;
    bool equals(const char* text) const;

    friend bool operator==(const String& left, const String& right) { return left.equals(right); }
    friend bool operator==(const String& left, const char* right) { return left.equals(right); }
    friend bool operator==(const char* left, const String& right) { return right.equals(left); }
    friend bool operator!=(const String& left, const String& right) { return !left.equals(right); }
    friend bool operator!=(const String& left, const char* right) { return !left.equals(right); }
    friend bool operator!=(const char* left, const String& right) { return !right.equals(left); }
    friend bool operator<(const String& left, const String& right) { return left.compareTo(right) < 0; }
    friend bool operator<(const String& left, const char* right) { return left.compareTo(right) < 0; }
    friend bool operator<(const char* left, const String& right) { return right.compareTo(left) > 0; }
    friend bool operator>(const String& left, const String& right) { return right.compareTo(left) < 0; }
    friend bool operator>(const String& left, const char* right) { return left.compareTo(right) > 0; }
    friend bool operator>(const char* left, const String& right) { return right.compareTo(left) < 0; }
    friend bool operator<=(const String& left, const String& right) { return !(right < left); }
    friend bool operator<=(const String& left, const char* right) { return !(right < left); }
    friend bool operator<=(const char* left, const String& right) { return !(right < left); }
    friend bool operator>=(const String& left, const String& right) { return !(left < right); }
    friend bool operator>=(const String& left, const char* right) { return !(left < right); }
    friend bool operator>=(const char* left, const String& right) { return !(left < right); }

    bool equalsIgnoreCase(const String& other) const;
    bool startsWith(const String& prefix) const;
    bool startsWith(const String& prefix, unsigned int offset) const;
    bool endsWith(const String& suffix) const;

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

    int indexOf(char letter) const { return indexOf(letter, 0); }
    int indexOf(char letter, unsigned int fromIndex) const;
    int indexOf(const String& text) const { return indexOf(text, 0); }
    int indexOf(const String& text, unsigned int fromIndex) const;
    int lastIndexOf(char letter) const { return lastIndexOf(letter, length() - 1); }
    int lastIndexOf(char letter, unsigned int fromIndex) const;
    int lastIndexOf(const String& text) const { return lastIndexOf(text, length() - text.length()); }
    int lastIndexOf(const String& text, unsigned int fromIndex) const;
    String substring(unsigned int beginIndex) const { return substring(beginIndex, length()); }
    String substring(unsigned int beginIndex, unsigned int endIndex) const;

    void replace(char find, char replacement);
    void replace(const String& find, const String& replacement);
    void remove(unsigned int index) { remove(index, ~0u); }
    void remove(unsigned int index, unsigned int count);
    void toLowerCase();
    void toUpperCase();
    void trim();

    long toInt() const;
    float toFloat() const;
    double toDouble() const;

  protected:
    template <typename Value>
    String& with(const Value& value) {
        concat(value);
        return *this;
    }
    template <typename Value>
    static StringSumHelper& sum(const StringSumHelper& left, const Value& right);
    void copy(const char* text, unsigned length);
    void end_at(unsigned length);
    enum class Side : uint8_t { begin, end };
    static constexpr Side kShortensFrom = Side::end;
    void replace_from_begin(const String& find, const String& replacement);
    void replace_from_end(const String& find, const String& replacement);
    bool replace_at(unsigned at, unsigned before, const String& replacement);

    oceanhil::HeapText store_;
};

class StringSumHelper : public String {
  public:
    StringSumHelper(const String& text) : String(text) {}
    StringSumHelper(const char* text) : String(text) {}
    StringSumHelper(char letter) : String(letter) {}
    StringSumHelper(unsigned char value) : String(value) {}
    StringSumHelper(int value) : String(value) {}
    StringSumHelper(unsigned int value) : String(value) {}
    StringSumHelper(long value) : String(value) {}
    StringSumHelper(unsigned long value) : String(value) {}
    StringSumHelper(float value) : String(value) {}
    StringSumHelper(double value) : String(value) {}
};

}  // namespace arduino

using arduino::__FlashStringHelper;
using arduino::String;

#endif
