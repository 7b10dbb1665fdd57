/// SPIFFS of arduino-esp32: there is no library of it to run, so libraries may include this and sketches may not use it.
#ifndef _SPIFFS_H_
#define _SPIFFS_H_

#include "LittleFS.h"

namespace fs {
using SPIFFSFS = LittleFSFS;
}

extern fs::SPIFFSFS SPIFFS
    __attribute__((unavailable("SPIFFS is not simulated; use LittleFS (LittleFS.h), which has the same calls")));

#endif
