#ifndef OCEANREMOTE_UTF8_H
#define OCEANREMOTE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

namespace oceanremote {

/// Reads UTF-8 byte by byte, strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
class Utf8Decoder {
  public:
    enum class Result : uint8_t { kMore, kDone, kWrong };

    /// Takes a byte; kDone: `code_point` is complete.
    Result take(uint8_t byte);
    uint32_t code_point() const { return code_point_; }
    /// False in the middle of a code point.
    bool at_border() const { return missing_ == 0; }

  private:
    uint32_t code_point_ = 0;
    uint32_t least_ = 0;
    uint8_t missing_ = 0;
};

/// Reads one code point of a text that need not be UTF-8, and moves `at` on; U+FFFD for a byte that is none.
uint32_t next_code_point(View text, size_t& at);

/// Code points that belong to somebody else, in three bytes each: U+10FFFF needs no more, and an ESP8266 has little RAM.
class CodePoints {
  public:
    static constexpr size_t kBytes = 3;

    explicit CodePoints(const uint8_t* bytes) : bytes_(bytes) {}

    uint32_t operator[](size_t at) const;
    /// Those from this one on.
    CodePoints operator+(size_t at) const { return CodePoints(bytes_ + kBytes * at); }

  private:
    const uint8_t* bytes_;
};

/// Writes one of them.
void put_code_point(uint8_t* bytes, size_t at, uint32_t code_point);

/// Whether it stands for something to read, and moves no terminal: no control, no format character, no end of a line.
/// Code points that Unicode has not assigned are let through: which those are changes with its version.
bool is_printable(uint32_t code_point);

}  // namespace oceanremote

#endif
