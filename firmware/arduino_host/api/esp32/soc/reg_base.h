/// Where the registers of parts begin (components/soc/CHIP/register/soc/reg_base.h of ESP-IDF), of those parts that have
/// any here.
#pragma once

#if defined(CONFIG_IDF_TARGET_ESP32S3) || defined(CONFIG_IDF_TARGET_ESP32C3)
#define DR_REG_GPIO_BASE 0x60004000
#define DR_REG_RTCCNTL_BASE 0x60008000
#define DR_REG_IO_MUX_BASE 0x60009000
#define DR_REG_TIMERGROUP0_BASE 0x6001F000
#define DR_REG_TIMERGROUP1_BASE 0x60020000
#define DR_REG_SPI2_BASE 0x60024000
#if defined(CONFIG_IDF_TARGET_ESP32S3)
#define DR_REG_SPI3_BASE 0x60025000
#endif
#else
#define DR_REG_GPIO_BASE 0x3ff44000
#define DR_REG_RTCCNTL_BASE 0x3ff48000
#define DR_REG_IO_MUX_BASE 0x3ff49000
#define DR_REG_SPI1_BASE 0x3ff42000
#define DR_REG_SPI0_BASE 0x3ff43000
#define DR_REG_SPI2_BASE 0x3ff64000
#define DR_REG_SPI3_BASE 0x3ff65000
#define DR_REG_TIMERGROUP0_BASE 0x3ff5F000
#define DR_REG_TIMERGROUP1_BASE 0x3ff60000
#endif
