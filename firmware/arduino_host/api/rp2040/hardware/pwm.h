/// Pulses by slices (src/rp2_common/hardware_pwm/include/hardware/pwm.h of pico-sdk 2): what a pin shows is how much of
/// the time it is high. A slice counts in the board's time, and tells of each wrap by interrupt or to DMA. Counting what
/// comes in at a pin is missing: where that is asked for the counter stands still.
#pragma once

#include <hardware/address_mapped.h>
#include <hardware/gpio.h>
#include <hardware/regs/dreq.h>
#include <hardware/regs/intctrl.h>
#include <hardware/regs/pwm.h>
#include <stdbool.h>
#include <stdint.h>

#define NUM_PWM_SLICES 8

#define PWM_GPIO_SLICE_NUM(gpio) ((gpio) >> 1 & 7)
#define PWM_DREQ_NUM(slice_num) (DREQ_PWM_WRAP0 + (slice_num))
#define PWM_DEFAULT_IRQ_NUM() PWM_IRQ_WRAP

enum pwm_chan { PWM_CHAN_A = 0, PWM_CHAN_B = 1 };
enum pwm_clkdiv_mode { PWM_DIV_FREE_RUNNING = 0, PWM_DIV_B_HIGH = 1, PWM_DIV_B_RISING = 2, PWM_DIV_B_FALLING = 3 };

/// As the registers CSR, DIV (in sixteenths) and TOP.
typedef struct {
    uint32_t csr;
    uint32_t div;
    uint32_t top;
} pwm_config;

#ifdef __cplusplus
extern "C" {
#endif

static inline uint pwm_gpio_to_slice_num(uint gpio) { return gpio >> 1 & 7; }
static inline uint pwm_gpio_to_channel(uint gpio) { return gpio & 1; }
static inline pwm_config pwm_get_default_config(void) {
    const pwm_config usual = {0, 1u << PWM_CH0_DIV_INT_LSB, 0xffffu};
    return usual;
}
static inline void pwm_config_set_wrap(pwm_config* c, uint16_t wrap) { c->top = wrap; }
static inline void pwm_config_set_clkdiv_int_frac4(pwm_config* c, uint32_t div_int, uint8_t div_frac4) {
    c->div = div_int << PWM_CH0_DIV_INT_LSB | div_frac4;
}
static inline void pwm_config_set_clkdiv_int_frac(pwm_config* c, uint8_t div_int, uint8_t div_frac4) {
    pwm_config_set_clkdiv_int_frac4(c, div_int, div_frac4);
}
static inline void pwm_config_set_clkdiv(pwm_config* c, float div) { c->div = (uint32_t)(div * 16); }
static inline void pwm_config_set_clkdiv_int(pwm_config* c, uint32_t div) { pwm_config_set_clkdiv_int_frac4(c, div, 0); }
static inline void pwm_config_set_phase_correct(pwm_config* c, bool phase_correct) {
    c->csr = (c->csr & ~PWM_CH0_CSR_PH_CORRECT_BITS) | (phase_correct ? PWM_CH0_CSR_PH_CORRECT_BITS : 0);
}
static inline void pwm_config_set_clkdiv_mode(pwm_config* c, enum pwm_clkdiv_mode mode) {
    c->csr = (c->csr & ~PWM_CH0_CSR_DIVMODE_BITS) | (uint32_t)mode << PWM_CH0_CSR_DIVMODE_LSB;
}
static inline void pwm_config_set_output_polarity(pwm_config* c, bool a, bool b) {
    c->csr = (c->csr & ~(PWM_CH0_CSR_A_INV_BITS | PWM_CH0_CSR_B_INV_BITS)) | (a ? PWM_CH0_CSR_A_INV_BITS : 0) |
             (b ? PWM_CH0_CSR_B_INV_BITS : 0);
}
void pwm_init(uint slice_num, pwm_config* c, bool start);
void pwm_set_wrap(uint slice_num, uint16_t wrap);
void pwm_set_chan_level(uint slice_num, uint chan, uint16_t level);
void pwm_set_both_levels(uint slice_num, uint16_t level_a, uint16_t level_b);
void pwm_set_gpio_level(uint gpio, uint16_t level);
/// Its pitch shows nowhere.
void pwm_set_clkdiv(uint slice_num, float divider);
void pwm_set_clkdiv_int_frac4(uint slice_num, uint8_t div_int, uint8_t div_frac4);
static inline void pwm_set_clkdiv_int_frac(uint slice_num, uint8_t div_int, uint8_t div_frac4) {
    pwm_set_clkdiv_int_frac4(slice_num, div_int, div_frac4);
}
void pwm_set_phase_correct(uint slice_num, bool phase_correct);
void pwm_set_output_polarity(uint slice_num, bool a, bool b);
void pwm_set_enabled(uint slice_num, bool enabled);
/// Of all slices at once.
void pwm_set_mask_enabled(uint32_t mask);
void pwm_set_clkdiv_mode(uint slice_num, enum pwm_clkdiv_mode mode);
uint16_t pwm_get_counter(uint slice_num);
void pwm_set_counter(uint slice_num, uint16_t c);
/// One step further, or back.
void pwm_advance_count(uint slice_num);
void pwm_retard_count(uint slice_num);
static inline uint pwm_get_dreq(uint slice_num) { return PWM_DREQ_NUM(slice_num); }
/// A handler is called once a wrap, also if it clears nothing.
void pwm_set_irq_enabled(uint slice_num, bool enabled);
static inline void pwm_set_irq0_enabled(uint slice_num, bool enabled) { pwm_set_irq_enabled(slice_num, enabled); }
void pwm_set_irq_mask_enabled(uint32_t slice_mask, bool enabled);
static inline void pwm_set_irq0_mask_enabled(uint32_t mask, bool enabled) { pwm_set_irq_mask_enabled(mask, enabled); }
void pwm_clear_irq(uint slice_num);
void pwm_force_irq(uint slice_num);
static inline void pwm_force_irq0(uint slice_num) { pwm_force_irq(slice_num); }
uint32_t pwm_get_irq_status_mask(void);
static inline uint32_t pwm_get_irq0_status_mask(void) { return pwm_get_irq_status_mask(); }

#ifdef __cplusplus
}

