/// Pins as ESP-IDF has them (components/esp_driver_gpio/include/driver/gpio.h).
///
/// Not here: `gpio_isr_register`, an interrupt for all pins at once.
#ifndef OCEANHIL_DRIVER_GPIO_H
#define OCEANHIL_DRIVER_GPIO_H

#include <esp_err.h>
#include <esp_intr_alloc.h>
#include <hal/gpio_types.h>
#include <soc/soc_caps.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GPIO_IS_VALID_GPIO(gpio_num) \
    ((gpio_num) >= 0 && (gpio_num) < SOC_GPIO_PIN_COUNT && (SOC_GPIO_VALID_GPIO_MASK >> (gpio_num) & 1) != 0)
#define GPIO_IS_VALID_OUTPUT_GPIO(gpio_num) \
    (GPIO_IS_VALID_GPIO(gpio_num) && (SOC_GPIO_VALID_OUTPUT_GPIO_MASK >> (gpio_num) & 1) != 0)

typedef void (*gpio_isr_t)(void* arg);
typedef enum {
    GPIO_DRIVE_CAP_0 = 0,
    GPIO_DRIVE_CAP_1 = 1,
    GPIO_DRIVE_CAP_2 = 2,
    GPIO_DRIVE_CAP_DEFAULT = 2,
    GPIO_DRIVE_CAP_3 = 3,
    GPIO_DRIVE_CAP_MAX,
} gpio_drive_cap_t;

typedef struct {
    uint64_t pin_bit_mask;
    gpio_mode_t mode;
    gpio_pullup_t pull_up_en;
    gpio_pulldown_t pull_down_en;
    gpio_int_type_t intr_type;
} gpio_config_t;

// ESP_ERR_INVALID_ARG for a pin that there is none of.
esp_err_t gpio_config(const gpio_config_t* pGPIOConfig);
/// An input that is pulled up.
esp_err_t gpio_reset_pin(gpio_num_t gpio_num);
esp_err_t gpio_set_direction(gpio_num_t gpio_num, gpio_mode_t mode);
esp_err_t gpio_set_level(gpio_num_t gpio_num, uint32_t level);
int gpio_get_level(gpio_num_t gpio_num);
esp_err_t gpio_set_pull_mode(gpio_num_t gpio_num, gpio_pull_mode_t pull);
esp_err_t gpio_pullup_en(gpio_num_t gpio_num);
esp_err_t gpio_pullup_dis(gpio_num_t gpio_num);
esp_err_t gpio_pulldown_en(gpio_num_t gpio_num);
esp_err_t gpio_pulldown_dis(gpio_num_t gpio_num);
/// Latches the pad as it is until it is let go or power is lost, through resets; through a deep sleep only if it lies in
/// the power domain that a sleep leaves on, or with the next. ESP_ERR_NOT_SUPPORTED for a pin that is no output.
esp_err_t gpio_hold_en(gpio_num_t gpio_num);
esp_err_t gpio_hold_dis(gpio_num_t gpio_num);
/// Latches all pads in each deep sleep.
void gpio_deep_sleep_hold_en(void);
void gpio_deep_sleep_hold_dis(void);
// Nothing moves a pin, so none wakes the board.
esp_err_t gpio_wakeup_enable(gpio_num_t gpio_num, gpio_int_type_t intr_type);
esp_err_t gpio_wakeup_disable(gpio_num_t gpio_num);

// Interrupts at edges. One of a level ends the program once it is on: levels are not simulated.
/// ESP_ERR_INVALID_STATE if it is there, which it is after `attachInterrupt`.
esp_err_t gpio_install_isr_service(int intr_alloc_flags);
void gpio_uninstall_isr_service(void);
/// ESP_ERR_INVALID_STATE without the above. It is called at what `gpio_set_intr_type` or `gpio_config` say.
esp_err_t gpio_isr_handler_add(gpio_num_t gpio_num, gpio_isr_t isr_handler, void* args);
esp_err_t gpio_isr_handler_remove(gpio_num_t gpio_num);
esp_err_t gpio_set_intr_type(gpio_num_t gpio_num, gpio_int_type_t intr_type);
esp_err_t gpio_intr_enable(gpio_num_t gpio_num);
esp_err_t gpio_intr_disable(gpio_num_t gpio_num);

// How strongly a pin is driven shows nowhere; it is told again.
esp_err_t gpio_set_drive_capability(gpio_num_t gpio_num, gpio_drive_cap_t strength);
esp_err_t gpio_get_drive_capability(gpio_num_t gpio_num, gpio_drive_cap_t* strength);

#ifdef __cplusplus
}
#endif

#endif
