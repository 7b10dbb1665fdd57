/// `SD_MMC` of arduino-esp32, without a card; a C3 has no such bus. Facts: libraries/SD_MMC/src there.
#ifndef _SDMMC_H_
#define _SDMMC_H_

#include "FS.h"
#include "sd_defines.h"
#include "soc/soc_caps.h"

#if SOC_SDMMC_HOST_SUPPORTED

namespace fs {

class SDMMCFS : public FS {
  public:
    SDMMCFS() : FS(nullptr) {}

    bool setPins(int, int, int) { return true; }
    bool setPins(int, int, int, int, int, int) { return true; }
    bool begin(const char* mountpoint = "/sdcard", bool mode1bit = false, bool format_if_mount_failed = false,
               int sdmmc_frequency = 20000, uint8_t max_files = 5);
    void end() {}
    sdcard_type_t cardType() { return CARD_NONE; }
    uint64_t cardSize() { return 0; }
    uint64_t totalBytes() { return 0; }
    uint64_t usedBytes() { return 0; }
    int sectorSize() { return 0; }
    int numSectors() { return 0; }
    bool readRAW(uint8_t*, uint32_t) { return false; }
    bool writeRAW(uint8_t*, uint32_t) { return false; }
};

}  // namespace fs

extern fs::SDMMCFS SD_MMC;

#endif
#endif
