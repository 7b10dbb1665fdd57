/// State machines by pico-sdk's own names (src/rp2_common/hardware_pio of pico-sdk 2.1.1). Both blocks run their programs, in the
/// board's time; what a pin shows of them is its level each millisecond and at each call here. A program that neither waits
/// nor counts down in one instruction makes at most 20,000 steps from one such look to the next, and misses the rest.
#pragma once

#include <hardware/address_mapped.h>
#include <hardware/gpio.h>
#include <hardware/irq.h>
#include <hardware/pio_instructions.h>
#include <hardware/regs/dreq.h>
#include <hardware/regs/pio.h>
#include <pico/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUM_PIOS 2
#define NUM_PIO_STATE_MACHINES 4
#define NUM_PIO_IRQS 2
#define PIO_INSTRUCTION_COUNT 32
#define PICO_PIO_VERSION 0
#define PICO_PIO_USE_GPIO_BASE 0

enum pio_fifo_join { PIO_FIFO_JOIN_NONE = 0, PIO_FIFO_JOIN_TX = 1, PIO_FIFO_JOIN_RX = 2 };
enum pio_mov_status_type { STATUS_TX_LESSTHAN = 0, STATUS_RX_LESSTHAN = 1 };

#ifdef __cplusplus
namespace oceanhil {

/// A register of a block: which one, says its place among the others.
class PioRegister {
  public:
    PioRegister() = default;
    PioRegister(const PioRegister&) = delete;
    operator uint32_t() const;
    PioRegister& operator=(uint32_t value);
    PioRegister& operator=(const PioRegister& other) { return *this = static_cast<uint32_t>(other); }
    PioRegister& operator|=(uint32_t value) { return *this = *this | value; }
    PioRegister& operator&=(uint32_t value) { return *this = *this & value; }
    PioRegister& operator^=(uint32_t value) { return *this = *this ^ value; }

  private:
    uint32_t place_ = 0;
};

}  // namespace oceanhil

struct pio_sm_hw_t {
    oceanhil::PioRegister clkdiv, execctrl, shiftctrl, addr, instr, pinctrl;
};

/// In the order of the chip (RP2040 Datasheet, "PIO", "List of Registers").
struct pio_hw_t {
    oceanhil::PioRegister ctrl, fstat, fdebug, flevel;
    oceanhil::PioRegister txf[NUM_PIO_STATE_MACHINES], rxf[NUM_PIO_STATE_MACHINES];
    oceanhil::PioRegister irq, irq_force, input_sync_bypass, dbg_padout, dbg_padoe, dbg_cfginfo;
    oceanhil::PioRegister instr_mem[PIO_INSTRUCTION_COUNT];
    pio_sm_hw_t sm[NUM_PIO_STATE_MACHINES];
    oceanhil::PioRegister intr;
    oceanhil::PioRegister inte0, intf0, ints0, inte1, intf1, ints1;
};
#else
typedef struct pio_hw_t pio_hw_t;
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef pio_hw_t* PIO;
extern pio_hw_t oceanhil_pio0, oceanhil_pio1;
#define pio0_hw (&oceanhil_pio0)
#define pio1_hw (&oceanhil_pio1)
#define pio0 pio0_hw
#define pio1 pio1_hw
#define PIO_NUM(pio) ((pio) == pio1_hw ? 1u : 0u)
#define PIO_INSTANCE(instance) ((instance) == 0 ? pio0_hw : pio1_hw)
#define PIO_FUNCSEL_NUM(pio, gpio) ((enum gpio_function)(GPIO_FUNC_PIO0 + PIO_NUM(pio)))
#define PIO_DREQ_NUM(pio, sm, is_tx) (DREQ_PIO0_TX0 + (sm) + ((is_tx) ? 0 : NUM_PIO_STATE_MACHINES) + PIO_NUM(pio) * 8)
#define PIO_IRQ_NUM(pio, irqn) (PIO0_IRQ_0 + NUM_PIO_IRQS * PIO_NUM(pio) + (irqn))

/// A state machine's own registers.
typedef struct {
    uint32_t clkdiv;
    uint32_t execctrl;
    uint32_t shiftctrl;
    uint32_t pinctrl;
} pio_sm_config;

