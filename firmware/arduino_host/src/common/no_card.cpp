#ifndef ESP32
#include <SD.h>
#include <SDFS.h>

#include "flash_file_impl.h"

bool SDClass::begin(uint8_t, uint32_t) { return false; }

bool SDClass::begin(uint8_t, SPIClass&) { return false; }

bool SDClass::begin(uint8_t, uint8_t, uint8_t) { return false; }

SDClass SD;

namespace {

fs::FSImpl card_files(sdfs::SDFSConfig::FSId, false);

}  // namespace

// Nobody owns it: a program that does not name it has as much heap as without it.
fs::FS SDFS(fs::FSImplPtr(fs::FSImplPtr(), &card_files));
#endif
