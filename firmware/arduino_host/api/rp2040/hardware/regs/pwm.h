/// Bits of the registers of pulses that are here (RP2040 Datasheet, "PWM", "List of Registers").
#pragma once

#define PWM_CH0_CSR_DIVMODE_BITS 0x00000030u
#define PWM_CH0_CSR_DIVMODE_LSB 4u
#define PWM_CH0_CSR_B_INV_BITS 0x00000008u
#define PWM_CH0_CSR_B_INV_LSB 3u
#define PWM_CH0_CSR_A_INV_BITS 0x00000004u
#define PWM_CH0_CSR_A_INV_LSB 2u
#define PWM_CH0_CSR_PH_CORRECT_BITS 0x00000002u
#define PWM_CH0_CSR_PH_CORRECT_LSB 1u
#define PWM_CH0_CSR_EN_BITS 0x00000001u
#define PWM_CH0_CSR_EN_LSB 0u
#define PWM_CH0_DIV_INT_BITS 0x00000ff0u
#define PWM_CH0_DIV_INT_LSB 4u
#define PWM_CH0_DIV_FRAC_BITS 0x0000000fu
#define PWM_CH0_DIV_FRAC_LSB 0u
#define PWM_CH0_CC_B_BITS 0xffff0000u
#define PWM_CH0_CC_B_LSB 16u
#define PWM_CH0_CC_A_BITS 0x0000ffffu
#define PWM_CH0_CC_A_LSB 0u
