// State machines by pico-sdk's calls. Facts: src/rp2_common/hardware_pio/pio.c of pico-sdk 2.1.1.
#include <Arduino.h>
#include <hardware/pio.h>
#include <machine.h>
#include <pico/platform.h>

#include "pio_block.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kOnePioStep = 5;

uint32_t used_pio_memory[NUM_PIOS];
uint32_t claimed_machines[NUM_PIOS];

uint32_t places_of_program(const pio_program_t& program) { return (1U << program.length) - 1; }

int place_for(PIO pio, const pio_program_t& program) {
    const uint32_t used = used_pio_memory[pio_get_index(pio)];
    const int last = PIO_INSTRUCTION_COUNT - program.length;
    if (program.origin >= 0) {
        const bool is_free = program.origin <= last && (used & places_of_program(program) << program.origin) == 0;
        return is_free ? program.origin : PICO_ERROR_GENERIC;
    }
    for (int place = last; place >= 0; --place) {
        if ((used & places_of_program(program) << place) == 0) {
            return place;
        }
    }
    return PICO_ERROR_INSUFFICIENT_RESOURCES;
}

int what_speaks_against(PIO pio, const pio_program_t& program, uint offset) {
    if (program.pio_version != 0) {
        return PICO_ERROR_VERSION_MISMATCH;
    }
    if (program.origin >= 0 && static_cast<uint>(program.origin) != offset) {
        return PICO_ERROR_BAD_ALIGNMENT;
    }
    const bool is_used = (used_pio_memory[pio_get_index(pio)] & places_of_program(program) << offset) != 0;
    return is_used ? PICO_ERROR_INSUFFICIENT_RESOURCES : PICO_OK;
}

/// Fields of a register that a call changes, the others as they are.
void change_field(oceanhil::PioRegister& word, uint32_t bits, uint32_t value) { word = (word & ~bits) | (value & bits); }

/// By instructions of the processor's own, as if they stood in a program.
template <typename Each>
void with_pins_to_set(PIO pio, uint sm, Each each) {
    const uint32_t pins = pio->sm[sm].pinctrl;
    const uint32_t rest = pio->sm[sm].execctrl;
    pio->sm[sm].execctrl = rest & ~PIO_SM0_EXECCTRL_OUT_STICKY_BITS;
    each([=](uint base, uint count, pio_src_dest what, uint value) {
        pio->sm[sm].pinctrl = count << PIO_SM0_PINCTRL_SET_COUNT_LSB | base << PIO_SM0_PINCTRL_SET_BASE_LSB;
        pio_sm_exec(pio, sm, pio_encode_set(what, value));
    });
    pio->sm[sm].pinctrl = pins;
    pio->sm[sm].execctrl = rest;
}

void set_by_mask(PIO pio, uint sm, pio_src_dest what, uint32_t values, uint32_t mask) {
    with_pins_to_set(pio, sm, [=](auto set) {
        for (uint pin = 0; pin < 32; ++pin) {
            if ((mask >> pin & 1) != 0) {
                set(pin, 1, what, values >> pin & 1);
            }
        }
    });
}

}  // namespace

