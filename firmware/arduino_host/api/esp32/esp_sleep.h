/// Sleep of ESP-IDF (components/esp_hw_support/include/esp_sleep.h), woken by the timer.
///
/// Pins, touch pads and UARTs can be set to wake the board, and nothing moves them here. What stays powered in a sleep
/// makes no difference. Not here: the ULP.
#pragma once

#include <esp_err.h>
#include <hal/gpio_types.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    ESP_SLEEP_WAKEUP_UNDEFINED,
    ESP_SLEEP_WAKEUP_ALL,
    ESP_SLEEP_WAKEUP_EXT0,
    ESP_SLEEP_WAKEUP_EXT1,
    ESP_SLEEP_WAKEUP_TIMER,
    ESP_SLEEP_WAKEUP_TOUCHPAD,
    ESP_SLEEP_WAKEUP_ULP,
    ESP_SLEEP_WAKEUP_GPIO,
    ESP_SLEEP_WAKEUP_UART,
    ESP_SLEEP_WAKEUP_WIFI,
    ESP_SLEEP_WAKEUP_COCPU,
    ESP_SLEEP_WAKEUP_COCPU_TRAP_TRIG,
    ESP_SLEEP_WAKEUP_BT
} esp_sleep_source_t;

typedef esp_sleep_source_t esp_sleep_wakeup_cause_t;

esp_err_t esp_sleep_enable_timer_wakeup(uint64_t time_in_us);
esp_err_t esp_sleep_disable_wakeup_source(esp_sleep_source_t source);
esp_sleep_wakeup_cause_t esp_sleep_get_wakeup_cause(void);

typedef enum {
    ESP_EXT1_WAKEUP_ALL_LOW = 0,
    ESP_EXT1_WAKEUP_ANY_LOW = 0,
    ESP_EXT1_WAKEUP_ANY_HIGH = 1
} esp_sleep_ext1_wakeup_mode_t;
typedef enum { ESP_GPIO_WAKEUP_GPIO_LOW = 0, ESP_GPIO_WAKEUP_GPIO_HIGH = 1 } esp_deepsleep_gpio_wake_up_mode_t;
typedef enum {
    ESP_PD_DOMAIN_RTC_PERIPH,
    ESP_PD_DOMAIN_RTC_SLOW_MEM,
    ESP_PD_DOMAIN_RTC_FAST_MEM,
    ESP_PD_DOMAIN_XTAL,
    ESP_PD_DOMAIN_VDDSDIO,
    ESP_PD_DOMAIN_MAX
} esp_sleep_pd_domain_t;
typedef enum { ESP_PD_OPTION_OFF, ESP_PD_OPTION_ON, ESP_PD_OPTION_AUTO } esp_sleep_pd_option_t;
typedef int touch_pad_t;
#define TOUCH_PAD_MAX 15

esp_err_t esp_sleep_enable_ext0_wakeup(gpio_num_t gpio_num, int level);
esp_err_t esp_sleep_enable_ext1_wakeup(uint64_t io_mask, esp_sleep_ext1_wakeup_mode_t level_mode);
esp_err_t esp_sleep_enable_ext1_wakeup_io(uint64_t io_mask, esp_sleep_ext1_wakeup_mode_t level_mode);
esp_err_t esp_deep_sleep_enable_gpio_wakeup(uint64_t gpio_pin_mask, esp_deepsleep_gpio_wake_up_mode_t mode);
esp_err_t esp_sleep_enable_gpio_wakeup(void);
esp_err_t esp_sleep_enable_uart_wakeup(int uart_num);
esp_err_t esp_sleep_enable_touchpad_wakeup(void);
esp_err_t esp_sleep_pd_config(esp_sleep_pd_domain_t domain, esp_sleep_pd_option_t option);
/// Which pin or pad woke the board: none.
uint64_t esp_sleep_get_ext1_wakeup_status(void);
uint64_t esp_sleep_get_gpio_wakeup_status(void);
touch_pad_t esp_sleep_get_touchpad_wakeup_status(void);
/// Without a timer nothing wakes the board but a reset.
void esp_deep_sleep_start(void) __attribute__((noreturn));
void esp_deep_sleep(uint64_t time_in_us) __attribute__((noreturn));
/// As `esp_deep_sleep_start`; nothing rejects it.
esp_err_t esp_deep_sleep_try_to_start(void);
esp_err_t esp_deep_sleep_try(uint64_t time_in_us);
/// Called before the board falls into deep sleep, in the order of their coming; three at most.
typedef void (*esp_deep_sleep_cb_t)(void);
esp_err_t esp_deep_sleep_register_hook(esp_deep_sleep_cb_t new_dslp_cb);
void esp_deep_sleep_deregister_hook(esp_deep_sleep_cb_t old_dslp_cb);
/// The ROM goes on to print.
void esp_deep_sleep_disable_rom_logging(void);
esp_err_t esp_sleep_enable_wifi_wakeup(void);
esp_err_t esp_sleep_disable_wifi_wakeup(void);
esp_err_t esp_sleep_enable_bt_wakeup(void);
esp_err_t esp_sleep_disable_bt_wakeup(void);
bool esp_sleep_is_valid_wakeup_gpio(gpio_num_t gpio_num);
/// Causes as bits, by their numbers.
uint32_t esp_sleep_get_wakeup_causes(void);
/// ESP_ERR_INVALID_STATE where nothing would wake it.
esp_err_t esp_light_sleep_start(void);

#ifdef __cplusplus
}
#endif