/// `origin`: where it has to stand, -1 for anywhere.
typedef struct pio_program {
    const uint16_t* instructions;
    uint8_t length;
    int8_t origin;
    uint8_t pio_version;
} pio_program_t;

#define OCEANHIL_PIO_FIELD(word, name, value) \
    ((word) = ((word) & ~PIO_SM0_##name##_BITS) | (((uint32_t)(value) << PIO_SM0_##name##_LSB) & PIO_SM0_##name##_BITS))

static inline void sm_config_set_out_pin_base(pio_sm_config* c, uint out_base) {
    OCEANHIL_PIO_FIELD(c->pinctrl, PINCTRL_OUT_BASE, out_base);
}
static inline void sm_config_set_out_pin_count(pio_sm_config* c, uint out_count) {
    OCEANHIL_PIO_FIELD(c->pinctrl, PINCTRL_OUT_COUNT, out_count);
}
static inline void sm_config_set_out_pins(pio_sm_config* c, uint out_base, uint out_count) {
    sm_config_set_out_pin_base(c, out_base);
    sm_config_set_out_pin_count(c, out_count);
}
static inline void sm_config_set_set_pin_base(pio_sm_config* c, uint set_base) {
    OCEANHIL_PIO_FIELD(c->pinctrl, PINCTRL_SET_BASE, set_base);
}
static inline void sm_config_set_set_pin_count(pio_sm_config* c, uint set_count) {
    OCEANHIL_PIO_FIELD(c->pinctrl, PINCTRL_SET_COUNT, set_count);
}
static inline void sm_config_set_set_pins(pio_sm_config* c, uint set_base, uint set_count) {
    sm_config_set_set_pin_base(c, set_base);
    sm_config_set_set_pin_count(c, set_count);
}
static inline void sm_config_set_in_pin_base(pio_sm_config* c, uint in_base) {
    OCEANHIL_PIO_FIELD(c->pinctrl, PINCTRL_IN_BASE, in_base);
}
static inline void sm_config_set_in_pins(pio_sm_config* c, uint in_base) { sm_config_set_in_pin_base(c, in_base); }
/// An RP2040 reads all pins, whatever the count.
static inline void sm_config_set_in_pin_count(pio_sm_config* c, uint in_count) { (void)c, (void)in_count; }
static inline void sm_config_set_sideset_pin_base(pio_sm_config* c, uint sideset_base) {
    OCEANHIL_PIO_FIELD(c->pinctrl, PINCTRL_SIDESET_BASE, sideset_base);
}
static inline void sm_config_set_sideset_pins(pio_sm_config* c, uint sideset_base) {
    sm_config_set_sideset_pin_base(c, sideset_base);
}
static inline void sm_config_set_sideset(pio_sm_config* c, uint bit_count, bool optional, bool pindirs) {
    OCEANHIL_PIO_FIELD(c->pinctrl, PINCTRL_SIDESET_COUNT, bit_count);
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_SIDE_EN, optional);
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_SIDE_PINDIR, pindirs);
}
static inline void sm_config_set_clkdiv_int_frac8(pio_sm_config* c, uint32_t div_int, uint8_t div_frac8) {
    c->clkdiv = div_int << PIO_SM0_CLKDIV_INT_LSB | (uint32_t)div_frac8 << PIO_SM0_CLKDIV_FRAC_LSB;
}
static inline void sm_config_set_clkdiv_int_frac(pio_sm_config* c, uint16_t div_int, uint8_t div_frac8) {
    sm_config_set_clkdiv_int_frac8(c, div_int, div_frac8);
}
/// To the nearest 256th.
static inline void pio_calculate_clkdiv8_from_float(float div, uint32_t* div_int, uint8_t* div_frac8) {
    const uint32_t parts = (uint32_t)(div * 256 + 0.5f);
    *div_int = parts >> 8;
    *div_frac8 = (uint8_t)parts;
}
static inline void pio_calculate_clkdiv_from_float(float div, uint16_t* div_int16, uint8_t* div_frac8) {
    uint32_t whole = 0;
    pio_calculate_clkdiv8_from_float(div, &whole, div_frac8);
    *div_int16 = (uint16_t)whole;
}
static inline void sm_config_set_clkdiv(pio_sm_config* c, float div) {
    uint32_t div_int = 0;
    uint8_t div_frac8 = 0;
    pio_calculate_clkdiv8_from_float(div, &div_int, &div_frac8);
    sm_config_set_clkdiv_int_frac8(c, div_int, div_frac8);
}
static inline void sm_config_set_wrap(pio_sm_config* c, uint wrap_target, uint wrap) {
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_WRAP_BOTTOM, wrap_target);
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_WRAP_TOP, wrap);
}
static inline void sm_config_set_jmp_pin(pio_sm_config* c, uint pin) {
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_JMP_PIN, pin);
}
static inline void sm_config_set_in_shift(pio_sm_config* c, bool shift_right, bool autopush, uint push_threshold) {
    OCEANHIL_PIO_FIELD(c->shiftctrl, SHIFTCTRL_IN_SHIFTDIR, shift_right);
    OCEANHIL_PIO_FIELD(c->shiftctrl, SHIFTCTRL_AUTOPUSH, autopush);
    OCEANHIL_PIO_FIELD(c->shiftctrl, SHIFTCTRL_PUSH_THRESH, push_threshold);
}
static inline void sm_config_set_out_shift(pio_sm_config* c, bool shift_right, bool autopull, uint pull_threshold) {
    OCEANHIL_PIO_FIELD(c->shiftctrl, SHIFTCTRL_OUT_SHIFTDIR, shift_right);
    OCEANHIL_PIO_FIELD(c->shiftctrl, SHIFTCTRL_AUTOPULL, autopull);
    OCEANHIL_PIO_FIELD(c->shiftctrl, SHIFTCTRL_PULL_THRESH, pull_threshold);
}
static inline void sm_config_set_fifo_join(pio_sm_config* c, enum pio_fifo_join join) {
    OCEANHIL_PIO_FIELD(c->shiftctrl, SHIFTCTRL_FJOIN_TX, join);
    OCEANHIL_PIO_FIELD(c->shiftctrl, SHIFTCTRL_FJOIN_RX, (uint)join >> 1);
}
static inline void sm_config_set_out_special(pio_sm_config* c, bool sticky, bool has_enable_pin, uint enable_bit_index) {
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_OUT_STICKY, sticky);
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_INLINE_OUT_EN, has_enable_pin);
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_OUT_EN_SEL, enable_bit_index);
}
static inline void sm_config_set_mov_status(pio_sm_config* c, enum pio_mov_status_type status_sel, uint status_n) {
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_STATUS_SEL, status_sel);
    OCEANHIL_PIO_FIELD(c->execctrl, EXECCTRL_STATUS_N, status_n);
}
static inline pio_sm_config pio_get_default_sm_config(void) {
    pio_sm_config c = {0, 0, 0, 0};
    sm_config_set_clkdiv_int_frac8(&c, 1, 0);
    sm_config_set_wrap(&c, 0, 31);
    sm_config_set_in_shift(&c, true, false, 32);
    sm_config_set_out_shift(&c, true, false, 32);
    return c;
}

