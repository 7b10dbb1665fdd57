// What of a stand-in is real when it is compiled for an ESP8266: how large a class of the core is there, so that what holds
// one is as large as on a board (esp8266/Arduino f946290, `sizeof` with its own headers), and where constants stand.
#pragma once

#include <stdint.h>

#if defined(__XTENSA__)
#define REAL_WORDS(words) \
  private:                \
    uint32_t real_words_[words];
#else
#define REAL_WORDS(words)
#endif
