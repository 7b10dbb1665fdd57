// Addresses of QEMU's lx60 board without MMU (hw/xtensa/xtfpga.c) and of its NOR flash's commands (Intel 28F series).
#pragma once

#include <stdint.h>

namespace lx60 {

inline volatile uint32_t& word(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }
inline volatile uint16_t& half(uint32_t address) { return *reinterpret_cast<volatile uint16_t*>(address); }

constexpr uint32_t clock_hz_register = 0x9D020004;
constexpr uint32_t reset_register = 0x9D020010;
constexpr uint32_t reset_key = 0xDEAD;

// A 16550 whose registers are words (data sheet of the PC16550D).
constexpr uint32_t uart_base = 0x9D050020;
constexpr uint32_t uart_data = uart_base + 0x00;
constexpr uint32_t uart_interrupts = uart_base + 0x04;
constexpr uint32_t uart_fifo = uart_base + 0x08;
constexpr uint32_t uart_line = uart_base + 0x0C;
constexpr uint32_t uart_divisor_low = uart_base + 0x00;
constexpr uint32_t uart_divisor_high = uart_base + 0x04;
constexpr uint32_t divisor_access = 0x80;
constexpr uint32_t eight_bits = 0x03;
constexpr uint32_t with_fifo = 0x01;
constexpr uint32_t interrupt_at_14 = 0xC0;
constexpr uint32_t on_receive = 0x01;
constexpr uint32_t uart_status = uart_base + 0x14;
constexpr uint32_t received = 0x01;
constexpr uint32_t may_send = 0x20;

constexpr uint32_t nor_base = 0x98000000;
constexpr uint32_t nor_block_bytes = 0x10000;
constexpr uint32_t nor_blocks = 64;

}  // namespace lx60
