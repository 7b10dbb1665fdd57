/// Registers that a sketch can name here: those of pins (gpio_reg.h), and that of the brownout detector
/// (rtc_cntl_reg.h), which keeps what is written and does nothing, for power fails as the scenario has it. Another name
/// does not compile. Facts: components/soc/CHIP/include of ESP-IDF.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C++" {
namespace oceanhil {

enum class Register : uint8_t {
    brown_out,
    chance,
    out,
    out_set,
    out_clear,
    enable,
    enable_set,
    enable_clear,
    in,
    out_high,
    out_high_set,
    out_high_clear,
    enable_high,
    enable_high_set,
    enable_high_clear,
    in_high,
};

uint32_t read_register(Register which);
/// By its address: that of chance alone. Another ends the program, as nobody here knows what it is.
uint32_t read_register(uint32_t address);
void write_register(Register which, uint32_t value);

}  // namespace oceanhil
}
#endif

#define WDEV_RND_REG oceanhil::Register::chance
#define READ_PERI_REG(addr) oceanhil::read_register(addr)
#define WRITE_PERI_REG(addr, val) oceanhil::write_register(addr, val)
#define REG_READ(addr) READ_PERI_REG(addr)
#define REG_WRITE(addr, val) WRITE_PERI_REG(addr, val)
#define REG_SET_BIT(addr, bits) SET_PERI_REG_MASK(addr, bits)
#define REG_CLR_BIT(addr, bits) CLEAR_PERI_REG_MASK(addr, bits)
#define REG_GET_BIT(addr, bits) (READ_PERI_REG(addr) & (bits))
#define GET_PERI_REG_MASK(reg, mask) (READ_PERI_REG(reg) & (mask))
#define SET_PERI_REG_MASK(reg, mask) WRITE_PERI_REG(reg, READ_PERI_REG(reg) | (mask))
#define CLEAR_PERI_REG_MASK(reg, mask) WRITE_PERI_REG(reg, READ_PERI_REG(reg) & ~static_cast<uint32_t>(mask))

// A C3 has one core.
#define PRO_CPU_NUM (0)
#if !defined(CONFIG_IDF_TARGET_ESP32C3)
#define APP_CPU_NUM (1)
#endif

#include "oceanhil/chip_bits.h"
