/// `SD` of arduino-esp32, without a card. Facts: libraries/SD/src there.
#ifndef _SD_H_
#define _SD_H_

#include "FS.h"
#include "SPI.h"
#include "sd_defines.h"

namespace fs {

class SDFS : public FS {
  public:
    SDFS() : FS(nullptr) {}

    bool begin(uint8_t ssPin = SS, SPIClass& spi = SPI, uint32_t frequency = 4000000, const char* mountpoint = "/sd",
               uint8_t max_files = 5, bool format_if_empty = false);
    void end() {}
    sdcard_type_t cardType() { return CARD_NONE; }
    uint64_t cardSize() { return 0; }
    size_t numSectors() { return 0; }
    size_t sectorSize() { return 0; }
    uint64_t totalBytes() { return 0; }
    uint64_t usedBytes() { return 0; }
    bool readRAW(uint8_t*, uint32_t) { return false; }
    bool writeRAW(uint8_t*, uint32_t) { return false; }
};

}  // namespace fs

extern fs::SDFS SD;

using namespace fs;
typedef fs::File SDFile;
typedef fs::SDFS SDFileSystemClass;
#define SD_FILE_READ FILE_READ
#define SD_FILE_WRITE FILE_WRITE

#endif
