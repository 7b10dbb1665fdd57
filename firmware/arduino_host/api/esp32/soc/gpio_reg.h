/// The registers of pins that are levels and directions (components/soc/CHIP/register/soc/gpio_reg.h of ESP-IDF); of the
/// others none has a name here.
#pragma once

#include "soc.h"

#define GPIO_OUT_REG (DR_REG_GPIO_BASE + 0x04)
#define GPIO_OUT_W1TS_REG (DR_REG_GPIO_BASE + 0x08)
#define GPIO_OUT_W1TC_REG (DR_REG_GPIO_BASE + 0x0c)
#define GPIO_ENABLE_REG (DR_REG_GPIO_BASE + 0x20)
#define GPIO_ENABLE_W1TS_REG (DR_REG_GPIO_BASE + 0x24)
#define GPIO_ENABLE_W1TC_REG (DR_REG_GPIO_BASE + 0x28)
#define GPIO_IN_REG (DR_REG_GPIO_BASE + 0x3c)
#if SOC_GPIO_PIN_COUNT > 32
#define GPIO_OUT1_REG (DR_REG_GPIO_BASE + 0x10)
#define GPIO_OUT1_W1TS_REG (DR_REG_GPIO_BASE + 0x14)
#define GPIO_OUT1_W1TC_REG (DR_REG_GPIO_BASE + 0x18)
#define GPIO_ENABLE1_REG (DR_REG_GPIO_BASE + 0x2c)
#define GPIO_ENABLE1_W1TS_REG (DR_REG_GPIO_BASE + 0x30)
#define GPIO_ENABLE1_W1TC_REG (DR_REG_GPIO_BASE + 0x34)
#define GPIO_IN1_REG (DR_REG_GPIO_BASE + 0x40)
#endif
