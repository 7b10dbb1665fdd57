/// Pins by pico-sdk's own names. Facts: src/rp2_common/hardware_gpio of pico-sdk. Interrupts are of edges; levels
/// are missing. Strength, slew and hysteresis are kept, without effect.
#pragma once

#include <hardware/structs/io_bank0.h>
#include <hardware/structs/pads_bank0.h>
#include <hardware/structs/sio.h>
#include <stdbool.h>
#include <stdint.h>

#define GPIO_IN 0
#define GPIO_OUT 1

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned int uint;

/// What a pin is given to. Pins that are not SIO's neither drive nor are read here.
enum gpio_function {
    GPIO_FUNC_XIP = 0,
    GPIO_FUNC_SPI = 1,
    GPIO_FUNC_UART = 2,
    GPIO_FUNC_I2C = 3,
    GPIO_FUNC_PWM = 4,
    GPIO_FUNC_SIO = 5,
    GPIO_FUNC_PIO0 = 6,
    GPIO_FUNC_PIO1 = 7,
    GPIO_FUNC_GPCK = 8,
    GPIO_FUNC_USB = 9,
    GPIO_FUNC_NULL = 0x1f
};

/// An input, low when it becomes an output.
void gpio_init(uint gpio);
void gpio_deinit(uint gpio);
void gpio_set_function(uint gpio, enum gpio_function fn);
enum gpio_function gpio_get_function(uint gpio);
void gpio_set_dir(uint gpio, bool out);
bool gpio_is_dir_out(uint gpio);
uint gpio_get_dir(uint gpio);
void gpio_put(uint gpio, bool value);
bool gpio_get(uint gpio);
bool gpio_get_out_level(uint gpio);
void gpio_set_pulls(uint gpio, bool up, bool down);
void gpio_pull_up(uint gpio);
void gpio_pull_down(uint gpio);
void gpio_disable_pulls(uint gpio);
bool gpio_is_pulled_up(uint gpio);
bool gpio_is_pulled_down(uint gpio);

enum gpio_slew_rate { GPIO_SLEW_RATE_SLOW = 0, GPIO_SLEW_RATE_FAST = 1 };
enum gpio_drive_strength {
    GPIO_DRIVE_STRENGTH_2MA = 0,
    GPIO_DRIVE_STRENGTH_4MA = 1,
    GPIO_DRIVE_STRENGTH_8MA = 2,
    GPIO_DRIVE_STRENGTH_12MA = 3
};
void gpio_set_input_hysteresis_enabled(uint gpio, bool enabled);
bool gpio_is_input_hysteresis_enabled(uint gpio);
void gpio_set_slew_rate(uint gpio, enum gpio_slew_rate slew);
enum gpio_slew_rate gpio_get_slew_rate(uint gpio);
void gpio_set_drive_strength(uint gpio, enum gpio_drive_strength drive);
enum gpio_drive_strength gpio_get_drive_strength(uint gpio);

enum gpio_irq_level {
    GPIO_IRQ_LEVEL_LOW = 0x1,
    GPIO_IRQ_LEVEL_HIGH = 0x2,
    GPIO_IRQ_EDGE_FALL = 0x4,
    GPIO_IRQ_EDGE_RISE = 0x8,
};

typedef void (*gpio_irq_callback_t)(uint gpio, uint32_t event_mask);

/// One callback for all pins. A level ends the program: it is not simulated.
void gpio_set_irq_callback(gpio_irq_callback_t callback);
void gpio_set_irq_enabled(uint gpio, uint32_t event_mask, bool enabled);
void gpio_set_irq_enabled_with_callback(uint gpio, uint32_t event_mask, bool enabled, gpio_irq_callback_t callback);
/// An edge is over with its callback here, as one of `gpio_set_irq_callback` finds it there.
static inline void gpio_acknowledge_irq(uint gpio, uint32_t event_mask) { (void)gpio, (void)event_mask; }

/// Pins of a mask, a bit each.
void gpio_init_mask(uint32_t gpio_mask);
void gpio_set_mask(uint32_t mask);
void gpio_clr_mask(uint32_t mask);
void gpio_put_masked(uint32_t mask, uint32_t value);
void gpio_set_dir_out_masked(uint32_t mask);
void gpio_set_dir_in_masked(uint32_t mask);
uint32_t gpio_get_all(void);
void gpio_xor_mask(uint32_t mask);
void gpio_put_all(uint32_t value);
void gpio_set_dir_masked(uint32_t mask, uint32_t value);
void gpio_set_dir_all_bits(uint32_t values);

#ifdef __cplusplus
}
#endif
