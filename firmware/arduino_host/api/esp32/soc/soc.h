/// Registers by their addresses: those of pins (gpio_reg.h), of the two SPI controllers that are not the flash's
/// (spi_reg.h), of the timer groups' watchdogs (timer_group_reg.h), that of chance, and that of the brownout detector (rtc_cntl_reg.h), which keeps what is written and does
/// nothing, for power fails as the scenario has it. Names of others do not compile, and another address ends the program,
/// as nobody here knows what it is. Facts: components/soc/CHIP/include of ESP-IDF.
#pragma once

#include <stdint.h>

#include "reg_base.h"
#include "soc_caps.h"

#ifdef __cplusplus
extern "C" {
#endif

uint32_t oceanhil_read_register(uint32_t address);
void oceanhil_write_register(uint32_t address, uint32_t value);

#ifdef __cplusplus
}
#endif

#if defined(CONFIG_IDF_TARGET_ESP32S3)
#define WDEV_RND_REG 0x6003507C
#elif defined(CONFIG_IDF_TARGET_ESP32C3)
#define WDEV_RND_REG 0x600260B0
#else
#define WDEV_RND_REG 0x3FF75144
#endif

#define READ_PERI_REG(addr) oceanhil_read_register((uint32_t)(addr))
#define WRITE_PERI_REG(addr, val) oceanhil_write_register((uint32_t)(addr), (uint32_t)(val))
#define REG_READ(addr) READ_PERI_REG(addr)
#define REG_WRITE(addr, val) WRITE_PERI_REG(addr, val)
#define REG_SET_BIT(addr, bits) SET_PERI_REG_MASK(addr, bits)
#define REG_CLR_BIT(addr, bits) CLEAR_PERI_REG_MASK(addr, bits)
#define REG_GET_BIT(addr, bits) (READ_PERI_REG(addr) & (bits))
#define GET_PERI_REG_MASK(reg, mask) (READ_PERI_REG(reg) & (mask))
#define SET_PERI_REG_MASK(reg, mask) WRITE_PERI_REG(reg, READ_PERI_REG(reg) | (mask))
#define CLEAR_PERI_REG_MASK(reg, mask) WRITE_PERI_REG(reg, READ_PERI_REG(reg) & ~(uint32_t)(mask))
/// A field of a register by the names of its mask and its place: NAME_V and NAME_S.
#define REG_GET_FIELD(addr, field) ((READ_PERI_REG(addr) >> (field##_S)) & (field##_V))
#define REG_SET_FIELD(addr, field, value)                                                                     \
    WRITE_PERI_REG(addr, (READ_PERI_REG(addr) & ~((uint32_t)(field##_V) << (field##_S))) |                    \
                             (((uint32_t)(value) & (field##_V)) << (field##_S)))

#if defined(CONFIG_IDF_TARGET_ESP32C3)
#define REG_SPI_BASE(i) (((i) == 2) ? (DR_REG_SPI2_BASE) : (0))
#elif defined(CONFIG_IDF_TARGET_ESP32S3)
#define REG_SPI_BASE(i) (((i) >= 2) ? (DR_REG_SPI2_BASE + ((i) - 2) * 0x1000) : (0))
#else
#define REG_SPI_BASE(i) ((i) == 3 ? DR_REG_SPI3_BASE : (i) == 2 ? DR_REG_SPI2_BASE : (i) == 1 ? DR_REG_SPI1_BASE : DR_REG_SPI0_BASE)
#endif

#define PRO_CPU_NUM (0)
#if SOC_CPU_CORES_NUM > 1
#define APP_CPU_NUM (1)
#endif

#include "oceanhil/chip_bits.h"
