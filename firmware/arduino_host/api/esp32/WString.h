/// `String` as arduino-esp32 3.x has it. Facts: cores/esp32/WString.h and WString.cpp, and the tests beside them.
#ifndef String_class_h
#define String_class_h

#include <ctype.h>
#include <pgmspace.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <initializer_list>

#include "oceanhil/small_text.h"

class __FlashStringHelper;
#define FPSTR(text) (reinterpret_cast<const __FlashStringHelper*>(text))
#define F(literal) (FPSTR(PSTR(literal)))

class StringSumHelper;

class String {
    // What a String is as a condition; not `bool`, so that it is no number.
    using Condition = void (String::*)() const;
    void is_there() const {}

  public:
    String(const char* text = "");
    String(const char* text, unsigned int length);
    String(const uint8_t* text, unsigned int length) : String(reinterpret_cast<const char*>(text), length) {}
    String(std::initializer_list<char> letters) : String(letters.begin(), static_cast<unsigned>(letters.size())) {}
    String(const String& other);
    String(const __FlashStringHelper* text) : String(reinterpret_cast<const char*>(text)) {}
    String(String&& other);
    String(StringSumHelper&& other);
    explicit String(char letter);
    explicit String(unsigned char value, unsigned char base = 10);
    explicit String(int value, unsigned char base = 10);
    explicit String(unsigned int value, unsigned char base = 10);
    explicit String(long value, unsigned char base = 10);
    explicit String(unsigned long value, unsigned char base = 10);
    explicit String(float value, unsigned int decimalPlaces = 2);
    explicit String(double value, unsigned int decimalPlaces = 2);
    explicit String(long long value, unsigned char base = 10);
    explicit String(unsigned long long value, unsigned char base = 10);
    ~String() = default;

    /// False if there is no memory for it; then nothing has changed.
    bool reserve(unsigned int size) { return store_.reserve(size); }
    unsigned int length() const { return store_.text() != nullptr ? store_.length() : 0; }
    void clear() { end_at(0); }
    bool isEmpty() const { return length() == 0; }

    String& operator=(const String& other);
    String& operator=(const char* text);
    String& operator=(const __FlashStringHelper* text) { return *this = reinterpret_cast<const char*>(text); }
    String& operator=(String&& other);
    String& operator=(StringSumHelper&& other);

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
    bool concat(float value);
    bool concat(double value);
    bool concat(long long value);
    bool concat(unsigned long long value);
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
    String& operator+=(long long value) { return with(value); }
    String& operator+=(unsigned long long value) { return with(value); }
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
    friend StringSumHelper& operator+(const StringSumHelper& left, long long right);
    friend StringSumHelper& operator+(const StringSumHelper& left, unsigned long long right);

    operator Condition() const { return store_.text() != nullptr ? &String::is_there : nullptr; }
    int compareTo(const String& other) const;
    bool equals(const String& other) const;
    bool equals(const char* text) const;
    bool operator==(const String& other) const { return equals(other); }
    bool operator==(const char* text) const { return equals(text); }
    bool operator!=(const String& other) const { return !equals(other); }
    bool operator!=(const char* text) const { return !equals(text); }
    bool operator<(const String& other) const { return compareTo(other) < 0; }
    bool operator>(const String& other) const { return compareTo(other) > 0; }
    bool operator<=(const String& other) const { return compareTo(other) <= 0; }
    bool operator>=(const String& other) const { return compareTo(other) >= 0; }
    bool equalsIgnoreCase(const String& other) const;
    unsigned char equalsConstantTime(const String& other) const;
    bool startsWith(const String& prefix) const;
    bool startsWith(const char* prefix) const { return startsWith(String(prefix)); }
    bool startsWith(const __FlashStringHelper* prefix) const { return startsWith(String(prefix)); }
    bool startsWith(const String& prefix, unsigned int offset) const;
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

    int indexOf(char letter) const { return indexOf(letter, 0); }
    int indexOf(char letter, unsigned int fromIndex) const;
    int indexOf(const String& text) const { return indexOf(text, 0); }
    int indexOf(const String& text, unsigned int fromIndex) const;
    int lastIndexOf(char letter) const { return lastIndexOf(letter, store_.length() - 1); }
    int lastIndexOf(char letter, unsigned int fromIndex) const;
    int lastIndexOf(const String& text) const { return lastIndexOf(text, store_.length() - text.store_.length()); }
    int lastIndexOf(const String& text, unsigned int fromIndex) const;
    String substring(unsigned int beginIndex) const { return substring(beginIndex, store_.length()); }
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
    static constexpr Side kShortensFrom = Side::begin;
    void replace_from_begin(const String& find, const String& replacement);
    void replace_from_end(const String& find, const String& replacement);
    bool replace_at(unsigned at, unsigned before, const String& replacement);

    oceanhil::SmallText<14, oceanhil::Nothing::is_distinct> store_;
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
    StringSumHelper(long long value) : String(value) {}
    StringSumHelper(unsigned long long value) : String(value) {}
};

inline StringSumHelper& operator+(const StringSumHelper& left, const __FlashStringHelper* right) {
    return left + reinterpret_cast<const char*>(right);
}

extern const String emptyString;

#endif
