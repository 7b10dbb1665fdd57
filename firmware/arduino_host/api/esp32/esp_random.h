/// The chip's own generator. Facts: esp_random.h of ESP-IDF.
#ifndef OCEANHIL_ESP_RANDOM_H
#define OCEANHIL_ESP_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t esp_random(void);
void esp_fill_random(void* bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
