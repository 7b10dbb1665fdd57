/// Pins by the SDK's calls (tools/sdk/include/gpio.h). Missing: its own interrupts (`attachInterrupt` has them), and
/// registers by numbers.
#ifndef _GPIO_H_
#define _GPIO_H_

#include <eagle_soc.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    GPIO_PIN_INTR_DISABLE = 0,
    GPIO_PIN_INTR_POSEDGE = 1,
    GPIO_PIN_INTR_NEGEDGE = 2,
    GPIO_PIN_INTR_ANYEDGE = 3,
    GPIO_PIN_INTR_LOLEVEL = 4,
    GPIO_PIN_INTR_HILEVEL = 5
} GPIO_INT_TYPE;

#define GPIO_OUTPUT_SET(pin, value) \
    gpio_output_set((uint32)(value) << (pin), (uint32)((~(value)) & 0x01) << (pin), (uint32)1 << (pin), 0)
#define GPIO_DIS_OUTPUT(pin) gpio_output_set(0, 0, 0, (uint32)1 << (pin))
#define GPIO_INPUT_GET(pin) ((gpio_input_get() >> (pin)) & BIT0)

static inline void gpio_init(void) {}

/// Masks of pins below 16: which go high, which low, which become outputs and which inputs.
static inline void gpio_output_set(uint32 set_mask, uint32 clear_mask, uint32 enable_mask, uint32 disable_mask) {
    GPIO_REG_WRITE(GPIO_OUT_W1TS_ADDRESS, set_mask);
    GPIO_REG_WRITE(GPIO_OUT_W1TC_ADDRESS, clear_mask);
    GPIO_REG_WRITE(GPIO_ENABLE_W1TS_ADDRESS, enable_mask);
    GPIO_REG_WRITE(GPIO_ENABLE_W1TC_ADDRESS, disable_mask);
}

static inline uint32 gpio_input_get(void) { return GPIO_REG_READ(GPIO_IN_ADDRESS); }

// A pin that is to wake the chip from light sleep: it sleeps no longer than it is told to here.
static inline void gpio_pin_wakeup_enable(uint32 pin, GPIO_INT_TYPE state) { (void)pin, (void)state; }
static inline void gpio_pin_wakeup_disable(void) {}

#ifdef __cplusplus
}
#endif

#endif
