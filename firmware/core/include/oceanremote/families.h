/// The families of boards that the core knows: `python -m tools.tables` writes this file from boards/.
#ifndef OCEANREMOTE_FAMILIES_H
#define OCEANREMOTE_FAMILIES_H

// clang-format off
/// A family keeps its number for ever.
typedef enum or_family {
    OR_ESP32 = 0,
    OR_ESP8266 = 1,
    OR_PICOW = 2,
    OR_ESP32S3 = 3,
    OR_ESP32C3 = 4
} or_family;

/// Calls `row` for each: its constant, and its word in the agent protocol, with which, in capitals, device IDs begin.
#define OR_EACH_FAMILY(row) \
    row(OR_ESP32, "esp32") \
    row(OR_ESP8266, "esp8266") \
    row(OR_PICOW, "picow") \
    row(OR_ESP32S3, "esp32s3") \
    row(OR_ESP32C3, "esp32c3")
// clang-format on

#endif
