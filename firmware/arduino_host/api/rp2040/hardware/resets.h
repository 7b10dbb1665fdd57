/// Which parts of the chip are held in reset (src/rp2_common/hardware_resets of pico-sdk 2): it is kept, and no part here
/// does anything else for it. Registers are missing.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned int uint;

// Numbers and bits of the parts (RP2040 Datasheet, "Subsystem Resets").
#define RESET_ADC 0
#define RESETS_RESET_ADC_BITS (1u << RESET_ADC)
#define RESET_BUSCTRL 1
#define RESETS_RESET_BUSCTRL_BITS (1u << RESET_BUSCTRL)
#define RESET_DMA 2
#define RESETS_RESET_DMA_BITS (1u << RESET_DMA)
#define RESET_I2C0 3
#define RESETS_RESET_I2C0_BITS (1u << RESET_I2C0)
#define RESET_I2C1 4
#define RESETS_RESET_I2C1_BITS (1u << RESET_I2C1)
#define RESET_IO_BANK0 5
#define RESETS_RESET_IO_BANK0_BITS (1u << RESET_IO_BANK0)
#define RESET_IO_QSPI 6
#define RESETS_RESET_IO_QSPI_BITS (1u << RESET_IO_QSPI)
#define RESET_JTAG 7
#define RESETS_RESET_JTAG_BITS (1u << RESET_JTAG)
#define RESET_PADS_BANK0 8
#define RESETS_RESET_PADS_BANK0_BITS (1u << RESET_PADS_BANK0)
#define RESET_PADS_QSPI 9
#define RESETS_RESET_PADS_QSPI_BITS (1u << RESET_PADS_QSPI)
#define RESET_PIO0 10
#define RESETS_RESET_PIO0_BITS (1u << RESET_PIO0)
#define RESET_PIO1 11
#define RESETS_RESET_PIO1_BITS (1u << RESET_PIO1)
#define RESET_PLL_SYS 12
#define RESETS_RESET_PLL_SYS_BITS (1u << RESET_PLL_SYS)
#define RESET_PLL_USB 13
#define RESETS_RESET_PLL_USB_BITS (1u << RESET_PLL_USB)
#define RESET_PWM 14
#define RESETS_RESET_PWM_BITS (1u << RESET_PWM)
#define RESET_RTC 15
#define RESETS_RESET_RTC_BITS (1u << RESET_RTC)
#define RESET_SPI0 16
#define RESETS_RESET_SPI0_BITS (1u << RESET_SPI0)
#define RESET_SPI1 17
#define RESETS_RESET_SPI1_BITS (1u << RESET_SPI1)
#define RESET_SYSCFG 18
#define RESETS_RESET_SYSCFG_BITS (1u << RESET_SYSCFG)
#define RESET_SYSINFO 19
#define RESETS_RESET_SYSINFO_BITS (1u << RESET_SYSINFO)
#define RESET_TBMAN 20
#define RESETS_RESET_TBMAN_BITS (1u << RESET_TBMAN)
#define RESET_TIMER 21
#define RESETS_RESET_TIMER_BITS (1u << RESET_TIMER)
#define RESET_UART0 22
#define RESETS_RESET_UART0_BITS (1u << RESET_UART0)
#define RESET_UART1 23
#define RESETS_RESET_UART1_BITS (1u << RESET_UART1)
#define RESET_USBCTRL 24
#define RESETS_RESET_USBCTRL_BITS (1u << RESET_USBCTRL)
#define NUM_RESETS 25

void reset_block_mask(uint32_t bits);
void unreset_block_mask(uint32_t bits);
static inline void unreset_block_mask_wait_blocking(uint32_t bits) { unreset_block_mask(bits); }
static inline void reset_block(uint32_t bits) { reset_block_mask(bits); }
static inline void unreset_block(uint32_t bits) { unreset_block_mask(bits); }
static inline void unreset_block_wait(uint32_t bits) { unreset_block_mask(bits); }
static inline void reset_block_num(uint32_t num) { reset_block_mask(1u << num); }
static inline void unreset_block_num(uint num) { unreset_block_mask(1u << num); }
static inline void unreset_block_num_wait_blocking(uint num) { unreset_block_mask(1u << num); }
static inline void reset_unreset_block_num_wait_blocking(uint num) {
    reset_block_num(num);
    unreset_block_num(num);
}

#ifdef __cplusplus
}
#endif
