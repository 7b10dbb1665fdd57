/// How threads that are created next begin (ESP-IDF 5.5.1, components/pthread/include/esp_pthread.h); each task has its own
/// say in it.
///
/// Differs: whatever memory a stack is to lie in, it comes from the one heap that there is.
#pragma once

#include <esp_err.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    size_t stack_size;
    size_t prio;
    /// Whether a thread hands this on to those that it creates.
    bool inherit_cfg;
    const char* thread_name;
    int pin_to_core;
    uint32_t stack_alloc_caps;
} esp_pthread_cfg_t;

esp_pthread_cfg_t esp_pthread_get_default_config(void);
/// ESP_ERR_INVALID_ARG for a stack below PTHREAD_STACK_MIN, and for memory that has no bytes.
esp_err_t esp_pthread_set_cfg(const esp_pthread_cfg_t* cfg);
/// ESP_ERR_NOT_FOUND, and nothing but zeros, where none was set.
esp_err_t esp_pthread_get_cfg(esp_pthread_cfg_t* p);
esp_err_t esp_pthread_init(void);

#ifdef __cplusplus
}
#endif
