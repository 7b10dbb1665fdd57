// Stand-in: signatures only. https://docs.arduino.cc/language-reference/en/variables/data-types/stringObject/
#pragma once

#include <stddef.h>

#include "real_size.h"

// Constants in flash, which is memory like any other but on an ESP8266.
class __FlashStringHelper;
#include <pgmspace.h>
#define F(literal) (reinterpret_cast<const __FlashStringHelper*>(PSTR(literal)))

class StringSumHelper;

class String {
  public:
    String(const char* text = "");
    String(const String& other);
    ~String();
    String& operator=(const String& other);
    unsigned int length() const;
    const char* c_str() const;
    friend StringSumHelper& operator+(const StringSumHelper& left, const char* right);

  private:
#if defined(__XTENSA__)
    REAL_WORDS(3)
#else
    // For the tests that run: enough for a URL.
    char text_[256];
#endif
};

class StringSumHelper : public String {
  public:
    StringSumHelper(const String& other);
    StringSumHelper(const char* text);
};
