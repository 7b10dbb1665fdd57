/// I2C by pico-sdk's own names, with nothing on the bus: no address answers. Facts: src/rp2_common/hardware_i2c of pico-sdk 2.
/// Missing: registers, DMA, bytes without an address.
#pragma once

#include <hardware/gpio.h>
#include <pico/time.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef PICO_ERROR_GENERIC
#define PICO_ERROR_TIMEOUT (-1)
#define PICO_ERROR_GENERIC (-2)
#endif

typedef struct i2c_inst {
    uint baudrate;
    bool is_there;
} i2c_inst_t;

extern i2c_inst_t i2c0_inst;
extern i2c_inst_t i2c1_inst;

#define i2c0 (&i2c0_inst)
#define i2c1 (&i2c1_inst)
#define i2c_default i2c0
#define I2C_NUM(i2c) ((i2c) == i2c1)
#define I2C_INSTANCE(num) ((num) ? i2c1 : i2c0)

/// Gives the speed.
uint i2c_init(i2c_inst_t* i2c, uint baudrate);
void i2c_deinit(i2c_inst_t* i2c);
uint i2c_set_baudrate(i2c_inst_t* i2c, uint baudrate);
/// As one that is asked: nobody asks.
static inline void i2c_set_slave_mode(i2c_inst_t* i2c, bool slave, uint8_t addr) { (void)i2c, (void)slave, (void)addr; }
static inline uint i2c_get_index(i2c_inst_t* i2c) { return I2C_NUM(i2c) ? 1U : 0U; }
static inline i2c_inst_t* i2c_get_instance(uint num) { return I2C_INSTANCE(num); }
#define i2c_hw_index(i2c) i2c_get_index(i2c)

// PICO_ERROR_GENERIC: the address was not answered. A bus that was not begun waits for ever, or until the time is over:
// PICO_ERROR_TIMEOUT.
int i2c_write_blocking(i2c_inst_t* i2c, uint8_t addr, const uint8_t* src, size_t len, bool nostop);
int i2c_read_blocking(i2c_inst_t* i2c, uint8_t addr, uint8_t* dst, size_t len, bool nostop);
int i2c_write_blocking_until(i2c_inst_t* i2c, uint8_t addr, const uint8_t* src, size_t len, bool nostop,
                             absolute_time_t until);
int i2c_read_blocking_until(i2c_inst_t* i2c, uint8_t addr, uint8_t* dst, size_t len, bool nostop, absolute_time_t until);
int i2c_write_timeout_us(i2c_inst_t* i2c, uint8_t addr, const uint8_t* src, size_t len, bool nostop, uint timeout_us);
int i2c_read_timeout_us(i2c_inst_t* i2c, uint8_t addr, uint8_t* dst, size_t len, bool nostop, uint timeout_us);
int i2c_write_timeout_per_char_us(i2c_inst_t* i2c, uint8_t addr, const uint8_t* src, size_t len, bool nostop,
                                  uint timeout_per_char_us);
int i2c_read_timeout_per_char_us(i2c_inst_t* i2c, uint8_t addr, uint8_t* dst, size_t len, bool nostop,
                                 uint timeout_per_char_us);

#ifdef __cplusplus
}
#endif
