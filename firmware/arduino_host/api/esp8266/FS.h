/// Files of esp8266/Arduino.
#ifndef FS_H
#define FS_H

#include "oceanhil/flash_files.h"

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_SPIFFS)
/// There is no library of SPIFFS to run.
extern fs::FS SPIFFS __attribute__((unavailable("SPIFFS is not simulated; use LittleFS, which has the same calls")));
#endif

#endif
