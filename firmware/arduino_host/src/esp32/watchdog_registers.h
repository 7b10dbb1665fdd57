/// The watchdogs of the timer groups by their addresses.
#pragma once

#include <stdint.h>

namespace oceanhil {

uint32_t read_watchdog(unsigned group, uint32_t address);
void write_watchdog(unsigned group, uint32_t address, uint32_t value);

}  // namespace oceanhil
