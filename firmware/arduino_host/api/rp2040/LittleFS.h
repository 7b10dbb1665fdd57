/// LittleFS of arduino-pico, in 1 MB below the sector of EEPROM.
#ifndef OCEANHIL_LITTLEFS_H
#define OCEANHIL_LITTLEFS_H

#include <FS.h>

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_LITTLEFS)
extern fs::FS LittleFS;
using littlefs_impl::LittleFSConfig;
#endif

#endif
