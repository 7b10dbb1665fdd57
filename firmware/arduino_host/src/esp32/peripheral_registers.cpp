#include <machine.h>
#include <soc/gpio_struct.h>
#include <soc/rtc_cntl_reg.h>
#include <stdlib.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

// Power-on has the detector on.
uint32_t brown_out = RTC_CNTL_BROWN_OUT_ENA;

ChipRegister& low(LowRegister& named) {
#if defined(CONFIG_IDF_TARGET_ESP32C3)
    return named.val;
#else
    return named;
#endif
}

/// The register of pins that a name stands for.
ChipRegister& pins(Register which) {
    GpioRegisters& all = gpio_registers;
    switch (which) {
        case Register::out:
            return low(all.out);
        case Register::out_set:
            return low(all.out_w1ts);
        case Register::out_clear:
            return low(all.out_w1tc);
        case Register::enable:
            return low(all.enable);
        case Register::enable_set:
            return low(all.enable_w1ts);
        case Register::enable_clear:
            return low(all.enable_w1tc);
        case Register::out_high:
            return all.out1.val;
        case Register::out_high_set:
            return all.out1_w1ts.val;
        case Register::out_high_clear:
            return all.out1_w1tc.val;
        case Register::enable_high:
            return all.enable1.val;
        case Register::enable_high_set:
            return all.enable1_w1ts.val;
        case Register::enable_high_clear:
            return all.enable1_w1tc.val;
        case Register::in_high:
            return all.in1.val;
        default:
            return low(all.in);
    }
}

}  // namespace

uint32_t read_register(Register which) {
    switch (which) {
        case Register::brown_out:
            return brown_out;
        case Register::chance:
            return machine::random_32();
        default:
            return pins(which);
    }
}

uint32_t read_register(uint32_t address) {
    // WDEV_RND_REG of components/soc/CHIP/include/soc/wdev_reg.h.
#if defined(CONFIG_IDF_TARGET_ESP32S3)
    constexpr uint32_t kChance = 0x6003507C;
#elif defined(CONFIG_IDF_TARGET_ESP32C3)
    constexpr uint32_t kChance = 0x600260B0;
#else
    constexpr uint32_t kChance = 0x3FF75144;
#endif
    if (address != kChance) {
        abort();
    }
    return read_register(Register::chance);
}

void write_register(Register which, uint32_t value) {
    if (which == Register::brown_out) {
        brown_out = value;
    } else if (which != Register::chance) {
        pins(which) = value;
    }
}

}  // namespace oceanhil
