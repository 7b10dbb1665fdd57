/// The certificates that come with ESP-IDF (components/mbedtls/esp_crt_bundle/include/esp_crt_bundle.h of 5.5.1). Any
/// bundle has the server's authority here.
#pragma once

#include <esp_err.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// For the field `crt_bundle_attach` of a configuration; it does nothing else.
esp_err_t esp_crt_bundle_attach(void* conf);

#ifdef __cplusplus
}
#endif
