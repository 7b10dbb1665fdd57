/// `Print` as the ESP8266's core 3.x has it. Facts: cores/esp8266/Print.h and Print.cpp, and the tests beside them.
#ifndef Print_h
#define Print_h

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "Printable.h"
#include "WString.h"
#include "stdlib_noniso.h"

#define DEC 10
#define HEX 16
#define OCT 8
#define BIN 2

class Print {
  public:
    Print() = default;
    virtual ~Print() = default;

    int getWriteError() { return write_error_; }
    void clearWriteError() { setWriteError(0); }

    virtual size_t write(uint8_t octet) = 0;
    virtual size_t write(const uint8_t* bytes, size_t count);
    size_t write(const char* text) {
        return text == nullptr ? 0 : write(reinterpret_cast<const uint8_t*>(text), strlen(text));
    }
    size_t write(const char* text, size_t count) { return write(reinterpret_cast<const uint8_t*>(text), count); }
    // So that `write(0)` is a byte and no address.
    size_t write(short octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(unsigned short octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(int octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(unsigned int octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(long octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(unsigned long octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(long long octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(unsigned long long octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(char octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(int8_t octet) { return write(static_cast<uint8_t>(octet)); }

    /// Bytes that can be written without waiting; 0 if that is not known.
    virtual int availableForWrite() { return 0; }
    virtual void flush() {}
    /// Whether what cannot be written now may be later.
    virtual bool outputCanTimeout() { return true; }

    size_t printf(const char* format, ...);
    size_t printf_P(const char* format, ...);

    size_t print(const __FlashStringHelper* text);
    size_t print(const String& text) { return write(text.c_str(), text.length()); }
    size_t print(const char* text) { return write(text); }
    size_t print(char letter) { return write(static_cast<uint8_t>(letter)); }
    size_t print(unsigned char value, int base = DEC);
    size_t print(int value, int base = DEC);
    size_t print(unsigned int value, int base = DEC);
    size_t print(long value, int base = DEC);
    size_t print(unsigned long value, int base = DEC);
    size_t print(long long value, int base = DEC);
    size_t print(unsigned long long value, int base = DEC);
    size_t print(double value, int decimals = 2);
    size_t print(const Printable& value) { return value.printTo(*this); }

    size_t println() { return write("\r\n"); }
    size_t println(const __FlashStringHelper* text) { return ended(print(text)); }
    size_t println(const String& text) { return ended(print(text)); }
    size_t println(const char* text) { return ended(print(text)); }
    size_t println(char letter) { return ended(print(letter)); }
    size_t println(const Printable& value) { return ended(print(value)); }
    size_t println(unsigned char value, int base = DEC) { return ended(print(value, base)); }
    size_t println(int value, int base = DEC) { return ended(print(value, base)); }
    size_t println(unsigned int value, int base = DEC) { return ended(print(value, base)); }
    size_t println(long value, int base = DEC) { return ended(print(value, base)); }
    size_t println(unsigned long value, int base = DEC) { return ended(print(value, base)); }
    size_t println(long long value, int base = DEC) { return ended(print(value, base)); }
    size_t println(unsigned long long value, int base = DEC) { return ended(print(value, base)); }
    size_t println(double value, int decimals = 2) { return ended(print(value, decimals)); }

  protected:
    void setWriteError(int error = 1) { write_error_ = error; }

  private:
    // Of a number with a sign; of one without a base of 0 is one everywhere.
    static constexpr bool kBaseZeroIsAByte = false;

    size_t ended(size_t written) { return written + println(); }
    size_t put_number(bool negative, uint64_t size, int base);
    size_t put_format(const char* format, va_list values);

    int write_error_ = 0;
};

#endif
