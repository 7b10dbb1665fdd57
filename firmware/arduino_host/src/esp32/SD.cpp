#include <SD.h>

namespace fs {

bool SDFS::begin(uint8_t, SPIClass&, uint32_t, const char*, uint8_t, bool) { return false; }

}  // namespace fs

fs::SDFS SD;
