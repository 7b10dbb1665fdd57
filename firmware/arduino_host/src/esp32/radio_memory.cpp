#include "radio_memory.h"

#include <stdlib.h>

namespace {

// 36 KB, the least that anybody has measured between `app_main` and a station that has started (ESP-IDF 3.3 with its
// own settings, espressif/arduino-esp32#5474; others found 38 to 46 KB), in pieces such as its tasks and buffers are.
constexpr int kPieces = 18;
constexpr size_t kPieceBytes = 2048;

void* pieces[kPieces] = {};

}  // namespace

bool oceanhil::take_radio_memory() {
    for (void*& each : pieces) {
        each = malloc(kPieceBytes);
        if (each == nullptr) {
            give_back_radio_memory();
            return false;
        }
    }
    return true;
}

void oceanhil::give_back_radio_memory() {
    for (void*& each : pieces) {
        free(each);
        each = nullptr;
    }
}