static inline uint pio_get_index(PIO pio) { return PIO_NUM(pio); }
static inline uint pio_get_funcsel(PIO pio) { return PIO_FUNCSEL_NUM(pio, 0); }
static inline PIO pio_get_instance(uint instance) { return PIO_INSTANCE(instance); }
static inline uint pio_get_gpio_base(PIO pio) { return (void)pio, 0; }
static inline uint pio_get_dreq(PIO pio, uint sm, bool is_tx) { return PIO_DREQ_NUM(pio, sm, is_tx); }
static inline int pio_get_irq_num(PIO pio, uint irqn) { return (int)PIO_IRQ_NUM(pio, irqn); }
static inline int pio_set_gpio_base(PIO pio, uint gpio_base) { return (void)pio, (void)gpio_base, PICO_OK; }
void pio_gpio_init(PIO pio, uint pin);

bool pio_can_add_program(PIO pio, const pio_program_t* program);
bool pio_can_add_program_at_offset(PIO pio, const pio_program_t* program, uint offset);
/// Where it stands, from the end of the memory downwards; below 0 if there is no room.
int pio_add_program(PIO pio, const pio_program_t* program);
int pio_add_program_at_offset(PIO pio, const pio_program_t* program, uint offset);
void pio_remove_program(PIO pio, const pio_program_t* program, uint loaded_offset);
void pio_clear_instruction_memory(PIO pio);

