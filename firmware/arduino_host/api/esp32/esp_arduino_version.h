/// The version of arduino-esp32 whose behaviour this is: a sketch for 2.x says so by ESP_ARDUINO_VERSION_MAJOR, and has the
/// names of 2.0.17 where 3.x has others.
#ifndef OCEANHIL_ESP_ARDUINO_VERSION_H
#define OCEANHIL_ESP_ARDUINO_VERSION_H

#ifndef ESP_ARDUINO_VERSION_MAJOR
#define ESP_ARDUINO_VERSION_MAJOR 3
#endif
#if ESP_ARDUINO_VERSION_MAJOR < 3
#define ESP_ARDUINO_VERSION_MINOR 0
#define ESP_ARDUINO_VERSION_PATCH 17
#define ESP_ARDUINO_VERSION_STR "2.0.17"
#else
#define ESP_ARDUINO_VERSION_MINOR 3
#define ESP_ARDUINO_VERSION_PATCH 2
#define ESP_ARDUINO_VERSION_STR "3.3.2"
#endif
#define ESP_ARDUINO_VERSION_VAL(major, minor, patch) (((major) << 16) | ((minor) << 8) | (patch))
#define ESP_ARDUINO_VERSION \
    ESP_ARDUINO_VERSION_VAL(ESP_ARDUINO_VERSION_MAJOR, ESP_ARDUINO_VERSION_MINOR, ESP_ARDUINO_VERSION_PATCH)

#endif
