/// The regulator of the core's voltage, by pico-sdk (src/rp2_common/hardware_vreg). What is chosen is told again until the
/// next boot, and makes no board unstable.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// As the RP2040 numbers them.
enum vreg_voltage {
    VREG_VOLTAGE_0_85 = 0b0110,
    VREG_VOLTAGE_0_90 = 0b0111,
    VREG_VOLTAGE_0_95 = 0b1000,
    VREG_VOLTAGE_1_00 = 0b1001,
    VREG_VOLTAGE_1_05 = 0b1010,
    VREG_VOLTAGE_1_10 = 0b1011,
    VREG_VOLTAGE_1_15 = 0b1100,
    VREG_VOLTAGE_1_20 = 0b1101,
    VREG_VOLTAGE_1_25 = 0b1110,
    VREG_VOLTAGE_1_30 = 0b1111,

    VREG_VOLTAGE_MIN = VREG_VOLTAGE_0_85,
    VREG_VOLTAGE_DEFAULT = VREG_VOLTAGE_1_10,
    VREG_VOLTAGE_MAX = VREG_VOLTAGE_1_30,
};

void vreg_set_voltage(enum vreg_voltage voltage);
enum vreg_voltage vreg_get_voltage(void);
/// Does nothing: an RP2040 has no such limit.
void vreg_disable_voltage_limit(void);

#ifdef __cplusplus
}
#endif
