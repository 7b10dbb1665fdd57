// Stand-in: signatures only. https://arduino-esp8266.readthedocs.io/en/latest/PROGMEM.html
#pragma once

#include <string.h>

#if defined(__XTENSA__)
#define IN_SECTION_OF_LINE_2(line) ".irom.text." #line
#define IN_SECTION_OF_LINE(line) IN_SECTION_OF_LINE_2(line)
#define PROGMEM __attribute__((section(IN_SECTION_OF_LINE(__COUNTER__))))
#define PSTR(literal)                                             \
    (__extension__({                                              \
        static const char in_flash[] PROGMEM = (literal);         \
        &in_flash[0];                                             \
    }))
#else
#define PROGMEM
#define PSTR(literal) (literal)
#endif
#define pgm_read_byte(address) (*reinterpret_cast<const unsigned char*>(address))
#define strcmp_P(one, other) strcmp(one, other)
