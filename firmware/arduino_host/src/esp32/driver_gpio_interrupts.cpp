// Interrupts of pins by ESP-IDF's names. Facts: components/esp_driver_gpio/src/gpio.c of ESP-IDF 5.5.1.
#include <Arduino.h>
#include <boot.h>
#include <driver/gpio.h>
#include <machine.h>

#include "oceanhil/pin_owner.h"
#include "oceanhil/pins.h"
#include "pin_interrupts.h"

namespace machine = oceanhil::machine;

namespace {

constexpr char kNoLevels[] = "gpio_set_intr_type: interrupts of levels are not simulated, take an edge\r\n";

struct PinInterrupt {
    gpio_int_type_t type = GPIO_INTR_DISABLE;
    gpio_isr_t handler = nullptr;
    void* argument = nullptr;
    bool is_on = false;
    gpio_drive_cap_t strength = GPIO_DRIVE_CAP_DEFAULT;
};

PinInterrupt pin_interrupts[SOC_GPIO_PIN_COUNT];

bool is_gpio(gpio_num_t pin) { return pin >= 0 && pin < SOC_GPIO_PIN_COUNT; }

machine::Edge edge_of_type(gpio_int_type_t type) {
    if (type == GPIO_INTR_POSEDGE) {
        return machine::Edge::rising;
    }
    return type == GPIO_INTR_NEGEDGE ? machine::Edge::falling : machine::Edge::change;
}

/// Calls the handler from now on, or no more.
void follow_interrupt(gpio_num_t pin) {
    const PinInterrupt& found = pin_interrupts[pin];
    const bool is_wanted = found.is_on && found.handler != nullptr && found.type != GPIO_INTR_DISABLE;
    if (!is_wanted) {
        oceanhil::detach(static_cast<uint8_t>(pin));
        return;
    }
    if (found.type == GPIO_INTR_LOW_LEVEL || found.type == GPIO_INTR_HIGH_LEVEL) {
        machine::console_write(reinterpret_cast<const uint8_t*>(kNoLevels), sizeof kNoLevels - 1);
        machine::crash(machine::Crash::abort);
    }
    oceanhil::attach(
        static_cast<uint8_t>(pin), [pin] { pin_interrupts[pin].handler(pin_interrupts[pin].argument); }, edge_of_type(found.type));
}

}  // namespace

namespace oceanhil {

void set_interrupt_of(gpio_num_t pin, gpio_int_type_t type) {
    pin_interrupts[pin].type = type;
    pin_interrupts[pin].is_on = type != GPIO_INTR_DISABLE;
    if (pin_interrupts[pin].handler != nullptr) {
        follow_interrupt(pin);
    }
}

}  // namespace oceanhil

extern "C" {

esp_err_t gpio_install_isr_service(int) {
    if (oceanhil::has_pin_interrupts()) {
        return ESP_ERR_INVALID_STATE;
    }
    oceanhil::set_pin_interrupts(true);
    return ESP_OK;
}

void gpio_uninstall_isr_service(void) {
    for (int pin = 0; oceanhil::has_pin_interrupts() && pin < SOC_GPIO_PIN_COUNT; ++pin) {
        gpio_isr_handler_remove(static_cast<gpio_num_t>(pin));
    }
    oceanhil::set_pin_interrupts(false);
}

esp_err_t gpio_isr_handler_add(gpio_num_t gpio_num, gpio_isr_t isr_handler, void* args) {
    if (!oceanhil::has_pin_interrupts()) {
        return ESP_ERR_INVALID_STATE;
    }
    if (!is_gpio(gpio_num)) {
        return ESP_ERR_INVALID_ARG;
    }
    pin_interrupts[gpio_num].handler = isr_handler;
    pin_interrupts[gpio_num].argument = args;
    return gpio_intr_enable(gpio_num);
}

esp_err_t gpio_isr_handler_remove(gpio_num_t gpio_num) {
    if (!oceanhil::has_pin_interrupts()) {
        return ESP_ERR_INVALID_STATE;
    }
    if (!is_gpio(gpio_num)) {
        return ESP_ERR_INVALID_ARG;
    }
    if (pin_interrupts[gpio_num].handler != nullptr) {
        pin_interrupts[gpio_num].handler = nullptr;
        pin_interrupts[gpio_num].is_on = false;
        follow_interrupt(gpio_num);
    }
    return ESP_OK;
}

esp_err_t gpio_set_intr_type(gpio_num_t gpio_num, gpio_int_type_t intr_type) {
    if (!is_gpio(gpio_num) || intr_type > GPIO_INTR_HIGH_LEVEL) {
        return ESP_ERR_INVALID_ARG;
    }
    pin_interrupts[gpio_num].type = intr_type;
    if (pin_interrupts[gpio_num].handler != nullptr) {
        follow_interrupt(gpio_num);
    }
    return ESP_OK;
}

esp_err_t gpio_intr_enable(gpio_num_t gpio_num) {
    if (!is_gpio(gpio_num)) {
        return ESP_ERR_INVALID_ARG;
    }
    pin_interrupts[gpio_num].is_on = true;
    if (pin_interrupts[gpio_num].handler != nullptr) {
        follow_interrupt(gpio_num);
    }
    return ESP_OK;
}

esp_err_t gpio_intr_disable(gpio_num_t gpio_num) {
    if (!is_gpio(gpio_num)) {
        return ESP_ERR_INVALID_ARG;
    }
    pin_interrupts[gpio_num].is_on = false;
    if (pin_interrupts[gpio_num].handler != nullptr) {
        follow_interrupt(gpio_num);
    }
    return ESP_OK;
}

esp_err_t gpio_set_drive_capability(gpio_num_t gpio_num, gpio_drive_cap_t strength) {
    if (!is_gpio(gpio_num) || strength >= GPIO_DRIVE_CAP_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    pin_interrupts[gpio_num].strength = strength;
    return ESP_OK;
}

esp_err_t gpio_get_drive_capability(gpio_num_t gpio_num, gpio_drive_cap_t* strength) {
    if (!is_gpio(gpio_num) || strength == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *strength = pin_interrupts[gpio_num].strength;
    return ESP_OK;
}

}  // extern "C"
