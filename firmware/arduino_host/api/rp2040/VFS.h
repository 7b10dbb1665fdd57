/// Files of arduino-pico by `fopen`: that does not know them here, so libraries may include this and sketches may not use it.
#pragma once

#include <FS.h>

class VFSClass {
  public:
    void root(FS& fs);
    void map(const char* path, FS& fs);
};

extern VFSClass VFS
    __attribute__((unavailable("VFS is not simulated, fopen knows no files here; use LittleFS.open, which has the same files")));
