// State machines in the board's time. Facts: RP2040 Datasheet, "PIO", "Functional Details".
#include "pio_block.h"

#include <Arduino.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint64_t kPioClockParts = 256;
constexpr uint32_t kPioSlotBits = 5;
constexpr uint32_t kPioSlotAt = 8;
constexpr uint32_t kMostPioSteps = 20000;
constexpr uint64_t kPioLookUs = 1000;
/// Where an interrupt may come: a queue of four words is soon empty.
constexpr uint64_t kClosePioLookUs = 20;

oceanhil::PioBlock pio_blocks[NUM_PIOS] = {oceanhil::PioBlock(0), oceanhil::PioBlock(1)};

uint32_t side_bits(const oceanhil::PioMachine& sm) {
    return (sm.pinctrl & PIO_SM0_PINCTRL_SIDESET_COUNT_BITS) >> PIO_SM0_PINCTRL_SIDESET_COUNT_LSB;
}

uint32_t delay_of(const oceanhil::PioMachine& sm, uint16_t instruction) {
    const uint32_t bits = kPioSlotBits - min(side_bits(sm), kPioSlotBits);
    return instruction >> kPioSlotAt & ((1U << bits) - 1);
}

/// A loop of one instruction that only counts down: its register, else nullptr.
uint32_t* counted_in_place(oceanhil::PioMachine& sm, uint16_t instruction) {
    const bool is_in_place = !sm.has_extra && instruction >> 13 == 0 && (instruction & 31U) == sm.at;
    const uint32_t condition = instruction >> 5 & 7;
    return !is_in_place ? nullptr : condition == 2 ? &sm.x : condition == 4 ? &sm.y : nullptr;
}

}  // namespace

