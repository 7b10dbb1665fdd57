#include "agent/notes.h"

#include "agent/words.h"

namespace oceanremote {

uint32_t Notes::boot_after(uint32_t before, const or_settings& settings) {
    const or_reset reason = static_cast<or_reset>(settings.reset);
    const uint32_t number = board_.note_boot != nullptr ? board_.note_boot(board_.context, reason) : before + 1;
    booted(number, reason, {settings.driver.text, settings.driver.bytes});
    return number;
}

void Notes::booted(uint32_t number, or_reset reason, View driver) {
    noted_units_ = 0;
    sentences_.begin_event("BOOT");
    sentences_.number(number);
    sentences_.word(reset_word(reason));
    sentences_.word(driver);
    sentences_.send();
}

uint32_t Notes::units_since_last() {
    const uint32_t units = board_.flash_units != nullptr ? board_.flash_units(board_.context) : 0;
    const uint32_t since_last = units - noted_units_;
    noted_units_ = units;
    return since_last;
}

void Notes::loaded(const or_reading& reading) {
    units_since_last();
    sentences_.begin_event("LOAD");
    sentences_.word(verdict_word(reading.verdict));
    sentences_.send();
    if (board_.note_load != nullptr) {
        board_.note_load(board_.context, &reading);
    }
}

void Notes::saved(const or_reading& reading) {
    sentences_.begin_event("SAVE");
    sentences_.word(verdict_word(reading.verdict));
    sentences_.number(units_since_last());
    sentences_.send();
    if (board_.note_save != nullptr) {
        board_.note_save(board_.context, &reading);
    }
}

void Notes::relays_moved(uint8_t on) {
    sentences_.begin_event("RELAYS");
    sentences_.word(relay_word(on, 0));
    sentences_.word(relay_word(on, 1));
    sentences_.send();
}

void Notes::halted(const char* reason) {
    sentences_.begin_event("HALT");
    sentences_.word(reason);
    sentences_.send();
    if (board_.note_halted != nullptr) {
        board_.note_halted(board_.context, reason);
    }
}

}  // namespace oceanremote
