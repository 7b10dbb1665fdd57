/// Pins as ESP-IDF has them (components/esp_driver_gpio/include/driver/gpio.h).
///
/// Not here: interrupts of ESP-IDF's own (`gpio_isr_handler_add`), strengths.
#ifndef OCEANHIL_DRIVER_GPIO_H
#define OCEANHIL_DRIVER_GPIO_H

#include <esp_err.h>
#include <hal/gpio_types.h>

#ifdef __cplusplus
extern "C" {
#endif

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
// What a level is while the board sleeps or restarts shows nowhere.
esp_err_t gpio_hold_en(gpio_num_t gpio_num);
esp_err_t gpio_hold_dis(gpio_num_t gpio_num);
void gpio_deep_sleep_hold_en(void);
void gpio_deep_sleep_hold_dis(void);
// Nothing moves a pin, so none wakes the board.
esp_err_t gpio_wakeup_enable(gpio_num_t gpio_num, gpio_int_type_t intr_type);
esp_err_t gpio_wakeup_disable(gpio_num_t gpio_num);

#ifdef __cplusplus
}
#endif

#endif
