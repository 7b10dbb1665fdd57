#include "flash_work.h"

#include "journal.h"
#include "machine.h"
#include "pace.h"
#include "sentence.h"

namespace flash_work {
namespace {

constexpr uint32_t never = 0xFFFFFFFF;

uint32_t done;
uint32_t cut_at = never;

[[noreturn]] void lose_power() {
    bare::Text<32> words;
    words.add("CUT,");
    words.add_number(done);
    bare::send_event(words.data(), words.size());
    pace::die();
}

}  // namespace

void begin(uint32_t boot) {
    done = 0;
    cut_at = never;
    uint32_t unit = 0;
    if (journal::find_cut(boot, unit)) {
        arm(unit);
    }
}

uint32_t units() { return done; }

void arm(uint32_t unit) { cut_at = unit > done ? unit : done; }

bool erase_sector(uint32_t sector) {
    if (done >= cut_at) {
        lose_power();
    }
    done++;
    return machine::flash_erase(sector * machine::sector_bytes);
}

bool program(uint32_t sector, const uint8_t* bytes, size_t length) {
    const uint32_t allowed = cut_at - done;
    const bool is_cut = length > allowed;
    const size_t count = is_cut ? allowed : length;
    const bool is_programmed = machine::flash_program(sector * machine::sector_bytes, bytes, count);
    done += static_cast<uint32_t>(count);
    if (is_cut) {
        lose_power();
    }
    return is_programmed;
}

}  // namespace flash_work
