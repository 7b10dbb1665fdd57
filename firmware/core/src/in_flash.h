#ifndef OCEANREMOTE_IN_FLASH_H
#define OCEANREMOTE_IN_FLASH_H

/// Constants that stay in flash. An ESP8266 copies every constant to RAM but those that are marked, and reads marked
/// ones in whole words only (https://arduino-esp8266.readthedocs.io/en/latest/PROGMEM.html); elsewhere they are like
/// any other.
#if defined(ESP8266)
#include <pgmspace.h>
#define OR_IN_FLASH PROGMEM
#else
#define OR_IN_FLASH
#endif

namespace oceanremote {

/// Reads a character of a text in flash.
inline char read_flash(const char* at) {
#if defined(ESP8266)
    return static_cast<char>(pgm_read_byte(at));
#else
    return *at;
#endif
}

}  // namespace oceanremote

#endif
