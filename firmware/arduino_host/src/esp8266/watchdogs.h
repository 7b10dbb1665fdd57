/// The two watchdogs of an ESP8266: the SDK's, which bites first, and the chip's behind it.
///
/// Facts: the core's documentation ("Watchdog" of the FAQ "My ESP crashes"); registers of the chip's by Mongoose OS,
/// platforms/esp8266/esp_hw_wdt_register.h.
#ifndef OCEANHIL_WATCHDOGS_H
#define OCEANHIL_WATCHDOGS_H

#include <stdint.h>

namespace oceanhil {

/// Where the registers of the chip's watchdog begin, and how many words they are.
constexpr uint32_t kWatchdogRegisters = 0x60000900;
constexpr uint32_t kWatchdogWords = 7;

/// Whether the SDK's watches from now on.
void watch_by_sdk(bool is_on);

uint32_t read_watchdog(uint32_t word);
void write_watchdog(uint32_t word, uint32_t value);

}  // namespace oceanhil

#endif
