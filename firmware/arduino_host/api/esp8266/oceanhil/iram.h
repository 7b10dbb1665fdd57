/// What stands in the RAM of an ESP8266, where interrupts find it: such a function begins with instructions that do nothing, so
/// that `attachInterrupt` knows it (src/esp8266/iram.cpp). A section of its own, as the core has it, would stand anywhere.
#ifndef OCEANHIL_IRAM_H
#define OCEANHIL_IRAM_H

#if defined(__ELF__) && defined(__i386__) && defined(__has_attribute)
#if __has_attribute(patchable_function_entry)
#define OCEANHIL_TELLS_IRAM 1
#define IRAM_ATTR __attribute__((patchable_function_entry(8)))
#define ICACHE_RAM_ATTR IRAM_ATTR
#endif
#endif

#endif
