#include "wall_clock.h"

#include "boot_clock.h"
#include "device_time.h"
#include "pretences.h"
#include "sentence.h"

namespace wall_clock {
namespace {

enum class Asking { no, soon, yes, answered };

constexpr int64_t second_us = 1000000;
constexpr int64_t time_t_span_us = (int64_t{1} << 32) * second_us;
constexpr int64_t time_t_least_us = -(int64_t{1} << 31) * second_us;
// 2036-02-07 at 06:28:16 (RFC 5905, section 6): the first second of NTP's era 1.
constexpr int64_t era_1_us = ((int64_t{1} << 32) - 2208988800) * second_us;

int64_t told_us;
int64_t told_at_us;
int64_t ask_at_us;
int64_t due_us;
bool is_started;
Asking asking = Asking::no;

/// What is wrong with the firmware's idea of time.
struct Flaws {
    bool is_in_32_bits = false;
    bool knows_no_eras = false;
};

Flaws flaws() {
    Flaws found;
    switch (static_cast<or_clock_fault>(pretences::value(OR_PRETEND_CLOCK_FAULT))) {
        case OR_CLOCK_SOUND:
            break;
        case OR_CLOCK_SIGNED_32_BIT:
            found.is_in_32_bits = true;
            break;
        case OR_CLOCK_NTP_ERA_0:
            found.knows_no_eras = true;
            break;
    }
    return found;
}

int64_t in_32_bits(int64_t unix_us) {
    const int64_t offset_us = (unix_us - time_t_least_us) % time_t_span_us;
    return (offset_us < 0 ? offset_us + time_t_span_us : offset_us) + time_t_least_us;
}

void send_question() {
    asking = Asking::yes;
    constexpr char words[] = "TIME";
    bare::send_event(words, sizeof words - 1);
}

int64_t understood(int64_t unix_us) {
    return flaws().knows_no_eras && unix_us >= era_1_us ? unix_us - time_t_span_us : unix_us;
}

}  // namespace

void begin() { device_time::set_wall(boot_clock::unix_us()); }

int64_t unix_us() {
    const int64_t wall_us = device_time::wall_us();
    return flaws().is_in_32_bits ? in_32_bits(wall_us) : wall_us;
}

void set(int64_t unix_us) {
    if (asking == Asking::yes) {
        told_us = unix_us;
        told_at_us = device_time::uptime_us();
        asking = Asking::answered;
    } else {
        device_time::set_wall(unix_us);
    }
}

void ask(uint32_t timeout_ms) {
    const int64_t now_us = device_time::uptime_us();
    if (!is_started) {
        is_started = true;
        ask_at_us = now_us + pretences::value(OR_PRETEND_SNTP_DELAY);
    }
    due_us = now_us + static_cast<int64_t>(timeout_ms) * 1000;
    asking = Asking::soon;
    if (now_us >= ask_at_us) {
        send_question();
    }
}

int32_t poll(int64_t& now_us) {
    const int64_t uptime_us = device_time::uptime_us();
    if (asking == Asking::soon && uptime_us >= ask_at_us) {
        send_question();
    }
    if ((asking == Asking::soon || asking == Asking::yes) && uptime_us < due_us) {
        return OR_PENDING;
    }
    const bool is_answered = asking == Asking::answered;
    asking = Asking::no;
    now_us = understood(told_us + uptime_us - told_at_us);
    return is_answered ? OR_OK : OR_FAILED;
}

}  // namespace wall_clock
