#include "radio_memory.h"

#include "memory_pieces.h"

namespace {

// 36 KB, the least that anybody has measured between `app_main` and a station that has started (ESP-IDF 3.3 with its
// own settings, espressif/arduino-esp32#5474; others found 38 to 46 KB), in pieces such as its tasks and buffers are.
constexpr size_t kPieces = 18;

oceanhil::MemoryPieces<kPieces> radio_memory;

}  // namespace

bool oceanhil::take_radio_memory() { return radio_memory.take(); }

void oceanhil::give_back_radio_memory() { radio_memory.give_back(); }
