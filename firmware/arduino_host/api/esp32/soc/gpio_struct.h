/// The registers of an ESP32's pins that are levels and directions (ESP-IDF, components/soc/esp32/register/soc).
///
/// Not here: interrupts, functions and the matrix of signals.
#ifndef OCEANHIL_GPIO_STRUCT_H
#define OCEANHIL_GPIO_STRUCT_H

#ifdef __cplusplus

#include <soc/soc_caps.h>
#include <stdint.h>

#include "oceanhil/chip_register.h"

namespace oceanhil {

/// A register that has its word under a name.
struct NamedRegister {
    ChipRegister val;
};

#if SOC_GPIO_PIN_COUNT > 32
using LowRegister = ChipRegister;
#else
using LowRegister = NamedRegister;
#endif

/// Of pins 0 to 31, and of those above.
struct GpioRegisters {
    LowRegister out, out_w1ts, out_w1tc, enable, enable_w1ts, enable_w1tc, in;
    NamedRegister out1, out1_w1ts, out1_w1tc, enable1, enable1_w1ts, enable1_w1tc, in1;
};

extern GpioRegisters gpio_registers;

inline ChipRegister& register_of(ChipRegister& itself) { return itself; }
inline ChipRegister& register_of(NamedRegister& named) { return named.val; }

}  // namespace oceanhil

#define GPIO oceanhil::gpio_registers

#endif
#endif
