/// Files of esp8266/Arduino.
#ifndef FS_H
#define FS_H

#include "oceanhil/flash_files.h"

namespace fs {

class SPIFFSConfig : public FSConfig {
  public:
    static constexpr uint32_t FSId = 0x53504946;
    SPIFFSConfig(bool autoFormat = true) : FSConfig(FSId, autoFormat) {}
};

}  // namespace fs

#ifndef FS_NO_GLOBALS
using fs::SPIFFSConfig;
#endif

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_SPIFFS)
/// Names, results and sizes are those of SPIFFS; a littlefs lies in flash, that of `LittleFS`.
extern fs::FS SPIFFS __attribute__((deprecated("SPIFFS is no longer looked after by the core; LittleFS is.")));
#endif

#endif
