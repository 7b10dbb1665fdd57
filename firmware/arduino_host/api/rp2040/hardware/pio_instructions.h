/// How instructions of a state machine are written (src/rp2_common/hardware_pio/include/hardware/pio_instructions.h of
/// pico-sdk 2; RP2040 Datasheet, "PIO Instruction Set").
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned int uint;

enum pio_instr_bits {
    pio_instr_bits_jmp = 0x0000,
    pio_instr_bits_wait = 0x2000,
    pio_instr_bits_in = 0x4000,
    pio_instr_bits_out = 0x6000,
    pio_instr_bits_push = 0x8000,
    pio_instr_bits_pull = 0x8080,
    pio_instr_bits_mov = 0xa000,
    pio_instr_bits_irq = 0xc000,
    pio_instr_bits_set = 0xe000
};

/// What is read or written; two of a number are never meant by the same instruction.
enum pio_src_dest {
    pio_pins = 0,
    pio_x = 1,
    pio_y = 2,
    pio_null = 3,
    pio_pindirs = 4,
    pio_exec_mov = 4,
    pio_status = 5,
    pio_pc = 5,
    pio_isr = 6,
    pio_osr = 7,
    pio_exec_out = 7
};

static inline uint oceanhil_pio_instr(enum pio_instr_bits kind, uint upper, uint lower) {
    return (uint)kind | (upper & 7u) << 5 | (lower & 31u);
}
static inline uint oceanhil_pio_flag(bool relative, uint irq) { return (relative ? 16u : 0u) | irq; }

static inline uint pio_encode_delay(uint cycles) { return cycles << 8; }
static inline uint pio_encode_sideset(uint sideset_bit_count, uint value) { return value << (13 - sideset_bit_count); }
static inline uint pio_encode_sideset_opt(uint sideset_bit_count, uint value) {
    return 0x1000u | value << (12 - sideset_bit_count);
}
static inline uint pio_encode_jmp(uint addr) { return oceanhil_pio_instr(pio_instr_bits_jmp, 0, addr); }
static inline uint pio_encode_jmp_not_x(uint addr) { return oceanhil_pio_instr(pio_instr_bits_jmp, 1, addr); }
static inline uint pio_encode_jmp_x_dec(uint addr) { return oceanhil_pio_instr(pio_instr_bits_jmp, 2, addr); }
static inline uint pio_encode_jmp_not_y(uint addr) { return oceanhil_pio_instr(pio_instr_bits_jmp, 3, addr); }
static inline uint pio_encode_jmp_y_dec(uint addr) { return oceanhil_pio_instr(pio_instr_bits_jmp, 4, addr); }
static inline uint pio_encode_jmp_x_ne_y(uint addr) { return oceanhil_pio_instr(pio_instr_bits_jmp, 5, addr); }
static inline uint pio_encode_jmp_pin(uint addr) { return oceanhil_pio_instr(pio_instr_bits_jmp, 6, addr); }
static inline uint pio_encode_jmp_not_osre(uint addr) { return oceanhil_pio_instr(pio_instr_bits_jmp, 7, addr); }
static inline uint pio_encode_wait_gpio(bool polarity, uint gpio) {
    return oceanhil_pio_instr(pio_instr_bits_wait, polarity ? 4 : 0, gpio);
}
static inline uint pio_encode_wait_pin(bool polarity, uint pin) {
    return oceanhil_pio_instr(pio_instr_bits_wait, polarity ? 5 : 1, pin);
}
static inline uint pio_encode_wait_irq(bool polarity, bool relative, uint irq) {
    return oceanhil_pio_instr(pio_instr_bits_wait, polarity ? 6 : 2, oceanhil_pio_flag(relative, irq));
}
static inline uint pio_encode_in(enum pio_src_dest src, uint count) {
    return oceanhil_pio_instr(pio_instr_bits_in, src, count);
}
static inline uint pio_encode_out(enum pio_src_dest dest, uint count) {
    return oceanhil_pio_instr(pio_instr_bits_out, dest, count);
}
static inline uint pio_encode_push(bool if_full, bool block) {
    return oceanhil_pio_instr(pio_instr_bits_push, (if_full ? 2u : 0u) | (block ? 1u : 0u), 0);
}
static inline uint pio_encode_pull(bool if_empty, bool block) {
    return oceanhil_pio_instr(pio_instr_bits_pull, 4u | (if_empty ? 2u : 0u) | (block ? 1u : 0u), 0);
}
static inline uint pio_encode_mov(enum pio_src_dest dest, enum pio_src_dest src) {
    return oceanhil_pio_instr(pio_instr_bits_mov, dest, src);
}
static inline uint pio_encode_mov_not(enum pio_src_dest dest, enum pio_src_dest src) {
    return oceanhil_pio_instr(pio_instr_bits_mov, dest, 8u | src);
}
static inline uint pio_encode_mov_reverse(enum pio_src_dest dest, enum pio_src_dest src) {
    return oceanhil_pio_instr(pio_instr_bits_mov, dest, 16u | src);
}
static inline uint pio_encode_irq_set(bool relative, uint irq) {
    return oceanhil_pio_instr(pio_instr_bits_irq, 0, oceanhil_pio_flag(relative, irq));
}
static inline uint pio_encode_irq_wait(bool relative, uint irq) {
    return oceanhil_pio_instr(pio_instr_bits_irq, 1, oceanhil_pio_flag(relative, irq));
}
static inline uint pio_encode_irq_clear(bool relative, uint irq) {
    return oceanhil_pio_instr(pio_instr_bits_irq, 2, oceanhil_pio_flag(relative, irq));
}
static inline uint pio_encode_set(enum pio_src_dest dest, uint value) {
    return oceanhil_pio_instr(pio_instr_bits_set, dest, value);
}
static inline uint pio_encode_nop(void) { return pio_encode_mov(pio_y, pio_y); }

#ifdef __cplusplus
}
#endif
