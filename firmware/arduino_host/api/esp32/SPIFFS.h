/// SPIFFS of arduino-esp32 in the partition `spiffs`. Facts: libraries/SPIFFS/src there; esp_spiffs.c of ESP-IDF,
/// spiffs_hydrogen.c of SPIFFS.
///
/// Differs: names, results and sizes are those of SPIFFS, what lies in flash is a littlefs: what a cut leaves is what that
/// leaves, nothing is ever to be checked, and the files of one file system are there for the other.
#ifndef _SPIFFS_H_
#define _SPIFFS_H_

#include "FS.h"

namespace fs {

class SPIFFSFS : public FS {
  public:
    SPIFFSFS();

    bool begin(bool formatOnFail = false, const char* basePath = "/spiffs", uint8_t maxOpenFiles = 10,
               const char* partitionLabel = nullptr);
    bool format();
    size_t totalBytes();
    size_t usedBytes();
    void end();
    /// Not the core's: what `esp_spiffs_mounted` tells.
    bool is_mounted_on(const char* label) const;

  private:
    String label_;
};

}  // namespace fs

extern fs::SPIFFSFS SPIFFS;

#endif
