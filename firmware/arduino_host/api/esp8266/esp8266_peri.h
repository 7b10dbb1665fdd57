/// The chip's registers of pins, chance, the SPI controller of the sketch and the user's memory in the clock, under the
/// names of the core (cores/esp8266/esp8266_peri.h). Those of pins are objects that do what a register does when it is
/// read and written; the others are at their addresses.
///
/// Not here: registers of timers, UARTs, I2C, I2S, the flash and the clock. `ESP8266_REG` of one of them ends the program.
#ifndef ESP8266_PERI_H_INCLUDED
#define ESP8266_PERI_H_INCLUDED

#include "c_types.h"
#include "esp8266_undocumented.h"

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

}  // namespace oceanhil

#define ESP8266_REG(addr) *((volatile uint32_t*)(0x60000000 + (addr)))
#define ESP8266_DREG(addr) *((volatile uint32_t*)(0x3FF00000 + (addr)))

/// Words that outlast a reset.
#define RTC_USER_MEM ((volatile uint32_t*)0x60001200)

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
/// Of the controller whose bus a sketch has; a transfer is over at once.
#define SPI1CMD ESP8266_REG(0x100)
#define SPI1A ESP8266_REG(0x104)
#define SPI1C ESP8266_REG(0x108)
#define SPI1C1 ESP8266_REG(0x10C)
#define SPI1RS ESP8266_REG(0x110)
#define SPI1C2 ESP8266_REG(0x114)
#define SPI1CLK ESP8266_REG(0x118)
#define SPI1U ESP8266_REG(0x11C)
#define SPI1U1 ESP8266_REG(0x120)
#define SPI1U2 ESP8266_REG(0x124)
#define SPI1WS ESP8266_REG(0x128)
#define SPI1P ESP8266_REG(0x12C)
#define SPI1S ESP8266_REG(0x130)
#define SPI1S1 ESP8266_REG(0x134)
#define SPI1S2 ESP8266_REG(0x138)
#define SPI1S3 ESP8266_REG(0x13C)
#define SPI1W0 ESP8266_REG(0x140)
#define SPI1W1 ESP8266_REG(0x144)
#define SPI1W2 ESP8266_REG(0x148)
#define SPI1W3 ESP8266_REG(0x14C)
#define SPI1W4 ESP8266_REG(0x150)
#define SPI1W5 ESP8266_REG(0x154)
#define SPI1W6 ESP8266_REG(0x158)
#define SPI1W7 ESP8266_REG(0x15C)
#define SPI1W8 ESP8266_REG(0x160)
#define SPI1W9 ESP8266_REG(0x164)
#define SPI1W10 ESP8266_REG(0x168)
#define SPI1W11 ESP8266_REG(0x16C)
#define SPI1W12 ESP8266_REG(0x170)
#define SPI1W13 ESP8266_REG(0x174)
#define SPI1W14 ESP8266_REG(0x178)
#define SPI1W15 ESP8266_REG(0x17C)
#define SPI1W(p) ESP8266_REG(0x140 + (((p) & 0xF) * 4))
#define SPI1E0 ESP8266_REG(0x1F0)
#define SPI1E1 ESP8266_REG(0x1F4)
#define SPI1E2 ESP8266_REG(0x1F8)
#define SPI1E3 ESP8266_REG(0x1FC)

#define SPICMDUSR (1 << 18)
#define SPIBUSY (1 << 18)
#define SPICWBO (1 << 26)
#define SPICRBO (1 << 25)
#define SPICQIO (1 << 24)
#define SPICDIO (1 << 23)
#define SPICQOUT (1 << 20)
#define SPICDOUT (1 << 14)
#define SPICFASTRD (1 << 13)
#define SPICLK_EQU_SYSCLK (1 << 31)
#define SPICLKDIVPRE 0x1FFF
#define SPICLKDIVPRE_S 18
#define SPICLKCN 0x3F
#define SPICLKCN_S 12
#define SPICLKCH 0x3F
#define SPICLKCH_S 6
#define SPICLKCL 0x3F
#define SPICLKCL_S 0
#define SPIUCOMMAND (1 << 31)
#define SPIUADDR (1 << 30)
#define SPIUDUMMY (1 << 29)
#define SPIUMISO (1 << 28)
#define SPIUMOSI (1 << 27)
#define SPIUMOSIH (1 << 25)
#define SPIUMISOH (1 << 24)
#define SPIUWRBYO (1 << 11)
#define SPIURDBYO (1 << 10)
#define SPIUSME (1 << 7)
#define SPIUSSE (1 << 6)
#define SPIUCSSETUP (1 << 5)
#define SPIUCSHOLD (1 << 4)
#define SPIUDUPLEX (1 << 0)
#define SPILCOMMAND 28
#define SPILADDR 26
#define SPILDUMMY 0
#define SPILMISO 8
#define SPILMOSI 17
#define SPIMCOMMAND 0xF
#define SPIMADDR 0x3F
#define SPIMDUMMY 0xFF
#define SPIMMISO 0x1FF
#define SPIMMOSI 0x1FF

#define GP16FPD 3
#define GP16FFS(f) (((f) & 0x03) | (((f) & 0x04) << 4))

#endif
#endif
