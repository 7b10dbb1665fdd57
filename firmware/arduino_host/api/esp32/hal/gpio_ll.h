/// Pins by their registers (components/hal/CHIP/include/hal/gpio_ll.h of ESP-IDF): levels, directions and resistors.
/// Interrupts, functions and holds are missing; `driver/gpio.h` has them.
#pragma once

#include <driver/gpio.h>
#include <soc/gpio_struct.h>
#include <stdint.h>

#ifdef __cplusplus

typedef oceanhil::GpioRegisters gpio_dev_t;

/// There is one such part.
#define GPIO_LL_GET_HW(num) (((num) == 0) ? (&GPIO) : nullptr)

static inline void gpio_ll_set_level(gpio_dev_t* hw, uint32_t gpio_num, uint32_t level) {
    (void)hw;
    gpio_set_level((gpio_num_t)gpio_num, level);
}
static inline int gpio_ll_get_level(gpio_dev_t* hw, uint32_t gpio_num) {
    (void)hw;
    return gpio_get_level((gpio_num_t)gpio_num);
}
static inline void gpio_ll_output_enable(gpio_dev_t* hw, uint32_t gpio_num) {
    if (gpio_num < 32) {
        oceanhil::ChipRegister& low = oceanhil::register_of(hw->enable_w1ts);
        low = 1UL << gpio_num;
    } else {
        hw->enable1_w1ts.val = 1UL << (gpio_num - 32);
    }
}
static inline void gpio_ll_output_disable(gpio_dev_t* hw, uint32_t gpio_num) {
    if (gpio_num < 32) {
        oceanhil::ChipRegister& low = oceanhil::register_of(hw->enable_w1tc);
        low = 1UL << gpio_num;
    } else {
        hw->enable1_w1tc.val = 1UL << (gpio_num - 32);
    }
}
static inline void gpio_ll_pullup_en(gpio_dev_t* hw, uint32_t gpio_num) {
    (void)hw;
    gpio_pullup_en((gpio_num_t)gpio_num);
}
static inline void gpio_ll_pullup_dis(gpio_dev_t* hw, uint32_t gpio_num) {
    (void)hw;
    gpio_pullup_dis((gpio_num_t)gpio_num);
}
static inline void gpio_ll_pulldown_en(gpio_dev_t* hw, uint32_t gpio_num) {
    (void)hw;
    gpio_pulldown_en((gpio_num_t)gpio_num);
}
static inline void gpio_ll_pulldown_dis(gpio_dev_t* hw, uint32_t gpio_num) {
    (void)hw;
    gpio_pulldown_dis((gpio_num_t)gpio_num);
}

#endif
