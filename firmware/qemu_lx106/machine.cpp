// Clock and reset of an lx106 on QEMU's lx60 board.
#include "../bare/machine.h"

#include "registers.h"

namespace {

struct Mark {
    uint32_t magic;
    uint32_t cause;
    // Set by QEMU's generic loader, at every reset.
    uint32_t strap;
};

}  // namespace

extern "C" Mark kept_over_reset;  // placed by link.ld
extern "C" void wait_for_interrupt(uint32_t mask, uint32_t until_ccount);

namespace machine {
namespace {

constexpr uint32_t timer_interrupt = 1U << 6;
constexpr uint32_t uart_interrupt = 1U << 0;
constexpr uint32_t mark_magic = 0x0CEA2E57;
// The strap is this and a bit for each wish.
constexpr uint32_t strap_magic = 0x48494C00;
constexpr uint32_t strap_hold = 1;
constexpr uint32_t strap_held_time = 2;

Reset cause_now;
bool is_held;
uint32_t ticks_per_us;
uint32_t ticks_before;
uint64_t spare_ticks;
uint64_t now_us;

uint32_t read_ccount() {
    uint32_t ticks = 0;
    __asm__ volatile("rsr %0, ccount" : "=r"(ticks));
    return ticks;
}

bool has_strap(uint32_t wish) {
    const uint32_t strap = kept_over_reset.strap;
    return (strap & ~(strap_hold | strap_held_time)) == strap_magic && (strap & wish) != 0;
}

void mark_reset(Reset cause) {
    kept_over_reset.magic = mark_magic;
    kept_over_reset.cause = static_cast<uint32_t>(cause);
}

// With its FIFO on, QEMU hands over 14 bytes at once and interrupts for them; fewer wait for as long as four more would
// take. So the line is as fast as it can be. What has come in before is lost: only a bench that holds time asks again.
void turn_on_fifo() {
    lx60::word(lx60::uart_line) = lx60::divisor_access | lx60::eight_bits;
    lx60::word(lx60::uart_divisor_low) = 1;
    lx60::word(lx60::uart_divisor_high) = 0;
    lx60::word(lx60::uart_line) = lx60::eight_bits;
    lx60::word(lx60::uart_fifo) = lx60::with_fifo | lx60::interrupt_at_14;
}

}  // namespace

void start() {
    const bool is_marked = kept_over_reset.magic == mark_magic;
    cause_now = is_marked ? static_cast<Reset>(kept_over_reset.cause) : Reset::power_on;
    is_held = !is_marked && has_strap(strap_hold);
    // Whoever resets the machine without saying why has pulled its reset line.
    mark_reset(Reset::pin);
    ticks_per_us = lx60::word(lx60::clock_hz_register) / 1000000;
    ticks_before = read_ccount();
    if (has_strap(strap_held_time)) {
        turn_on_fifo();
    }
    lx60::word(lx60::uart_interrupts) = lx60::on_receive;
}

// CCOUNT turns over within minutes: whole µs are carried on from call to call, and `rest` never sleeps that long.
uint64_t uptime_us() {
    const uint32_t ticks = read_ccount();
    const uint64_t gone = ticks - ticks_before + spare_ticks;
    ticks_before = ticks;
    spare_ticks = gone % ticks_per_us;
    now_us += gone / ticks_per_us;
    return now_us;
}

void rest(uint64_t duration_us) {
    constexpr uint64_t longest_us = 5000000;
    const auto resting_us = static_cast<uint32_t>(duration_us < longest_us ? duration_us : longest_us);
    wait_for_interrupt(timer_interrupt | uart_interrupt, read_ccount() + resting_us * ticks_per_us);
}

bool hold_strap() { return is_held; }

bool held_time_strap() { return has_strap(strap_held_time); }

Reset reset_cause() { return cause_now; }

void reset(Reset cause) {
    mark_reset(cause);
    // Once: each writing asks for a reset, and a second one would strike the boot that follows.
    lx60::word(lx60::reset_register) = lx60::reset_key;
    for (;;) {
    }
}

void die() {
    for (;;) {
        __asm__ volatile("waiti 15");
    }
}

}  // namespace machine
