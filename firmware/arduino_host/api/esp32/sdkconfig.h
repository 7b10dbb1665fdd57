/// What ESP-IDF below arduino-esp32 3.x is configured as, as far as programs ask for it and it holds here. What is missing
/// here (Bluetooth, PSRAM, IPv6 of the network) is not defined. Facts: the sdkconfig of esp32-arduino-lib-builder.
#pragma once

// Whoever names no chip has an ESP32.
#if !defined(CONFIG_IDF_TARGET_ESP32) && !defined(CONFIG_IDF_TARGET_ESP32S3) && !defined(CONFIG_IDF_TARGET_ESP32C3)
#define CONFIG_IDF_TARGET_ESP32 1
#endif

#define CONFIG_FREERTOS_HZ 1000
#define CONFIG_ESP_TASK_WDT_TIMEOUT_S 5
#define CONFIG_LWIP_MAX_SOCKETS 16
#define CONFIG_LWIP_MAX_ACTIVE_TCP 16
#define CONFIG_LWIP_MAX_LISTENING_TCP 16
#define CONFIG_LOG_DEFAULT_LEVEL 1
#define CONFIG_ARDUINO_LOOP_STACK_SIZE 8192
#define CONFIG_ESP_MAIN_TASK_STACK_SIZE 4096
#if defined(CONFIG_IDF_TARGET_ESP32C3)
#define CONFIG_FREERTOS_UNICORE 1
#define CONFIG_ARDUINO_RUNNING_CORE 0
#define CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ 160
#else
#define CONFIG_ARDUINO_RUNNING_CORE 1
#define CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ 240
#endif
#define CONFIG_ARDUINO_EVENT_RUNNING_CORE CONFIG_ARDUINO_RUNNING_CORE
#define CONFIG_ARDUINO_UDP_RUNNING_CORE CONFIG_ARDUINO_RUNNING_CORE
