/// `FFat` of arduino-esp32, on a table of partitions that has none for it: `begin` is false. Facts: libraries/FFat/src there.
#ifndef _FFAT_H_
#define _FFAT_H_

#include "FS.h"

#define FFAT_WIPE_QUICK 0
#define FFAT_WIPE_FULL 1
#define FFAT_PARTITION_LABEL "ffat"

namespace fs {

class F_Fat : public FS {
  public:
    F_Fat() : FS(nullptr) {}

    bool begin(bool formatOnFail = false, const char* basePath = "/ffat", uint8_t maxOpenFiles = 10,
               const char* partitionLabel = FFAT_PARTITION_LABEL);
    bool format(bool full_wipe = FFAT_WIPE_QUICK, char* partitionLabel = nullptr);
    size_t totalBytes() { return 0; }
    size_t usedBytes() { return 0; }
    size_t freeBytes() { return 0; }
    void end() {}
};

}  // namespace fs

extern fs::F_Fat FFat;

#endif
