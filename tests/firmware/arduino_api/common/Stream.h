// Stand-in: signatures only. https://docs.arduino.cc/language-reference/en/functions/communication/stream/
#pragma once

#include "Print.h"

class Stream : public Print {
  public:
    virtual int available() = 0;
    virtual int read() = 0;
    virtual int peek() = 0;

    REAL_WORDS(3)
};
