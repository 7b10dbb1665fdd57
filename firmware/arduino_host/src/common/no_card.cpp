#ifndef ESP32
#include <SD.h>

bool SDClass::begin(uint8_t, uint32_t) { return false; }

bool SDClass::begin(uint8_t, SPIClass&) { return false; }

bool SDClass::begin(uint8_t, uint8_t, uint8_t) { return false; }

SDClass SD;
#endif
