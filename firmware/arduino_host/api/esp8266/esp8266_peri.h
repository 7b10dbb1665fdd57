/// The chip's registers of pins and chance, under the names of the core (cores/esp8266/esp8266_peri.h). They are objects
/// that do what a register does when it is read and written.
///
/// Not here: registers of timers, UARTs, I2C, I2S and the real-time clock, and `ESP8266_REG`.
#ifndef OCEANHIL_ESP8266_PERI_H
#define OCEANHIL_ESP8266_PERI_H

#ifdef __cplusplus

#include <stdint.h>

#include "oceanhil/chip_register.h"

#define ESP8266_CLOCK 80000000UL

namespace oceanhil {

/// Levels out of 16 pins, to be set and cleared; which of them are outputs; levels as they are. Then those of pin 16.
extern ChipRegister out, out_set, out_clear, enable, enable_set, enable_clear, in;
extern ChipRegister out_16, enable_16, in_16;
extern ChipRegister random_word;
/// How a pin is driven, and what it is for: kept, and without effect.
extern uint32_t pin_config[17];
extern uint32_t pin_function[17];

/// The user's words of the clock's memory are no memory of this program.
extern volatile uint32_t rtc_user_memory[] __attribute__((unavailable(
    "RTC_USER_MEM is not simulated as memory; use ESP.rtcUserMemoryRead and ESP.rtcUserMemoryWrite, which have its words")));

}  // namespace oceanhil

#define RTC_USER_MEM (oceanhil::rtc_user_memory)

#define GPO oceanhil::out
#define GPOS oceanhil::out_set
#define GPOC oceanhil::out_clear
#define GPE oceanhil::enable
#define GPES oceanhil::enable_set
#define GPEC oceanhil::enable_clear
#define GPI oceanhil::in
#define GP16O oceanhil::out_16
#define GP16E oceanhil::enable_16
#define GP16I oceanhil::in_16
#define RANDOM_REG32 oceanhil::random_word

#define GPOP(p) ((GPO & (1 << ((p) & 0xF))) != 0)
#define GPEP(p) ((GPE & (1 << ((p) & 0xF))) != 0)
#define GPIP(p) ((GPI & (1 << ((p) & 0xF))) != 0)

#define GPC(p) oceanhil::pin_config[(p) & 0xF]
#define GPF(p) oceanhil::pin_function[(p) & 0xF]
#define GP16C oceanhil::pin_config[16]
#define GP16F oceanhil::pin_function[16]
#define GPC16 GP16C
#define GPF16 GP16F

#define GPCWE 10
#define GPCI 7
#define GPCD 2
#define GPCS 0

#define GPFSOE 0
#define GPFSS 1
#define GPFSPD 2
#define GPFSPU 3
#define GPFFS0 4
#define GPFFS1 5
#define GPFPD 6
#define GPFPU 7
#define GPFFS2 8
#define GPFFS(f) (((((f) & 4) != 0) << GPFFS2) | ((((f) & 2) != 0) << GPFFS1) | ((((f) & 1) != 0) << GPFFS0))
#define GPFFS_GPIO(p) (((p) == 0 || (p) == 2 || (p) == 4 || (p) == 5) ? 0 : ((p) == 16) ? 1 : 3)
#define GPFFS_BUS(p)                                                                                           \
    (((p) == 1 || (p) == 3)                                                               ? 0                  \
     : ((p) == 2 || (p) == 12 || (p) == 13 || (p) == 14 || (p) == 15)                     ? 2                  \
     : ((p) == 0)                                                                         ? 4                  \
                                                                                          : 1)
#define GP16FPD 3
#define GP16FFS(f) (((f) & 0x03) | (((f) & 0x04) << 4))

#endif
#endif