namespace oceanhil {

/// A register of a slice, or of all of them: what is written there shows at pins.
class PwmRegister {
  public:
    enum class Kind : uint8_t { csr, div, ctr, cc, top, en, intr, inte, intf, ints };

    PwmRegister(uint8_t slice, Kind kind) : slice_(slice), kind_(kind) {}
    PwmRegister(const PwmRegister&) = delete;
    operator uint32_t() const;
    PwmRegister& operator=(uint32_t value);
    PwmRegister& operator=(const PwmRegister& other) { return *this = static_cast<uint32_t>(other); }
    PwmRegister& operator|=(uint32_t value) { return *this = *this | value; }
    PwmRegister& operator&=(uint32_t value) { return *this = *this & value; }
    PwmRegister& operator^=(uint32_t value) { return *this = *this ^ value; }

  private:
    uint8_t slice_;
    Kind kind_;
};

}  // namespace oceanhil

struct pwm_slice_hw_t {
    oceanhil::PwmRegister csr;
    oceanhil::PwmRegister div;
    oceanhil::PwmRegister ctr;
    oceanhil::PwmRegister cc;
    oceanhil::PwmRegister top;

    explicit pwm_slice_hw_t(uint8_t number)
        : csr(number, oceanhil::PwmRegister::Kind::csr),
          div(number, oceanhil::PwmRegister::Kind::div),
          ctr(number, oceanhil::PwmRegister::Kind::ctr),
          cc(number, oceanhil::PwmRegister::Kind::cc),
          top(number, oceanhil::PwmRegister::Kind::top) {}
};

struct pwm_hw_t {
    pwm_slice_hw_t slice[NUM_PWM_SLICES];
    oceanhil::PwmRegister en;
    oceanhil::PwmRegister intr;
    oceanhil::PwmRegister inte;
    oceanhil::PwmRegister intf;
    oceanhil::PwmRegister ints;
};

extern pwm_hw_t oceanhil_pwm_registers;
#define pwm_hw (&oceanhil_pwm_registers)
#endif
