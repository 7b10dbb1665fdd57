// The little of Arduino.h that the sketches of these tests use, for as long as the tree has none of its own.
#pragma once
#include <machine.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <string>

inline unsigned long millis() { return static_cast<unsigned long>(machine::micros() / 1000); }
inline unsigned long micros() { return static_cast<unsigned long>(machine::micros()); }
inline void delay(unsigned long duration_ms) { machine::wait_us(1000ULL * duration_ms); }
inline void yield() { machine::yield(); }

class String {
  public:
    String(const char* text = "") : text_(text) {}
    const char* c_str() const { return text_.c_str(); }
    unsigned int length() const { return static_cast<unsigned int>(text_.size()); }

  private:
    std::string text_;
};

#if __has_include(<oceanhil/core_time.h>)
#include <oceanhil/core_time.h>
#endif

struct PlainSerial {
    void begin(unsigned long) {}
    template <typename... Values>
    void printf(const char* format, Values... values) {
        char line[400];
        snprintf(line, sizeof line, format, values...);
        machine::console_write(reinterpret_cast<const uint8_t*>(line), strlen(line));
    }
    void println(const char* text) { printf("%s\r\n", text); }
};
inline PlainSerial Serial;
