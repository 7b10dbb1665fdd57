/// The radio's own pins by pico-sdk's names (src/rp2_common/pico_cyw43_arch of pico-sdk 2). `WiFi` has begun the radio.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef unsigned int uint;

#define CYW43_WL_GPIO_LED_PIN 0
#define CYW43_COUNTRY(A, B, REV) ((unsigned char)(A) | ((unsigned char)(B) << 8) | ((REV) << 16))
#define CYW43_COUNTRY_WORLDWIDE CYW43_COUNTRY('X', 'X', 0)

#ifdef __cplusplus
extern "C" {
#endif

void cyw43_arch_gpio_put(uint wl_gpio, bool value);
bool cyw43_arch_gpio_get(uint wl_gpio);
/// That which `WiFi` has begun the radio with: the board's menu says worldwide by itself.
uint32_t cyw43_arch_get_country_code(void);

#ifdef __cplusplus
}
#endif