extern "C" {

void pio_gpio_init(PIO pio, uint pin) {
    gpio_set_function(pin, PIO_FUNCSEL_NUM(pio, pin));
    // What the block says of it already shows now.
    oceanhil::pio_block(pio_get_index(pio)).show_pins();
}

bool pio_can_add_program(PIO pio, const pio_program_t* program) {
    const int place = place_for(pio, *program);
    return place >= 0 && what_speaks_against(pio, *program, static_cast<uint>(place)) == PICO_OK;
}

bool pio_can_add_program_at_offset(PIO pio, const pio_program_t* program, uint offset) {
    return what_speaks_against(pio, *program, offset) == PICO_OK;
}

int pio_add_program(PIO pio, const pio_program_t* program) {
    const int place = place_for(pio, *program);
    return place < 0 ? place : pio_add_program_at_offset(pio, program, static_cast<uint>(place));
}

int pio_add_program_at_offset(PIO pio, const pio_program_t* program, uint offset) {
    if (const int error = what_speaks_against(pio, *program, offset); error != PICO_OK) {
        return error;
    }
    for (uint each = 0; each < program->length; ++each) {
        const uint16_t instruction = program->instructions[each];
        const bool is_jump = (instruction & 0xE000) == pio_instr_bits_jmp;
        pio->instr_mem[offset + each] = instruction + (is_jump ? offset : 0);
    }
    used_pio_memory[pio_get_index(pio)] |= places_of_program(*program) << offset;
    return static_cast<int>(offset);
}

void pio_remove_program(PIO pio, const pio_program_t* program, uint loaded_offset) {
    used_pio_memory[pio_get_index(pio)] &= ~(places_of_program(*program) << loaded_offset);
}

void pio_clear_instruction_memory(PIO pio) {
    used_pio_memory[pio_get_index(pio)] = 0;
    for (uint each = 0; each < PIO_INSTRUCTION_COUNT; ++each) {
        pio->instr_mem[each] = pio_encode_jmp(each);
    }
}

int pio_sm_set_config(PIO pio, uint sm, const pio_sm_config* config) {
    pio->sm[sm].clkdiv = config->clkdiv;
    pio->sm[sm].shiftctrl = config->shiftctrl;
    pio->sm[sm].execctrl = config->execctrl;
    pio->sm[sm].pinctrl = config->pinctrl;
    return PICO_OK;
}

int pio_sm_init(PIO pio, uint sm, uint initial_pc, const pio_sm_config* config) {
    pio_sm_set_enabled(pio, sm, false);
    const pio_sm_config usual = pio_get_default_sm_config();
    pio_sm_set_config(pio, sm, config != nullptr ? config : &usual);
    pio_sm_clear_fifos(pio, sm);
    pio->fdebug = 0x01010101U << sm;
    pio_sm_restart(pio, sm);
    pio_sm_clkdiv_restart(pio, sm);
    pio_sm_exec(pio, sm, pio_encode_jmp(initial_pc));
    return PICO_OK;
}

void pio_set_sm_mask_enabled(PIO pio, uint32_t mask, bool enabled) { change_field(pio->ctrl, mask, enabled ? mask : 0); }
void pio_restart_sm_mask(PIO pio, uint32_t mask) { pio->ctrl |= mask << PIO_CTRL_SM_RESTART_LSB; }
void pio_clkdiv_restart_sm_mask(PIO pio, uint32_t mask) { pio->ctrl |= mask << PIO_CTRL_CLKDIV_RESTART_LSB; }
void pio_enable_sm_mask_in_sync(PIO pio, uint32_t mask) { pio->ctrl |= mask << PIO_CTRL_CLKDIV_RESTART_LSB | mask; }
uint8_t pio_sm_get_pc(PIO pio, uint sm) { return static_cast<uint8_t>(pio->sm[sm].addr); }
void pio_sm_exec(PIO pio, uint sm, uint instr) { pio->sm[sm].instr = instr; }

bool pio_sm_is_exec_stalled(PIO pio, uint sm) {
    return (pio->sm[sm].execctrl & PIO_SM0_EXECCTRL_EXEC_STALLED_BITS) != 0;
}

void pio_sm_exec_wait_blocking(PIO pio, uint sm, uint instr) {
    pio_sm_exec(pio, sm, instr);
    while (pio_sm_is_exec_stalled(pio, sm)) {
        machine::wait_us(1);
    }
}

void pio_sm_set_wrap(PIO pio, uint sm, uint wrap_target, uint wrap) {
    change_field(pio->sm[sm].execctrl, PIO_SM0_EXECCTRL_WRAP_TOP_BITS | PIO_SM0_EXECCTRL_WRAP_BOTTOM_BITS,
                 wrap_target << PIO_SM0_EXECCTRL_WRAP_BOTTOM_LSB | wrap << PIO_SM0_EXECCTRL_WRAP_TOP_LSB);
}

void pio_sm_set_out_pins(PIO pio, uint sm, uint out_base, uint out_count) {
    change_field(pio->sm[sm].pinctrl, PIO_SM0_PINCTRL_OUT_BASE_BITS | PIO_SM0_PINCTRL_OUT_COUNT_BITS,
                 out_base << PIO_SM0_PINCTRL_OUT_BASE_LSB | out_count << PIO_SM0_PINCTRL_OUT_COUNT_LSB);
}

void pio_sm_set_set_pins(PIO pio, uint sm, uint set_base, uint set_count) {
    change_field(pio->sm[sm].pinctrl, PIO_SM0_PINCTRL_SET_BASE_BITS | PIO_SM0_PINCTRL_SET_COUNT_BITS,
                 set_base << PIO_SM0_PINCTRL_SET_BASE_LSB | set_count << PIO_SM0_PINCTRL_SET_COUNT_LSB);
}

void pio_sm_set_in_pins(PIO pio, uint sm, uint in_base) {
    change_field(pio->sm[sm].pinctrl, PIO_SM0_PINCTRL_IN_BASE_BITS, in_base << PIO_SM0_PINCTRL_IN_BASE_LSB);
}

void pio_sm_set_sideset_pins(PIO pio, uint sm, uint sideset_base) {
    change_field(pio->sm[sm].pinctrl, PIO_SM0_PINCTRL_SIDESET_BASE_BITS,
                 sideset_base << PIO_SM0_PINCTRL_SIDESET_BASE_LSB);
}

void pio_sm_set_jmp_pin(PIO pio, uint sm, uint pin) {
    change_field(pio->sm[sm].execctrl, PIO_SM0_EXECCTRL_JMP_PIN_BITS, pin << PIO_SM0_EXECCTRL_JMP_PIN_LSB);
}

void pio_sm_set_clkdiv_int_frac8(PIO pio, uint sm, uint32_t div_int, uint8_t div_frac8) {
    pio->sm[sm].clkdiv = div_int << PIO_SM0_CLKDIV_INT_LSB | uint32_t{div_frac8} << PIO_SM0_CLKDIV_FRAC_LSB;
}

void pio_sm_put(PIO pio, uint sm, uint32_t data) { pio->txf[sm] = data; }
uint32_t pio_sm_get(PIO pio, uint sm) { return pio->rxf[sm]; }

void pio_sm_put_blocking(PIO pio, uint sm, uint32_t data) {
    while (pio_sm_is_tx_fifo_full(pio, sm)) {
        machine::wait_us(1);
    }
    pio_sm_put(pio, sm, data);
}

uint32_t pio_sm_get_blocking(PIO pio, uint sm) {
    while (pio_sm_is_rx_fifo_empty(pio, sm)) {
        machine::wait_us(1);
    }
    return pio_sm_get(pio, sm);
}

bool pio_sm_is_rx_fifo_full(PIO pio, uint sm) { return (pio->fstat >> (PIO_FSTAT_RXFULL_LSB + sm) & 1) != 0; }
bool pio_sm_is_rx_fifo_empty(PIO pio, uint sm) { return (pio->fstat >> (PIO_FSTAT_RXEMPTY_LSB + sm) & 1) != 0; }
uint pio_sm_get_rx_fifo_level(PIO pio, uint sm) { return pio->flevel >> (8 * sm + 4) & 15; }
bool pio_sm_is_tx_fifo_full(PIO pio, uint sm) { return (pio->fstat >> (PIO_FSTAT_TXFULL_LSB + sm) & 1) != 0; }
bool pio_sm_is_tx_fifo_empty(PIO pio, uint sm) { return (pio->fstat >> (PIO_FSTAT_TXEMPTY_LSB + sm) & 1) != 0; }
uint pio_sm_get_tx_fifo_level(PIO pio, uint sm) { return pio->flevel >> (8 * sm) & 15; }

void pio_sm_clear_fifos(PIO pio, uint sm) {
    // A queue that changes hands is empty.
    pio->sm[sm].shiftctrl ^= PIO_SM0_SHIFTCTRL_FJOIN_RX_BITS;
    pio->sm[sm].shiftctrl ^= PIO_SM0_SHIFTCTRL_FJOIN_RX_BITS;
}

void pio_sm_drain_tx_fifo(PIO pio, uint sm) {
    const bool pulls = (pio->sm[sm].shiftctrl & PIO_SM0_SHIFTCTRL_AUTOPULL_BITS) != 0;
    while (!pio_sm_is_tx_fifo_empty(pio, sm)) {
        pio_sm_exec(pio, sm, pulls ? pio_encode_out(pio_null, 32) : pio_encode_pull(false, false));
    }
}

void pio_sm_set_pins(PIO pio, uint sm, uint32_t pin_values) {
    set_by_mask(pio, sm, pio_pins, pin_values, UINT32_MAX);
}

void pio_sm_set_pins_with_mask(PIO pio, uint sm, uint32_t pin_values, uint32_t pin_mask) {
    set_by_mask(pio, sm, pio_pins, pin_values, pin_mask);
}

void pio_sm_set_pindirs_with_mask(PIO pio, uint sm, uint32_t pin_dirs, uint32_t pin_mask) {
    set_by_mask(pio, sm, pio_pindirs, pin_dirs, pin_mask);
}

int pio_sm_set_consecutive_pindirs(PIO pio, uint sm, uint pins_base, uint pin_count, bool is_out) {
    with_pins_to_set(pio, sm, [=](auto set) {
        for (uint done = 0; done < pin_count; done += kOnePioStep) {
            set((pins_base + done) & 31, min(pin_count - done, kOnePioStep), pio_pindirs, is_out ? 31 : 0);
        }
    });
    return PICO_OK;
}

void pio_sm_claim(PIO pio, uint sm) {
    if (pio_sm_is_claimed(pio, sm)) {
        panic(pio == pio1 ? "PIO 1 SM (%d - 4) already claimed" : "PIO 0 SM %d already claimed",
              static_cast<int>(sm + NUM_PIO_STATE_MACHINES * pio_get_index(pio)));
    }
    claimed_machines[pio_get_index(pio)] |= 1U << sm;
}

void pio_claim_sm_mask(PIO pio, uint sm_mask) {
    for (uint sm = 0; sm < NUM_PIO_STATE_MACHINES; ++sm) {
        if ((sm_mask >> sm & 1) != 0) {
            pio_sm_claim(pio, sm);
        }
    }
}

void pio_sm_unclaim(PIO pio, uint sm) { claimed_machines[pio_get_index(pio)] &= ~(1U << sm); }

int pio_claim_unused_sm(PIO pio, bool required) {
    for (uint sm = 0; sm < NUM_PIO_STATE_MACHINES; ++sm) {
        if (!pio_sm_is_claimed(pio, sm)) {
            pio_sm_claim(pio, sm);
            return static_cast<int>(sm);
        }
    }
    if (required) {
        panic("No PIO state machines are available");
    }
    return -1;
}

bool pio_sm_is_claimed(PIO pio, uint sm) { return (claimed_machines[pio_get_index(pio)] >> sm & 1) != 0; }

bool pio_claim_free_sm_and_add_program(const pio_program_t* program, PIO* pio, uint* sm, uint* offset) {
    for (PIO each : {pio1, pio0}) {
        const int machine = pio_claim_unused_sm(each, false);
        const int place = machine < 0 ? PICO_ERROR_GENERIC : pio_add_program(each, program);
        if (place >= 0) {
            *pio = each;
            *sm = static_cast<uint>(machine);
            *offset = static_cast<uint>(place);
            return true;
        }
        if (machine >= 0) {
            pio_sm_unclaim(each, static_cast<uint>(machine));
        }
    }
    *pio = nullptr;
    return false;
}

void pio_remove_program_and_unclaim_sm(const pio_program_t* program, PIO pio, uint sm, uint offset) {
    pio_remove_program(pio, program, offset);
    pio_sm_unclaim(pio, sm);
}

void pio_set_irqn_source_mask_enabled(PIO pio, uint irq_index, uint32_t source_mask, bool enabled) {
    change_field(irq_index == 0 ? pio->inte0 : pio->inte1, source_mask, enabled ? source_mask : 0);
}

bool pio_interrupt_get(PIO pio, uint pio_interrupt_num) { return (pio->irq >> pio_interrupt_num & 1) != 0; }
void pio_interrupt_clear(PIO pio, uint pio_interrupt_num) { pio->irq = 1U << pio_interrupt_num; }

}  // extern "C"
