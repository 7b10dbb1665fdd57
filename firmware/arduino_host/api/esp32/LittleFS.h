/// LittleFS of arduino-esp32, in the partition `spiffs` of the default scheme. Facts: libraries/LittleFS/src there.
#ifndef _LITTLEFS_H_
#define _LITTLEFS_H_

#include "FS.h"

namespace fs {

class LittleFSFS : public FS {
  public:
    LittleFSFS();

    bool begin(bool formatOnFail = false, const char* basePath = "/littlefs", uint8_t maxOpenFiles = 10,
               const char* partitionLabel = "spiffs");
    bool format();
    size_t totalBytes();
    size_t usedBytes();
    void end();

  private:
    String label_;
};

}  // namespace fs

extern fs::LittleFSFS LittleFS;

#endif
