/// Registers by their addresses (tools/sdk/include/eagle_soc.h): those of pins, and of what pins are for.
///
/// Differs: an address of which nothing is known here ends the program.
#ifndef _EAGLE_SOC_H_
#define _EAGLE_SOC_H_

#include <c_types.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t oceanhil_read_register(uint32_t address);
void oceanhil_write_register(uint32_t address, uint32_t value);

#ifdef __cplusplus
}
#endif

#define READ_PERI_REG(address) oceanhil_read_register((uint32_t)(address))
#define WRITE_PERI_REG(address, value) oceanhil_write_register((uint32_t)(address), (uint32_t)(value))
#define CLEAR_PERI_REG_MASK(address, mask) WRITE_PERI_REG((address), (READ_PERI_REG(address) & (~(mask))))
#define SET_PERI_REG_MASK(address, mask) WRITE_PERI_REG((address), (READ_PERI_REG(address) | (mask)))

#define BIT0 0x00000001
#define BIT1 0x00000002
#define BIT2 0x00000004
#define BIT3 0x00000008
#define BIT4 0x00000010
#define BIT5 0x00000020
#define BIT6 0x00000040
#define BIT7 0x00000080
#define BIT8 0x00000100
#define BIT9 0x00000200
#define BIT10 0x00000400
#define BIT11 0x00000800
#define BIT12 0x00001000
#define BIT13 0x00002000
#define BIT14 0x00004000
#define BIT15 0x00008000
#define BIT16 0x00010000

#define PERIPHS_GPIO_BASEADDR 0x60000300
#define PERIPHS_RTC_BASEADDR 0x60000700
#define PERIPHS_IO_MUX 0x60000800

#define GPIO_REG_READ(offset) READ_PERI_REG(PERIPHS_GPIO_BASEADDR + (offset))
#define GPIO_REG_WRITE(offset, value) WRITE_PERI_REG(PERIPHS_GPIO_BASEADDR + (offset), value)
#define GPIO_OUT_ADDRESS 0x00
#define GPIO_OUT_W1TS_ADDRESS 0x04
#define GPIO_OUT_W1TC_ADDRESS 0x08
#define GPIO_ENABLE_ADDRESS 0x0c
#define GPIO_ENABLE_W1TS_ADDRESS 0x10
#define GPIO_ENABLE_W1TC_ADDRESS 0x14
#define GPIO_IN_ADDRESS 0x18
#define GPIO_STATUS_ADDRESS 0x1c
#define GPIO_STATUS_W1TS_ADDRESS 0x20
#define GPIO_STATUS_W1TC_ADDRESS 0x24
#define GPIO_PIN0_ADDRESS 0x28
#define GPIO_PIN_COUNT 16
#define GPIO_ID_PIN0 0
#define GPIO_ID_PIN(n) (GPIO_ID_PIN0 + (n))

#define REG_RTC_BASE PERIPHS_RTC_BASEADDR
#define RTC_GPIO_OUT (REG_RTC_BASE + 0x068)
#define RTC_GPIO_ENABLE (REG_RTC_BASE + 0x074)
#define RTC_GPIO_IN_DATA (REG_RTC_BASE + 0x08C)
#define RTC_GPIO_CONF (REG_RTC_BASE + 0x090)
#define PAD_XPD_DCDC_CONF (REG_RTC_BASE + 0x0A0)

#define PERIPHS_IO_MUX_FUNC 0x13
#define PERIPHS_IO_MUX_FUNC_S 4
#define PERIPHS_IO_MUX_PULLUP BIT7
#define PERIPHS_IO_MUX_MTDI_U (PERIPHS_IO_MUX + 0x04)
#define FUNC_GPIO12 3
#define PERIPHS_IO_MUX_MTCK_U (PERIPHS_IO_MUX + 0x08)
#define FUNC_GPIO13 3
#define PERIPHS_IO_MUX_MTMS_U (PERIPHS_IO_MUX + 0x0C)
#define FUNC_GPIO14 3
#define PERIPHS_IO_MUX_MTDO_U (PERIPHS_IO_MUX + 0x10)
#define FUNC_GPIO15 3
#define PERIPHS_IO_MUX_U0RXD_U (PERIPHS_IO_MUX + 0x14)
#define FUNC_U0RXD 0
#define FUNC_GPIO3 3
#define PERIPHS_IO_MUX_U0TXD_U (PERIPHS_IO_MUX + 0x18)
#define FUNC_U0TXD 0
#define FUNC_GPIO1 3
#define PERIPHS_IO_MUX_GPIO0_U (PERIPHS_IO_MUX + 0x34)
#define FUNC_GPIO0 0
#define PERIPHS_IO_MUX_GPIO2_U (PERIPHS_IO_MUX + 0x38)
#define FUNC_GPIO2 0
#define FUNC_U1TXD_BK 2
#define PERIPHS_IO_MUX_GPIO4_U (PERIPHS_IO_MUX + 0x3C)
#define FUNC_GPIO4 0
#define PERIPHS_IO_MUX_GPIO5_U (PERIPHS_IO_MUX + 0x40)
#define FUNC_GPIO5 0

#define PIN_PULLUP_DIS(name) CLEAR_PERI_REG_MASK(name, PERIPHS_IO_MUX_PULLUP)
#define PIN_PULLUP_EN(name) SET_PERI_REG_MASK(name, PERIPHS_IO_MUX_PULLUP)
#define PIN_FUNC_SELECT(name, function)                                                  \
    WRITE_PERI_REG(name, (READ_PERI_REG(name) & ~(PERIPHS_IO_MUX_FUNC << PERIPHS_IO_MUX_FUNC_S)) | \
                             (((((function)&BIT2) << 2) | ((function)&0x3)) << PERIPHS_IO_MUX_FUNC_S))

#endif