int pio_sm_set_config(PIO pio, uint sm, const pio_sm_config* config);
/// It stands still behind it. Without a config it has the usual one.
int pio_sm_init(PIO pio, uint sm, uint initial_pc, const pio_sm_config* config);
void pio_set_sm_mask_enabled(PIO pio, uint32_t mask, bool enabled);
static inline void pio_sm_set_enabled(PIO pio, uint sm, bool enabled) { pio_set_sm_mask_enabled(pio, 1u << sm, enabled); }
void pio_restart_sm_mask(PIO pio, uint32_t mask);
static inline void pio_sm_restart(PIO pio, uint sm) { pio_restart_sm_mask(pio, 1u << sm); }
void pio_clkdiv_restart_sm_mask(PIO pio, uint32_t mask);
static inline void pio_sm_clkdiv_restart(PIO pio, uint sm) { pio_clkdiv_restart_sm_mask(pio, 1u << sm); }
void pio_enable_sm_mask_in_sync(PIO pio, uint32_t mask);
uint8_t pio_sm_get_pc(PIO pio, uint sm);
void pio_sm_exec(PIO pio, uint sm, uint instr);
bool pio_sm_is_exec_stalled(PIO pio, uint sm);
void pio_sm_exec_wait_blocking(PIO pio, uint sm, uint instr);
void pio_sm_set_wrap(PIO pio, uint sm, uint wrap_target, uint wrap);
void pio_sm_set_out_pins(PIO pio, uint sm, uint out_base, uint out_count);
void pio_sm_set_set_pins(PIO pio, uint sm, uint set_base, uint set_count);
void pio_sm_set_in_pins(PIO pio, uint sm, uint in_base);
void pio_sm_set_sideset_pins(PIO pio, uint sm, uint sideset_base);
void pio_sm_set_jmp_pin(PIO pio, uint sm, uint pin);
void pio_sm_set_clkdiv_int_frac8(PIO pio, uint sm, uint32_t div_int, uint8_t div_frac8);
static inline void pio_sm_set_clkdiv_int_frac(PIO pio, uint sm, uint16_t div_int, uint8_t div_frac8) {
    pio_sm_set_clkdiv_int_frac8(pio, sm, div_int, div_frac8);
}
static inline void pio_sm_set_clkdiv(PIO pio, uint sm, float div) {
    uint32_t div_int = 0;
    uint8_t div_frac8 = 0;
    pio_calculate_clkdiv8_from_float(div, &div_int, &div_frac8);
    pio_sm_set_clkdiv_int_frac8(pio, sm, div_int, div_frac8);
}

/// Into a full queue nothing goes, and from an empty one comes nothing.
void pio_sm_put(PIO pio, uint sm, uint32_t data);
uint32_t pio_sm_get(PIO pio, uint sm);
void pio_sm_put_blocking(PIO pio, uint sm, uint32_t data);
uint32_t pio_sm_get_blocking(PIO pio, uint sm);
bool pio_sm_is_rx_fifo_full(PIO pio, uint sm);
bool pio_sm_is_rx_fifo_empty(PIO pio, uint sm);
uint pio_sm_get_rx_fifo_level(PIO pio, uint sm);
bool pio_sm_is_tx_fifo_full(PIO pio, uint sm);
bool pio_sm_is_tx_fifo_empty(PIO pio, uint sm);
uint pio_sm_get_tx_fifo_level(PIO pio, uint sm);
void pio_sm_clear_fifos(PIO pio, uint sm);
void pio_sm_drain_tx_fifo(PIO pio, uint sm);

