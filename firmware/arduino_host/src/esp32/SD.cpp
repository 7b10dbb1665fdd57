#include <FFat.h>
#include <SD.h>
#include <SD_MMC.h>
#include <soc/soc_caps.h>

namespace fs {

bool SDFS::begin(uint8_t, SPIClass&, uint32_t, const char*, uint8_t, bool) { return false; }

bool F_Fat::begin(bool, const char*, uint8_t, const char*) { return false; }
bool F_Fat::format(bool, char*) { return false; }

#if SOC_SDMMC_HOST_SUPPORTED
bool SDMMCFS::begin(const char*, bool, bool, int, uint8_t) { return false; }
#endif

}  // namespace fs

fs::SDFS SD;
fs::F_Fat FFat;
#if SOC_SDMMC_HOST_SUPPORTED
fs::SDMMCFS SD_MMC;
#endif
