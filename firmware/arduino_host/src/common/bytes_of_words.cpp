#include <Arduino.h>

uint16_t makeWord(uint16_t value) { return value; }

uint16_t makeWord(uint8_t high, uint8_t low) { return static_cast<uint16_t>((high << 8) | low); }
