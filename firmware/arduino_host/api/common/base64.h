/// Bytes as base64 (RFC 4648). Facts: cores/*/base64.h of the three cores.
#ifndef CORE_BASE64_H_
#define CORE_BASE64_H_

#include <WString.h>

#include "oceanhil/base64_text.h"

class base64 {
  public:
    /// `doNewLines`: a new line after each 72 letters, as libb64 has it.
    static String encode(const uint8_t* data, size_t length, bool doNewLines = false) {
        const String line = oceanhil::base64_text(data, length);
        constexpr unsigned int kLine = 72;
        String lines;
        for (unsigned int at = 0; doNewLines && at < line.length(); at += kLine) {
            lines += line.substring(at, at + kLine) + "\n";
        }
        return doNewLines ? lines : line;
    }
    static String encode(const String& text, bool doNewLines = false) {
        return encode(reinterpret_cast<const uint8_t*>(text.c_str()), text.length(), doNewLines);
    }
};

#endif
