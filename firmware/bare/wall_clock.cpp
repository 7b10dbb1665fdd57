#include "wall_clock.h"

#include "machine.h"
#include "sentence.h"

namespace wall_clock {
namespace {

enum class Asking { no, yes, answered };

int64_t shown_at_boot_us;
int64_t told_at_boot_us;
uint64_t due_us;
Asking asking = Asking::no;

}  // namespace

int64_t unix_us() { return shown_at_boot_us + static_cast<int64_t>(machine::uptime_us()); }

void set(int64_t unix_us) {
    const int64_t at_boot_us = unix_us - static_cast<int64_t>(machine::uptime_us());
    if (asking == Asking::yes) {
        told_at_boot_us = at_boot_us;
        asking = Asking::answered;
    } else {
        shown_at_boot_us = at_boot_us;
    }
}

void ask(uint32_t timeout_ms) {
    asking = Asking::yes;
    due_us = machine::uptime_us() + static_cast<uint64_t>(timeout_ms) * 1000;
    constexpr char words[] = "TIME";
    bare::send_event(words, sizeof words - 1);
}

int32_t poll(int64_t& now_us) {
    if (asking == Asking::yes && machine::uptime_us() < due_us) {
        return OR_PENDING;
    }
    const bool is_answered = asking == Asking::answered;
    asking = Asking::no;
    now_us = told_at_boot_us + static_cast<int64_t>(machine::uptime_us());
    return is_answered ? OR_OK : OR_FAILED;
}

}  // namespace wall_clock
