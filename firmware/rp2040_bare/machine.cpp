// Clock, sleep, reset and strap of an RP2040.
#include "../bare/machine.h"

#include "registers.h"

namespace machine {
namespace {

constexpr uint32_t mark_magic = 0x0CEA2E57;
constexpr uint32_t hold_pin = 22;
constexpr uint32_t held_time_pin = 21;
// 115,200 baud of 125 MHz: 67 and 52/64.
constexpr uint32_t baud_divisor = 67;
constexpr uint32_t baud_fraction = 52;
constexpr uint32_t eight_bits_with_fifo = 3U << 5 | 1U << 4;
constexpr uint32_t enabled_both_ways = 1U << 9 | 1U << 8 | 1U;

Reset cause_now;
bool is_held;
bool has_held_time;

bool is_pulled_up(uint32_t pin) {
    rp2040::word(rp2040::pad(pin)) = rp2040::pad_input_pulled_down;
    rp2040::word(rp2040::gpio_control(pin)) = rp2040::function_sio;
    return (rp2040::word(rp2040::gpio_in) >> pin & 1) != 0;
}

void start_uart() {
    rp2040::word(rp2040::gpio_control(0)) = rp2040::function_uart;
    rp2040::word(rp2040::gpio_control(1)) = rp2040::function_uart;
    rp2040::word(rp2040::uart_divisor) = baud_divisor;
    rp2040::word(rp2040::uart_fraction) = baud_fraction;
    rp2040::word(rp2040::uart_line) = eight_bits_with_fifo;
    rp2040::word(rp2040::uart_control) = enabled_both_ways;
    rp2040::word(rp2040::uart_interrupts) = rp2040::on_receive_or_timeout;
}

}  // namespace

void start() {
    const uint32_t used = rp2040::io_bank0_bit | rp2040::pads_bank0_bit | rp2040::timer_bit | rp2040::uart0_bit;
    rp2040::word(rp2040::resets + rp2040::clear_alias) = used;
    while ((rp2040::word(rp2040::resets_done) & used) != used) {
    }
    const bool is_marked = rp2040::word(rp2040::watchdog_scratch(0)) == mark_magic;
    cause_now = is_marked ? static_cast<Reset>(rp2040::word(rp2040::watchdog_scratch(1))) : Reset::power_on;
    rp2040::word(rp2040::watchdog_scratch(0)) = mark_magic;
    rp2040::word(rp2040::watchdog_scratch(1)) = static_cast<uint32_t>(Reset::pin);
    is_held = is_pulled_up(hold_pin) && !is_marked;
    has_held_time = is_pulled_up(held_time_pin);
    start_uart();
    rp2040::word(rp2040::timer_interrupts) = 1;
}

bool hold_strap() { return is_held; }

bool held_time_strap() { return has_held_time; }

uint64_t uptime_us() {
    for (;;) {
        const uint32_t high = rp2040::word(rp2040::timer_raw_high);
        const uint32_t low = rp2040::word(rp2040::timer_raw_low);
        if (rp2040::word(rp2040::timer_raw_high) == high) {
            return static_cast<uint64_t>(high) << 32 | low;
        }
    }
}

void rest(uint64_t duration_us) {
    constexpr uint64_t longest_us = 5000000;
    const uint32_t waking = rp2040::uart0_irq | rp2040::timer0_irq;
    // Masked until after `wfi`, which an interrupt ends all the same: none can slip in before it.
    __asm__ volatile("cpsid i");
    rp2040::word(rp2040::timer_raised) = 1;
    rp2040::word(rp2040::nvic_unpend) = waking;
    rp2040::word(rp2040::nvic_enable) = waking;
    const uint64_t resting_us = duration_us < longest_us ? duration_us : longest_us;
    rp2040::word(rp2040::timer_alarm0) = static_cast<uint32_t>(uptime_us() + (resting_us > 0 ? resting_us : 1));
    if ((rp2040::word(rp2040::uart_flags) & rp2040::is_receiving_empty) != 0) {
        __asm__ volatile("wfi");
    }
    __asm__ volatile("cpsie i");
    rp2040::word(rp2040::timer_armed) = 1;
}

Reset reset_cause() { return cause_now; }

void reset(Reset cause) {
    rp2040::word(rp2040::watchdog_scratch(0)) = mark_magic;
    rp2040::word(rp2040::watchdog_scratch(1)) = static_cast<uint32_t>(cause);
    for (;;) {
        rp2040::word(rp2040::watchdog_control + rp2040::set_alias) = rp2040::watchdog_trigger;
    }
}

void die() {
    rp2040::word(rp2040::nvic_disable) = 0xFFFFFFFF;
    for (;;) {
        __asm__ volatile("wfi");
    }
}

}  // namespace machine