void pio_sm_set_pins(PIO pio, uint sm, uint32_t pin_values);
void pio_sm_set_pins_with_mask(PIO pio, uint sm, uint32_t pin_values, uint32_t pin_mask);
void pio_sm_set_pindirs_with_mask(PIO pio, uint sm, uint32_t pin_dirs, uint32_t pin_mask);
int pio_sm_set_consecutive_pindirs(PIO pio, uint sm, uint pins_base, uint pin_count, bool is_out);
static inline void pio_sm_set_pins64(PIO pio, uint sm, uint64_t pin_values) {
    pio_sm_set_pins(pio, sm, (uint32_t)pin_values);
}
static inline void pio_sm_set_pins_with_mask64(PIO pio, uint sm, uint64_t pin_values, uint64_t pin_mask) {
    pio_sm_set_pins_with_mask(pio, sm, (uint32_t)pin_values, (uint32_t)pin_mask);
}
static inline void pio_sm_set_pindirs_with_mask64(PIO pio, uint sm, uint64_t pin_dirs, uint64_t pin_mask) {
    pio_sm_set_pindirs_with_mask(pio, sm, (uint32_t)pin_dirs, (uint32_t)pin_mask);
}

/// One that is claimed is a panic.
void pio_sm_claim(PIO pio, uint sm);
void pio_claim_sm_mask(PIO pio, uint sm_mask);
void pio_sm_unclaim(PIO pio, uint sm);
/// -1 if there is none left; a panic if one is required.
int pio_claim_unused_sm(PIO pio, bool required);
bool pio_sm_is_claimed(PIO pio, uint sm);
/// On the second block first.
bool pio_claim_free_sm_and_add_program(const pio_program_t* program, PIO* pio, uint* sm, uint* offset);
static inline bool pio_claim_free_sm_and_add_program_for_gpio_range(const pio_program_t* program, PIO* pio, uint* sm,
                                                                    uint* offset, uint gpio_base, uint gpio_count,
                                                                    bool set_gpio_base) {
    (void)gpio_base, (void)gpio_count, (void)set_gpio_base;
    return pio_claim_free_sm_and_add_program(program, pio, sm, offset);
}
void pio_remove_program_and_unclaim_sm(const pio_program_t* program, PIO pio, uint sm, uint offset);

typedef enum pio_interrupt_source {
    pis_sm0_rx_fifo_not_empty = 0,
    pis_sm1_rx_fifo_not_empty,
    pis_sm2_rx_fifo_not_empty,
    pis_sm3_rx_fifo_not_empty,
    pis_sm0_tx_fifo_not_full,
    pis_sm1_tx_fifo_not_full,
    pis_sm2_tx_fifo_not_full,
    pis_sm3_tx_fifo_not_full,
    pis_interrupt0,
    pis_interrupt1,
    pis_interrupt2,
    pis_interrupt3
} pio_interrupt_source_t;

static inline pio_interrupt_source_t pio_get_tx_fifo_not_full_interrupt_source(uint sm) {
    return (pio_interrupt_source_t)(pis_sm0_tx_fifo_not_full + sm);
}
static inline pio_interrupt_source_t pio_get_rx_fifo_not_empty_interrupt_source(uint sm) {
    return (pio_interrupt_source_t)(pis_sm0_rx_fifo_not_empty + sm);
}
void pio_set_irqn_source_mask_enabled(PIO pio, uint irq_index, uint32_t source_mask, bool enabled);
static inline void pio_set_irqn_source_enabled(PIO pio, uint irq_index, pio_interrupt_source_t source, bool enabled) {
    pio_set_irqn_source_mask_enabled(pio, irq_index, 1u << source, enabled);
}
static inline void pio_set_irq0_source_enabled(PIO pio, pio_interrupt_source_t source, bool enabled) {
    pio_set_irqn_source_enabled(pio, 0, source, enabled);
}
static inline void pio_set_irq1_source_enabled(PIO pio, pio_interrupt_source_t source, bool enabled) {
    pio_set_irqn_source_enabled(pio, 1, source, enabled);
}
static inline void pio_set_irq0_source_mask_enabled(PIO pio, uint32_t source_mask, bool enabled) {
    pio_set_irqn_source_mask_enabled(pio, 0, source_mask, enabled);
}
static inline void pio_set_irq1_source_mask_enabled(PIO pio, uint32_t source_mask, bool enabled) {
    pio_set_irqn_source_mask_enabled(pio, 1, source_mask, enabled);
}
bool pio_interrupt_get(PIO pio, uint pio_interrupt_num);
void pio_interrupt_clear(PIO pio, uint pio_interrupt_num);

#ifdef __cplusplus
}
#endif
