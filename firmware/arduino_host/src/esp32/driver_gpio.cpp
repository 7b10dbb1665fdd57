#include <Arduino.h>
#include <driver/gpio.h>
#include <driver/rtc_io.h>

#include "machine/machine.h"
#include "oceanhil/pin_owner.h"
#include "pin_interrupts.h"
#include "soc/soc_caps.h"

namespace {

esp_err_t set_mode(gpio_num_t pin, uint8_t mode) {
    if (pin < 0 || pin >= SOC_GPIO_PIN_COUNT) {
        return ESP_ERR_INVALID_ARG;
    }
    pinMode(static_cast<uint8_t>(pin), mode);
    return mode == INPUT || oceanhil::can_drive(static_cast<uint8_t>(pin)) ? ESP_OK : ESP_ERR_INVALID_ARG;
}

bool is_output(gpio_mode_t mode) { return mode != GPIO_MODE_DISABLE && mode != GPIO_MODE_INPUT; }

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

/// A deep sleep takes the power of the other pads, and their latch.
bool stays_powered_in_sleep(gpio_num_t pin) {
#if defined(CONFIG_IDF_TARGET_ESP32C3)
    return pin <= GPIO_NUM_5;  // those of the supply VDD3P3_RTC
#else
    return rtc_gpio_is_valid_gpio(pin);
#endif
}

}  // namespace

extern "C" {

esp_err_t gpio_config(const gpio_config_t* pGPIOConfig) {
    if (is_output(pGPIOConfig->mode) && (pGPIOConfig->pin_bit_mask & ~SOC_GPIO_VALID_OUTPUT_GPIO_MASK) != 0) {
        return ESP_ERR_INVALID_ARG;
    }
    for (int pin = 0; pin < SOC_GPIO_PIN_COUNT; ++pin) {
        if ((pGPIOConfig->pin_bit_mask >> pin & 1) != 0) {
            set_mode(static_cast<gpio_num_t>(pin), pulled(*pGPIOConfig));
            oceanhil::set_interrupt_of(static_cast<gpio_num_t>(pin), pGPIOConfig->intr_type);
        }
    }
    return pGPIOConfig->pin_bit_mask >> SOC_GPIO_PIN_COUNT == 0 ? ESP_OK : ESP_ERR_INVALID_ARG;
}

// Of a pin without resistors it only says that there are none.
esp_err_t gpio_reset_pin(gpio_num_t gpio_num) {
    set_mode(gpio_num, INPUT_PULLUP);
    return gpio_num < 0 || gpio_num >= SOC_GPIO_PIN_COUNT ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t gpio_set_direction(gpio_num_t gpio_num, gpio_mode_t mode) { return set_mode(gpio_num, wiring_mode_of(mode)); }

esp_err_t gpio_set_level(gpio_num_t gpio_num, uint32_t level) {
    if (gpio_num < 0 || gpio_num >= SOC_GPIO_PIN_COUNT) {
        return ESP_ERR_INVALID_ARG;
    }
    digitalWrite(static_cast<uint8_t>(gpio_num), level != 0 ? HIGH : LOW);
    return ESP_OK;
}

int gpio_get_level(gpio_num_t gpio_num) {
    // Of what the core knows of a pin the driver knows nothing.
    return gpio_num >= 0 && oceanhil::machine::pin_look(static_cast<uint8_t>(gpio_num)) ? 1 : 0;
}

esp_err_t gpio_set_pull_mode(gpio_num_t gpio_num, gpio_pull_mode_t pull) {
    const bool is_up = pull == GPIO_PULLUP_ONLY || pull == GPIO_PULLUP_PULLDOWN;
    return set_mode(gpio_num, is_up ? INPUT_PULLUP : (pull == GPIO_PULLDOWN_ONLY ? INPUT_PULLDOWN : INPUT));
}

esp_err_t gpio_pullup_en(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT_PULLUP); }

esp_err_t gpio_pullup_dis(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT); }

esp_err_t gpio_pulldown_en(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT_PULLDOWN); }

esp_err_t gpio_pulldown_dis(gpio_num_t gpio_num) { return set_mode(gpio_num, INPUT); }

esp_err_t gpio_hold_en(gpio_num_t gpio_num) {
    if (!GPIO_IS_VALID_OUTPUT_GPIO(gpio_num)) {
        return ESP_ERR_NOT_SUPPORTED;
    }
    oceanhil::machine::pad_latch(static_cast<uint8_t>(gpio_num), stays_powered_in_sleep(gpio_num));
    return ESP_OK;
}

esp_err_t gpio_hold_dis(gpio_num_t gpio_num) {
    if (!GPIO_IS_VALID_OUTPUT_GPIO(gpio_num)) {
        return ESP_ERR_NOT_SUPPORTED;
    }
    oceanhil::machine::pad_let_go(static_cast<uint8_t>(gpio_num));
    return ESP_OK;
}

void gpio_deep_sleep_hold_en(void) { oceanhil::machine::pads_latch_in_sleep(true); }

void gpio_deep_sleep_hold_dis(void) { oceanhil::machine::pads_latch_in_sleep(false); }

esp_err_t rtc_gpio_hold_en(gpio_num_t gpio_num) {
    return rtc_gpio_is_valid_gpio(gpio_num) ? gpio_hold_en(gpio_num) : ESP_ERR_INVALID_ARG;
}

esp_err_t rtc_gpio_hold_dis(gpio_num_t gpio_num) {
    return rtc_gpio_is_valid_gpio(gpio_num) ? gpio_hold_dis(gpio_num) : ESP_ERR_INVALID_ARG;
}

/// Neither driven nor pulled, and latched so (ESP-IDF, components/esp_driver_gpio/src/rtc_io.c).
esp_err_t rtc_gpio_isolate(gpio_num_t gpio_num) {
    if (!rtc_gpio_is_valid_gpio(gpio_num)) {
        return ESP_ERR_INVALID_ARG;
    }
    set_mode(gpio_num, INPUT);
    oceanhil::machine::pad_latch(static_cast<uint8_t>(gpio_num), true);
    return ESP_OK;
}

esp_err_t gpio_wakeup_enable(gpio_num_t gpio_num, gpio_int_type_t intr_type) {
    const bool is_level = intr_type == GPIO_INTR_LOW_LEVEL || intr_type == GPIO_INTR_HIGH_LEVEL;
    return gpio_num >= 0 && is_level ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t gpio_wakeup_disable(gpio_num_t gpio_num) { return gpio_num < 0 ? ESP_ERR_INVALID_ARG : ESP_OK; }

}  // extern "C"
