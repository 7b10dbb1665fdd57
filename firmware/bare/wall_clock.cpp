#include "wall_clock.h"

#include "machine.h"
#include "sentence.h"

namespace wall_clock {
namespace {

int64_t shown_at_boot_us;
uint64_t due_us;
bool is_answered;

}  // namespace

int64_t unix_us() { return shown_at_boot_us + static_cast<int64_t>(machine::uptime_us()); }

void set(int64_t unix_us) {
    shown_at_boot_us = unix_us - static_cast<int64_t>(machine::uptime_us());
    is_answered = true;
}

void ask(uint32_t timeout_ms) {
    is_answered = false;
    due_us = machine::uptime_us() + static_cast<uint64_t>(timeout_ms) * 1000;
    constexpr char words[] = "TIME";
    bare::send_event(words, sizeof words - 1);
}

int32_t poll(int64_t& now_us) {
    if (is_answered) {
        now_us = unix_us();
        return OR_OK;
    }
    return machine::uptime_us() < due_us ? OR_PENDING : OR_FAILED;
}

}  // namespace wall_clock
