// The registers of a block, by their places. Facts: RP2040 Datasheet, "PIO", "List of Registers".
#include <machine.h>

#include "pio_block.h"

namespace {

constexpr uint32_t kPioRegisters = sizeof(pio_hw_t) / sizeof(uint32_t);
/// Places in words: the first of each kind.
enum PioAt : uint32_t {
    kAtControl = 0,
    kAtQueues = 1,
    kAtDebug = 2,
    kAtQueueLevels = 3,
    kAtSend = 4,
    kAtReceive = 8,
    kAtFlags = 12,
    kAtForcedFlags = 13,
    kAtBypass = 14,
    kAtPadLevels = 15,
    kAtPadOutputs = 16,
    kAtSizes = 17,
    kAtMemory = 18,
    kAtMachines = 50,
    kAtRaised = 74,
    kAtInterrupts = 75
};
constexpr uint32_t kWordsOfMachine = 6;
constexpr uint32_t kWordsOfInterrupt = 3;

static_assert(kPioRegisters == kAtInterrupts + NUM_PIO_IRQS * kWordsOfInterrupt);

uint32_t queues_of(const oceanhil::PioBlock& block) {
    uint32_t told = 0;
    for (uint each = 0; each < NUM_PIO_STATE_MACHINES; ++each) {
        const oceanhil::PioMachine& sm = block.machines[each];
        told |= (sm.to_send.empty() ? 1U : 0U) << (PIO_FSTAT_TXEMPTY_LSB + each);
        told |= (sm.to_send.size() >= sm.send_room() ? 1U : 0U) << (PIO_FSTAT_TXFULL_LSB + each);
        told |= (sm.received.empty() ? 1U : 0U) << (PIO_FSTAT_RXEMPTY_LSB + each);
        told |= (sm.received.size() >= sm.receive_room() ? 1U : 0U) << (PIO_FSTAT_RXFULL_LSB + each);
    }
    return told;
}

uint32_t queue_levels_of(const oceanhil::PioBlock& block) {
    uint32_t told = 0;
    for (uint each = 0; each < NUM_PIO_STATE_MACHINES; ++each) {
        const oceanhil::PioMachine& sm = block.machines[each];
        told |= static_cast<uint32_t>(sm.to_send.size() | sm.received.size() << 4) << (8 * each);
    }
    return told;
}

uint32_t enabled_of(const oceanhil::PioBlock& block) {
    uint32_t told = 0;
    for (uint each = 0; each < NUM_PIO_STATE_MACHINES; ++each) {
        told |= (block.machines[each].is_enabled ? 1U : 0U) << each;
    }
    return told;
}

void control_block(oceanhil::PioBlock& block, uint32_t value) {
    const uint64_t now = oceanhil::pio_clock_now();
    for (uint each = 0; each < NUM_PIO_STATE_MACHINES; ++each) {
        oceanhil::PioMachine& sm = block.machines[each];
        const bool is_enabled = (value >> each & 1) != 0;
        const bool begins = (value >> (PIO_CTRL_CLKDIV_RESTART_LSB + each) & 1) != 0 || (is_enabled && !sm.is_enabled);
        sm.next = begins ? now : sm.next;
        sm.is_enabled = is_enabled;
        if ((value >> (PIO_CTRL_SM_RESTART_LSB + each) & 1) != 0) {
            sm.restart();
        }
    }
}

uint32_t receive_word(oceanhil::PioBlock& block, uint which) {
    oceanhil::PioMachine& sm = block.machines[which];
    if (sm.received.empty()) {
        block.debug |= 1U << (PIO_FDEBUG_RXUNDER_LSB + which);
        return 0;
    }
    const uint32_t word = sm.received.front();
    sm.received.pop_front();
    return word;
}

void send_word(oceanhil::PioBlock& block, uint which, uint32_t word) {
    oceanhil::PioMachine& sm = block.machines[which];
    if (sm.to_send.size() >= sm.send_room()) {
        block.debug |= 1U << (PIO_FDEBUG_TXOVER_LSB + which);
        return;
    }
    sm.to_send.push_back(word);
}

uint32_t read_of_machine(const oceanhil::PioBlock& block, uint32_t place) {
    const oceanhil::PioMachine& sm = block.machines[place / kWordsOfMachine];
    switch (place % kWordsOfMachine) {
        case 0:
            return sm.clkdiv;
        case 1:
            return sm.execctrl | (sm.has_extra ? PIO_SM0_EXECCTRL_EXEC_STALLED_BITS : 0);
        case 2:
            return sm.shiftctrl;
        case 3:
            return sm.at;
        case 4:
            return sm.has_extra ? sm.extra : block.memory[sm.at];
        default:
            return sm.pinctrl;
    }
}

void write_to_machine(oceanhil::PioBlock& block, uint32_t place, uint32_t value) {
    oceanhil::PioMachine& sm = block.machines[place / kWordsOfMachine];
    constexpr uint32_t kJoins = PIO_SM0_SHIFTCTRL_FJOIN_RX_BITS | PIO_SM0_SHIFTCTRL_FJOIN_TX_BITS;
    switch (place % kWordsOfMachine) {
        case 0:
            sm.clkdiv = value;
            break;
        case 1:
            sm.execctrl = value & ~PIO_SM0_EXECCTRL_EXEC_STALLED_BITS;
            break;
        case 2:
            // Queues that change hands are empty.
            if (((sm.shiftctrl ^ value) & kJoins) != 0) {
                sm.to_send.clear();
                sm.received.clear();
            }
            sm.shiftctrl = value;
            break;
        case 4:
            block.execute(place / kWordsOfMachine, static_cast<uint16_t>(value));
            break;
        case 5:
            sm.pinctrl = value;
            break;
        default:
            break;
    }
}

uint32_t read_pio(oceanhil::PioBlock& block, uint32_t place) {
    if (place >= kAtInterrupts) {
        const uint index = (place - kAtInterrupts) / kWordsOfInterrupt;
        const uint32_t shown = (block.raised_sources() & block.enabled_sources[index]) | block.forced_sources[index];
        const uint32_t kind = (place - kAtInterrupts) % kWordsOfInterrupt;
        return kind == 0 ? block.enabled_sources[index] : kind == 1 ? block.forced_sources[index] : shown;
    }
    if (place >= kAtMachines) {
        return place == kAtRaised ? block.raised_sources() : read_of_machine(block, place - kAtMachines);
    }
    if (place >= kAtReceive && place < kAtFlags) {
        return receive_word(block, place - kAtReceive);
    }
    switch (place) {
        case kAtControl:
            return enabled_of(block);
        case kAtQueues:
            return queues_of(block);
        case kAtDebug:
            return block.debug;
        case kAtQueueLevels:
            return queue_levels_of(block);
        case kAtFlags:
            return block.flags;
        case kAtPadLevels:
            return block.levels;
        case kAtPadOutputs:
            return block.outputs;
        case kAtSizes:
            return PIO_INSTRUCTION_COUNT << 16 | NUM_PIO_STATE_MACHINES << 8 | 4;
        default:
            // Of the queue to send, and of the memory, nothing can be read.
            return 0;
    }
}

void write_pio(oceanhil::PioBlock& block, uint32_t place, uint32_t value) {
    if (place >= kAtInterrupts) {
        const uint index = (place - kAtInterrupts) / kWordsOfInterrupt;
        const uint32_t kind = (place - kAtInterrupts) % kWordsOfInterrupt;
        uint32_t nowhere = 0;
        (kind == 0 ? block.enabled_sources[index] : kind == 1 ? block.forced_sources[index] : nowhere) = value;
    } else if (place >= kAtMachines && place < kAtRaised) {
        write_to_machine(block, place - kAtMachines, value);
    } else if (place >= kAtMemory && place < kAtMachines) {
        block.memory[place - kAtMemory] = static_cast<uint16_t>(value);
    } else if (place >= kAtSend && place < kAtReceive) {
        send_word(block, place - kAtSend, value);
    } else if (place == kAtControl) {
        control_block(block, value);
    } else if (place == kAtDebug) {
        block.debug &= ~value;
    } else if (place == kAtFlags) {
        block.flags &= ~value;
    } else if (place == kAtForcedFlags) {
        block.flags |= value & 255;
    }
}

uint block_of(const void* address) {
    const auto* const at = static_cast<const char*>(address);
    const auto* const second = reinterpret_cast<const char*>(&oceanhil_pio1);
    return at >= second && at < second + sizeof(pio_hw_t) ? 1 : 0;
}

uint32_t place_of(const void* address) {
    const auto* const first = reinterpret_cast<const char*>(PIO_INSTANCE(block_of(address)));
    return static_cast<uint32_t>((static_cast<const char*>(address) - first) / static_cast<ptrdiff_t>(sizeof(uint32_t)));
}

}  // namespace

pio_hw_t oceanhil_pio0;
pio_hw_t oceanhil_pio1;

oceanhil::PioRegister::operator uint32_t() const {
    PioBlock& block = pio_block(block_of(this));
    block.catch_up();
    const uint32_t value = read_pio(block, place_of(this));
    block.go_on();
    return value;
}

oceanhil::PioRegister& oceanhil::PioRegister::operator=(uint32_t value) {
    PioBlock& block = pio_block(block_of(this));
    block.catch_up();
    write_pio(block, place_of(this), value);
    block.go_on();
    return *this;
}

oceanhil::PioRegister* oceanhil::pio_register_at(const volatile void* address) {
    const auto* const at = const_cast<const char*>(static_cast<const volatile char*>(address));
    for (PIO pio : {pio0, pio1}) {
        const auto* const first = reinterpret_cast<const char*>(pio);
        if (at >= first && at < first + sizeof(pio_hw_t)) {
            return reinterpret_cast<PioRegister*>(const_cast<char*>(at));
        }
    }
    return nullptr;
}
