// Clock and reset of an lx106 on QEMU's lx60 board.
#include "../bare/machine.h"

#include "registers.h"

namespace {

struct Mark {
    uint32_t magic;
    uint32_t cause;
    // Set by QEMU's generic loader, at every reset.
    uint32_t strap;
    uint32_t speed;
};

}  // namespace

extern "C" Mark kept_over_reset;  // placed by link.ld
extern "C" void wait_for_interrupt(uint32_t mask, uint32_t until_ccount);

namespace machine {
namespace {

constexpr uint32_t timer_interrupt = 1U << 6;
constexpr uint32_t uart_interrupt = 1U << 0;
constexpr uint32_t uart_on_receive = 0x01;
constexpr uint32_t mark_magic = 0x0CEA2E57;
constexpr uint32_t strap_hold = 0x484F4C44;

Reset cause_now;
bool is_held;
uint32_t speed = 1;
uint32_t ticks_per_us;
uint32_t ticks_before;
uint64_t spare_ticks;
uint64_t now_us;

uint32_t read_ccount() {
    uint32_t ticks = 0;
    __asm__ volatile("rsr %0, ccount" : "=r"(ticks));
    return ticks;
}

void mark_reset(Reset cause) {
    kept_over_reset.magic = mark_magic;
    kept_over_reset.cause = static_cast<uint32_t>(cause);
}

}  // namespace

void start() {
    const bool is_marked = kept_over_reset.magic == mark_magic;
    cause_now = is_marked ? static_cast<Reset>(kept_over_reset.cause) : Reset::power_on;
    is_held = !is_marked && kept_over_reset.strap == strap_hold;
    speed = kept_over_reset.speed > 0 ? kept_over_reset.speed : 1;
    // Whoever resets the machine without saying why has pulled its reset line.
    mark_reset(Reset::pin);
    ticks_per_us = lx60::word(lx60::clock_hz_register) / 1000000;
    ticks_before = read_ccount();
    lx60::word(lx60::uart_interrupts) = uart_on_receive;
}

// CCOUNT turns over within minutes: whole µs are carried on from call to call, and `rest` never sleeps that long.
uint64_t uptime_us() {
    const uint32_t ticks = read_ccount();
    const uint64_t gone = static_cast<uint64_t>(ticks - ticks_before) * speed + spare_ticks;
    ticks_before = ticks;
    spare_ticks = gone % ticks_per_us;
    now_us += gone / ticks_per_us;
    return now_us;
}

void rest(uint64_t duration_us) {
    constexpr uint64_t longest_us = 5000000;
    const auto resting_us = static_cast<uint32_t>(duration_us < longest_us ? duration_us : longest_us);
    wait_for_interrupt(timer_interrupt | uart_interrupt, read_ccount() + resting_us * ticks_per_us / speed);
}

bool hold_strap() { return is_held; }

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
