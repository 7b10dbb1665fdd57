#include "agent/notes.h"

#include "agent/words.h"

namespace oceanremote {

void AgentNotes::booted(uint32_t number, or_reset reason, View driver) {
    noted_units_ = 0;
    sentences_.begin_event("BOOT");
    sentences_.number(number);
    sentences_.word(reset_word(reason));
    sentences_.word(driver);
    sentences_.send();
}

uint32_t AgentNotes::units_since_last() {
    const uint32_t units = board_.flash_units != nullptr ? board_.flash_units(board_.context) : 0;
    const uint32_t since_last = units - noted_units_;
    noted_units_ = units;
    return since_last;
}

void AgentNotes::loaded(const or_reading& reading) {
    units_since_last();
    sentences_.begin_event("LOAD");
    sentences_.word(verdict_word(reading.verdict));
    sentences_.send();
    Notes::loaded(reading);
}

void AgentNotes::saved(const or_reading& reading) {
    sentences_.begin_event("SAVE");
    sentences_.word(verdict_word(reading.verdict));
    sentences_.number(units_since_last());
    sentences_.send();
    Notes::saved(reading);
}

void AgentNotes::relays_moved(uint8_t on) {
    sentences_.begin_event("RELAYS");
    sentences_.word(relay_word(on, 0));
    sentences_.word(relay_word(on, 1));
    sentences_.send();
}

void AgentNotes::halted(const char* reason) {
    sentences_.begin_event("HALT");
    sentences_.word(reason);
    sentences_.send();
    Notes::halted(reason);
}

}  // namespace oceanremote
