/// What files of arduino-pico do in their own way. Facts: cores/rp2040/FS.h, libraries/LittleFS/src there.
#ifndef OCEANHIL_FILE_HABITS_H
#define OCEANHIL_FILE_HABITS_H

#include <stddef.h>
#include <stdint.h>

/// `Stream` does not have it.
#define OCEANHIL_STREAM_OVERRIDE

namespace oceanhil {

using FileBytes = uint64_t;

/// `SeekEnd` counts back from the end.
constexpr bool kSeeksBackFromEnd = false;
/// A file tells how much is free in its block; else nothing.
constexpr bool kTellsRoom = false;
constexpr size_t kFilePageBytes = 256;
constexpr size_t kMostOpenFiles = 16;
/// Names are shorter than that.
constexpr size_t kMostNameBytes = 255;

}  // namespace oceanhil

#endif
