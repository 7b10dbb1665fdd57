/// What files of esp8266/Arduino do in their own way. Facts: cores/esp8266/FS.h, libraries/LittleFS/src there.
#ifndef OCEANHIL_FILE_HABITS_H
#define OCEANHIL_FILE_HABITS_H

#include <stddef.h>
#include <stdint.h>

/// `Stream` has it, too.
#define OCEANHIL_STREAM_OVERRIDE override

namespace oceanhil {

using FileBytes = size_t;

/// `SeekEnd` counts back from the end.
constexpr bool kSeeksBackFromEnd = true;
/// A file tells how much is free in its block; else nothing.
constexpr bool kTellsRoom = true;
constexpr size_t kFilePageBytes = 256;
constexpr size_t kMostOpenFiles = 5;
/// Names are shorter than that.
constexpr size_t kMostNameBytes = 32;

}  // namespace oceanhil

#endif
