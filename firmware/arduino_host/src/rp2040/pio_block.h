/// A block of state machines that run their programs. Facts: RP2040 Datasheet, "PIO".
#pragma once

#include <hardware/pio.h>
#include <stdint.h>

#include <deque>

namespace oceanhil {

/// Why a machine stands.
enum class PioStall : uint8_t { none, queue, flag, pin };

struct PioMachine {
    // As after a reset.
    uint32_t clkdiv = 1U << PIO_SM0_CLKDIV_INT_LSB;
    uint32_t execctrl = PIO_SM0_EXECCTRL_WRAP_TOP_BITS;
    uint32_t shiftctrl = PIO_SM0_SHIFTCTRL_OUT_SHIFTDIR_BITS | PIO_SM0_SHIFTCTRL_IN_SHIFTDIR_BITS;
    uint32_t pinctrl = 5U << PIO_SM0_PINCTRL_SET_COUNT_LSB;
    uint32_t at = 0;
    uint32_t x = 0;
    uint32_t y = 0;
    uint32_t in = 0;
    uint32_t out = 0;
    uint32_t in_bits = 0;
    /// How many are shifted out: none are left.
    uint32_t out_bits = 32;
    std::deque<uint32_t> to_send;
    std::deque<uint32_t> received;
    bool is_enabled = false;
    bool has_extra = false;
    bool waits_for_flag = false;
    /// An instruction that does not stand in the memory; one of the processor's own has no delay.
    bool is_extra_forced = false;
    uint16_t extra = 0;
    /// When its next step is, in 256ths of the system's clock.
    uint64_t next = 0;
    PioStall stall = PioStall::none;

    uint64_t period() const;
    uint32_t send_room() const {
        return room(PIO_SM0_SHIFTCTRL_FJOIN_TX_BITS, PIO_SM0_SHIFTCTRL_FJOIN_RX_BITS);
    }
    uint32_t receive_room() const {
        return room(PIO_SM0_SHIFTCTRL_FJOIN_RX_BITS, PIO_SM0_SHIFTCTRL_FJOIN_TX_BITS);
    }
    bool is_active() const { return is_enabled || has_extra; }
    void restart();

  private:
    /// A queue may have the other's four words.
    uint32_t room(uint32_t joined, uint32_t given_away) const {
        return (shiftctrl & joined) != 0 ? 8 : (shiftctrl & given_away) != 0 ? 0 : 4;
    }
};

class PioBlock {
  public:
    explicit PioBlock(uint number) : number_(number) {}

    PioMachine machines[NUM_PIO_STATE_MACHINES];
    uint16_t memory[PIO_INSTRUCTION_COUNT] = {};
    uint32_t flags = 0;
    uint32_t debug = 0;
    uint32_t enabled_sources[NUM_PIO_IRQS] = {};
    uint32_t forced_sources[NUM_PIO_IRQS] = {};
    uint32_t levels = 0;
    uint32_t outputs = 0;

    uint number() const { return number_; }
    /// Runs them up to the board's time, and shows their pins.
    void catch_up();
    /// After a change: interrupts are told, who stood looks anew, and what they do from here comes by itself.
    void go_on();
    void execute(uint which, uint16_t instruction);
    uint32_t raised_sources() const;
    void show_pins();

  private:
    uint number_;
    uint32_t timer_ = 0;
    bool is_running_ = false;
    uint32_t shown_levels_ = 0;
    uint32_t shown_outputs_ = 0;

    void run_until(uint64_t target);
    /// Gives whether it went on.
    bool step(uint which, uint64_t target);
    bool perform(uint which, uint16_t instruction, bool& is_jump);
    bool is_condition(const PioMachine& sm, uint which) const;
    bool wait_for(uint which, uint16_t instruction);
    bool shift_in(uint which, uint16_t instruction);
    bool shift_out(uint which, uint16_t instruction, bool& is_jump);
    bool push_or_pull(uint which, uint16_t instruction);
    void move(uint which, uint16_t instruction, bool& is_jump);
    bool raise_flag(uint which, uint16_t instruction);
    void refill(uint which);
    bool stand(uint which, PioStall why);
    uint32_t read_source(const PioMachine& sm, uint source) const;
    uint32_t status_of(const PioMachine& sm) const;
    /// Puts a value where OUT, MOV and SET alike can.
    void put(PioMachine& sm, uint32_t place, uint32_t base, uint32_t pins, uint32_t value);
    void write_pins(uint32_t& word, uint32_t base, uint32_t count, uint32_t value);
    void set_aside(const PioMachine& sm, uint16_t instruction);
    uint32_t all_pins() const;
    void tell_interrupts();
    bool is_worth_a_look() const;
    void look_again();
    static void look(void* context);
};

PioBlock& pio_block(uint number);
/// In 256ths of the system's clock.
uint64_t pio_clock_now();
/// Whether a machine's queue takes or has a word, by what a DMA channel waits for.
bool is_pio_ready(uint32_t asked_by);
/// nullptr where there is none at the address.
PioRegister* pio_register_at(const volatile void* address);

}  // namespace oceanhil
