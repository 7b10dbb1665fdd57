#include "board_notes.h"

namespace oceanremote {

uint32_t Notes::boot_after(uint32_t before, const or_settings& settings) {
    const or_reset reason = static_cast<or_reset>(settings.reset);
    const uint32_t number = board_.note_boot != nullptr ? board_.note_boot(board_.context, reason) : before + 1;
    booted(number, reason, {settings.driver.text, settings.driver.bytes});
    return number;
}

void Notes::booted(uint32_t, or_reset, View) {}

void Notes::loaded(const or_reading& reading) {
    if (board_.note_load != nullptr) {
        board_.note_load(board_.context, &reading);
    }
}

void Notes::saved(const or_reading& reading) {
    if (board_.note_save != nullptr) {
        board_.note_save(board_.context, &reading);
    }
}

void Notes::halted(const char* reason) {
    if (board_.note_halted != nullptr) {
        board_.note_halted(board_.context, reason);
    }
}

void Notes::relays_moved(uint8_t) {}

}  // namespace oceanremote