namespace oceanhil {

PioBlock& pio_block(uint number) { return pio_blocks[number]; }

uint64_t pio_clock_now() { return machine::micros() * (F_CPU / machine::kSecondUs) * kPioClockParts; }

uint64_t PioMachine::period() const {
    const uint32_t whole = clkdiv >> PIO_SM0_CLKDIV_INT_LSB;
    const uint32_t part = clkdiv >> PIO_SM0_CLKDIV_FRAC_LSB & 255;
    // 0 is 65,536.
    return whole == 0 ? 65536 * kPioClockParts : whole * kPioClockParts + part;
}

void PioMachine::restart() {
    in = in_bits = 0;
    out_bits = 32;
    has_extra = waits_for_flag = false;
}

/// Set beside an instruction, whether that stands or not.
void PioBlock::set_aside(const PioMachine& sm, uint16_t instruction) {
    uint32_t bits = min(side_bits(sm), kPioSlotBits);
    if (bits == 0) {
        return;
    }
    uint32_t value = (instruction >> kPioSlotAt & 31) >> (kPioSlotBits - bits);
    if ((sm.execctrl & PIO_SM0_EXECCTRL_SIDE_EN_BITS) != 0) {
        --bits;
        if ((value >> bits & 1) == 0) {
            return;
        }
    }
    const uint32_t base = (sm.pinctrl & PIO_SM0_PINCTRL_SIDESET_BASE_BITS) >> PIO_SM0_PINCTRL_SIDESET_BASE_LSB;
    const bool of_directions = (sm.execctrl & PIO_SM0_EXECCTRL_SIDE_PINDIR_BITS) != 0;
    write_pins(of_directions ? outputs : levels, base, bits, value);
}

bool PioBlock::step(uint which, uint64_t target) {
    PioMachine& sm = machines[which];
    const bool is_extra = sm.has_extra;
    const bool has_delay = !is_extra || !sm.is_extra_forced;
    const uint16_t instruction = is_extra ? sm.extra : memory[sm.at];
    const uint64_t takes = sm.period() * (1 + (has_delay ? delay_of(sm, instruction) : 0));
    if (uint32_t* const counter = counted_in_place(sm, instruction); counter != nullptr && target > sm.next) {
        const uint64_t rounds = min<uint64_t>(*counter, (target - sm.next) / takes);
        *counter -= static_cast<uint32_t>(rounds);
        sm.next += rounds * takes;
    }
    bool is_jump = false;
    sm.has_extra = false;
    const bool went_on = perform(which, instruction, is_jump);
    set_aside(sm, instruction);
    if (!went_on) {
        sm.has_extra = is_extra;
        sm.next += sm.period();
        return false;
    }
    sm.stall = PioStall::none;
    sm.next += takes;
    if (!is_jump && !is_extra) {
        const uint32_t top = (sm.execctrl & PIO_SM0_EXECCTRL_WRAP_TOP_BITS) >> PIO_SM0_EXECCTRL_WRAP_TOP_LSB;
        const uint32_t bottom = (sm.execctrl & PIO_SM0_EXECCTRL_WRAP_BOTTOM_BITS) >> PIO_SM0_EXECCTRL_WRAP_BOTTOM_LSB;
        sm.at = sm.at == top ? bottom : (sm.at + 1) & 31;
    }
    refill(which);
    return true;
}

void PioBlock::run_until(uint64_t target) {
    uint32_t standing = 0;
    for (uint32_t left = kMostPioSteps; left > 0; --left) {
        uint32_t active = 0;
        int first = -1;
        for (int each = 0; each < NUM_PIO_STATE_MACHINES; ++each) {
            const PioMachine& sm = machines[each];
            active |= sm.is_active() ? 1U << each : 0;
            if (sm.is_active() && sm.next < target && (first < 0 || sm.next < machines[first].next)) {
                first = each;
            }
        }
        if (first < 0) {
            return;
        }
        standing = step(static_cast<uint>(first), target) ? 0 : standing | 1U << first;
        if (standing == active) {
            break;
        }
    }
    // All wait for somebody else, or the look is over: nothing is made up for.
    for (PioMachine& sm : machines) {
        sm.next = max(sm.next, target);
    }
}

void PioBlock::show_pins() {
    constexpr uint kBankPins = 30;
    for (uint gpio = 0; gpio < kBankPins; ++gpio) {
        if (gpio_get_function(gpio) != GPIO_FUNC_PIO0 + static_cast<int>(number_)) {
            continue;
        }
        const auto pin = static_cast<uint8_t>(gpio);
        if ((outputs >> gpio & 1) != 0) {
            machine::pin_mode(pin, machine::PinMode::output);
            machine::pin_write(pin, (levels >> gpio & 1) != 0);
        } else if ((shown_outputs_ >> gpio & 1) != 0) {
            gpio_set_function(gpio, gpio_get_function(gpio));
        }
    }
    shown_levels_ = levels;
    shown_outputs_ = outputs;
}

uint32_t PioBlock::raised_sources() const {
    uint32_t raised = (flags & 15) << pis_interrupt0;
    for (uint each = 0; each < NUM_PIO_STATE_MACHINES; ++each) {
        const PioMachine& sm = machines[each];
        raised |= sm.received.empty() ? 0 : 1U << (pis_sm0_rx_fifo_not_empty + each);
        raised |= sm.to_send.size() < sm.send_room() ? 1U << (pis_sm0_tx_fifo_not_full + each) : 0;
    }
    return raised;
}

void PioBlock::tell_interrupts() {
    for (uint index = 0; index < NUM_PIO_IRQS; ++index) {
        const uint interrupt = PIO0_IRQ_0 + NUM_PIO_IRQS * number_ + index;
        // A level, not an edge: it is forgotten where nobody listens.
        if (irq_is_enabled(interrupt) && ((raised_sources() & enabled_sources[index]) | forced_sources[index]) != 0) {
            irq_set_pending(interrupt);
        }
    }
}

bool PioBlock::is_worth_a_look() const {
    for (const PioMachine& sm : machines) {
        if (sm.is_active() && (sm.stall == PioStall::none || sm.stall == PioStall::pin)) {
            return true;
        }
    }
    // An interrupt that its handler leaves comes again.
    return ((raised_sources() & (enabled_sources[0] | enabled_sources[1])) | forced_sources[0] | forced_sources[1]) != 0;
}

void PioBlock::look(void* context) {
    PioBlock& block = *static_cast<PioBlock*>(context);
    block.timer_ = 0;
    block.catch_up();
    block.look_again();
}

void PioBlock::catch_up() {
    // Asking for pins lets a little time pass, in which the next look may come.
    if (is_running_) {
        return;
    }
    is_running_ = true;
    run_until(pio_clock_now());
    if (levels != shown_levels_ || outputs != shown_outputs_) {
        show_pins();
    }
    is_running_ = false;
}

void PioBlock::go_on() {
    for (PioMachine& sm : machines) {
        sm.stall = PioStall::none;
    }
    look_again();
}

void PioBlock::look_again() {
    tell_interrupts();
    if (timer_ == 0 && is_worth_a_look()) {
        const bool is_close = (enabled_sources[0] | enabled_sources[1]) != 0;
        timer_ = machine::timer_start(is_close ? kClosePioLookUs : kPioLookUs, 0, look, this);
    }
}

void PioBlock::execute(uint which, uint16_t instruction) {
    PioMachine& sm = machines[which];
    sm.extra = instruction;
    sm.has_extra = sm.is_extra_forced = true;
    sm.waits_for_flag = false;
    step(which, 0);
}

bool is_pio_ready(uint32_t asked_by) {
    PioBlock& block = pio_block(asked_by / 8);
    const PioMachine& sm = block.machines[asked_by % NUM_PIO_STATE_MACHINES];
    block.catch_up();
    return (asked_by & NUM_PIO_STATE_MACHINES) == 0 ? sm.to_send.size() < sm.send_room() : !sm.received.empty();
}

}  // namespace oceanhil
