// Register addresses of the RP2040 (RP2040 datasheet; section numbers beside each block).
#pragma once

#include <stdint.h>

namespace rp2040 {

inline volatile uint32_t& word(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }

/// Writing here clears the given bits of the register (2.1.2).
constexpr uint32_t clear_alias = 0x3000;
constexpr uint32_t set_alias = 0x2000;

// Resets (2.14)
constexpr uint32_t resets = 0x4000C000;
constexpr uint32_t resets_done = resets + 0x08;
constexpr uint32_t io_bank0_bit = 1U << 5;
constexpr uint32_t pads_bank0_bit = 1U << 8;
constexpr uint32_t timer_bit = 1U << 21;
constexpr uint32_t uart0_bit = 1U << 22;

// GPIO (2.19) and single-cycle IO (2.3.1)
constexpr uint32_t gpio_control(uint32_t pin) { return 0x40014004 + 8 * pin; }
constexpr uint32_t pad(uint32_t pin) { return 0x4001C004 + 4 * pin; }
constexpr uint32_t pad_input_pulled_down = 1U << 6 | 1U << 2 | 1U << 1;
constexpr uint32_t function_uart = 2;
constexpr uint32_t function_sio = 5;
constexpr uint32_t gpio_in = 0xD0000004;

// UART0, a PL011 (4.2)
constexpr uint32_t uart_data = 0x40034000;
constexpr uint32_t uart_flags = 0x40034018;
constexpr uint32_t uart_divisor = 0x40034024;
constexpr uint32_t uart_fraction = 0x40034028;
constexpr uint32_t uart_line = 0x4003402C;
constexpr uint32_t uart_control = 0x40034030;
constexpr uint32_t uart_interrupts = 0x40034038;
constexpr uint32_t is_transmitting_full = 1U << 5;
constexpr uint32_t is_receiving_empty = 1U << 4;
constexpr uint32_t on_receive_or_timeout = 1U << 4 | 1U << 6;
constexpr uint32_t uart0_irq = 1U << 20;

// Timer (4.6)
constexpr uint32_t timer_raw_high = 0x40054024;
constexpr uint32_t timer_raw_low = 0x40054028;
constexpr uint32_t timer_alarm0 = 0x40054010;
constexpr uint32_t timer_armed = 0x40054020;
constexpr uint32_t timer_raised = 0x40054034;
constexpr uint32_t timer_interrupts = 0x40054038;
constexpr uint32_t timer0_irq = 1U << 0;

// Interrupt controller (ARMv6-M)
constexpr uint32_t nvic_enable = 0xE000E100;
constexpr uint32_t nvic_disable = 0xE000E180;
constexpr uint32_t nvic_unpend = 0xE000E280;

// Watchdog (4.7); its scratch registers outlive every reset but power-on.
constexpr uint32_t watchdog_control = 0x40058000;
constexpr uint32_t watchdog_trigger = 1U << 31;
constexpr uint32_t watchdog_scratch(uint32_t index) { return 0x4005800C + 4 * index; }

// Flash behind the SSI (4.10), and the override of its chip select (2.19.6.2)
constexpr uint32_t flash_uncached = 0x13000000;
constexpr uint32_t qspi_select_control = 0x4001800C;
constexpr uint32_t select_override_bits = 0x300;
constexpr uint32_t select_low = 0x200;
constexpr uint32_t select_high = 0x300;
constexpr uint32_t ssi_control0 = 0x18000000;
constexpr uint32_t ssi_enable = 0x18000008;
constexpr uint32_t ssi_status = 0x18000028;
constexpr uint32_t ssi_data = 0x18000060;
constexpr uint32_t ssi_spi_control0 = 0x180000F4;
constexpr uint32_t ssi_has_received = 1U << 3;

}  // namespace rp2040
