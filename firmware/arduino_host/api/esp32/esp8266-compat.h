/// Names of the ESP8266's core. Facts: cores/esp32/esp8266-compat.h.
#ifndef OCEANHIL_ESP8266_COMPAT_H
#define OCEANHIL_ESP8266_COMPAT_H

#ifndef ICACHE_FLASH_ATTR
#define ICACHE_FLASH_ATTR
#define ICACHE_RAM_ATTR
#endif

#endif
