#include <Arduino.h>
#include <driver/gpio.h>

#include "pin_interrupts.h"

namespace {

esp_err_t set_mode(gpio_num_t pin, uint8_t mode) {
    if (pin < 0 || pin >= SOC_GPIO_PIN_COUNT) {
        return ESP_ERR_INVALID_ARG;
    }
    pinMode(static_cast<uint8_t>(pin), mode);
    return ESP_OK;
}

uint8_t wiring_mode_of(gpio_mode_t mode) {
    switch (mode) {
        case GPIO_MODE_OUTPUT:
        case GPIO_MODE_INPUT_OUTPUT:
            return OUTPUT;
        case GPIO_MODE_OUTPUT_OD:
        case GPIO_MODE_INPUT_OUTPUT_OD:
            return OUTPUT_OPEN_DRAIN;
        default:
            return INPUT;
    }
}

uint8_t pulled(const gpio_config_t& config) {
    if (config.mode != GPIO_MODE_INPUT) {
        return wiring_mode_of(config.mode);
    }
    return config.pull_up_en == GPIO_PULLUP_ENABLE
               ? INPUT_PULLUP
               : (config.pull_down_en == GPIO_PULLDOWN_ENABLE ? INPUT_PULLDOWN : INPUT);
}

}  // namespace

extern "C" {

esp_err_t gpio_config(const gpio_config_t* pGPIOConfig) {
    for (int pin = 0; pin < SOC_GPIO_PIN_COUNT; ++pin) {
        if ((pGPIOConfig->pin_bit_mask >> pin & 1) != 0) {
            set_mode(static_cast<gpio_num_t>(pin), pulled(*pGPIOConfig));
            oceanhil::set_interrupt_of(static_cast<gpio_num_t>(pin), pGPIOConfig->intr_type);
        }
    }
    return pGPIOConfig->pin_bit_mask >> SOC_GPIO_PIN_COUNT == 0 ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t gpio_reset_pin(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT_PULLUP); }

esp_err_t gpio_set_direction(gpio_num_t gpio_num, gpio_mode_t mode) { return set_mode(gpio_num, wiring_mode_of(mode)); }

esp_err_t gpio_set_level(gpio_num_t gpio_num, uint32_t level) {
    if (gpio_num < 0 || gpio_num >= SOC_GPIO_PIN_COUNT) {
        return ESP_ERR_INVALID_ARG;
    }
    digitalWrite(static_cast<uint8_t>(gpio_num), level != 0 ? HIGH : LOW);
    return ESP_OK;
}

int gpio_get_level(gpio_num_t gpio_num) { return gpio_num < 0 ? 0 : digitalRead(static_cast<uint8_t>(gpio_num)); }

esp_err_t gpio_set_pull_mode(gpio_num_t gpio_num, gpio_pull_mode_t pull) {
    const bool is_up = pull == GPIO_PULLUP_ONLY || pull == GPIO_PULLUP_PULLDOWN;
    return set_mode(gpio_num, is_up ? INPUT_PULLUP : (pull == GPIO_PULLDOWN_ONLY ? INPUT_PULLDOWN : INPUT));
}

esp_err_t gpio_pullup_en(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT_PULLUP); }

esp_err_t gpio_pullup_dis(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT); }

esp_err_t gpio_pulldown_en(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT_PULLDOWN); }

esp_err_t gpio_pulldown_dis(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT); }

esp_err_t gpio_hold_en(gpio_num_t gpio_num) { return gpio_num < 0 ? ESP_ERR_INVALID_ARG : ESP_OK; }

esp_err_t gpio_hold_dis(gpio_num_t gpio_num) { return gpio_hold_en(gpio_num); }

void gpio_deep_sleep_hold_en(void) {}

void gpio_deep_sleep_hold_dis(void) {}

esp_err_t gpio_wakeup_enable(gpio_num_t gpio_num, gpio_int_type_t intr_type) {
    const bool is_level = intr_type == GPIO_INTR_LOW_LEVEL || intr_type == GPIO_INTR_HIGH_LEVEL;
    return is_level ? gpio_hold_en(gpio_num) : ESP_ERR_INVALID_ARG;
}

esp_err_t gpio_wakeup_disable(gpio_num_t gpio_num) { return gpio_hold_en(gpio_num); }

}  // extern "C"
