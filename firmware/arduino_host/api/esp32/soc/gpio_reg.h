/// The registers of pins that are levels and directions, by their names (components/soc/CHIP/include/soc/gpio_reg.h of
/// ESP-IDF); the others are missing.
#pragma once

#include "soc.h"

#define GPIO_OUT_REG oceanhil::Register::out
#define GPIO_OUT_W1TS_REG oceanhil::Register::out_set
#define GPIO_OUT_W1TC_REG oceanhil::Register::out_clear
#define GPIO_ENABLE_REG oceanhil::Register::enable
#define GPIO_ENABLE_W1TS_REG oceanhil::Register::enable_set
#define GPIO_ENABLE_W1TC_REG oceanhil::Register::enable_clear
#define GPIO_IN_REG oceanhil::Register::in
#define GPIO_OUT1_REG oceanhil::Register::out_high
#define GPIO_OUT1_W1TS_REG oceanhil::Register::out_high_set
#define GPIO_OUT1_W1TC_REG oceanhil::Register::out_high_clear
#define GPIO_ENABLE1_REG oceanhil::Register::enable_high
#define GPIO_ENABLE1_W1TS_REG oceanhil::Register::enable_high_set
#define GPIO_ENABLE1_W1TC_REG oceanhil::Register::enable_high_clear
#define GPIO_IN1_REG oceanhil::Register::in_high
