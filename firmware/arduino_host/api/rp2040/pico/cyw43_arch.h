/// The radio's own pins by pico-sdk's names (src/rp2_common/pico_cyw43_arch of pico-sdk 2), and its turns. `WiFi` has begun the
/// radio, and joins networks: what does that here is missing.
#pragma once

#include <cyw43.h>

#include <stdbool.h>
#include <stdint.h>

typedef unsigned int uint;

#define CYW43_WL_GPIO_LED_PIN 0

#ifdef __cplusplus
extern "C" {
#endif

void cyw43_arch_gpio_put(uint wl_gpio, bool value);
bool cyw43_arch_gpio_get(uint wl_gpio);
/// That which `WiFi` has begun the radio with: the board's menu says worldwide by itself.
uint32_t cyw43_arch_get_country_code(void);
/// Between them nothing of lwIP runs; they nest.
void cyw43_arch_lwip_begin(void);
void cyw43_arch_lwip_end(void);
#define cyw43_arch_lwip_protect(function, argument) \
    (cyw43_arch_lwip_begin(), (function)(argument), cyw43_arch_lwip_end())
static inline void cyw43_arch_lwip_check(void) {}
/// The radio has its turns by itself: what is due is served.
void cyw43_arch_poll(void);

#ifdef __cplusplus
}
#endif
