// Stand-in: signatures only. https://docs.arduino.cc/language-reference/en/functions/communication/print/
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "WString.h"

class Print {
  public:
    virtual ~Print() = default;
    virtual size_t write(uint8_t byte) = 0;
    virtual size_t write(const uint8_t* buffer, size_t size);
    virtual void flush();
    size_t println(const char text[]);
    size_t println(const __FlashStringHelper* text);

    REAL_WORDS(1)
};
