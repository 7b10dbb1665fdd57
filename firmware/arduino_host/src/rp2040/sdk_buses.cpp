// Buses by pico-sdk's names. Facts: src/rp2_common/hardware_spi/spi.c and hardware_i2c/i2c.c of pico-sdk 2.
#include <Arduino.h>
#include <hardware/clocks.h>
#include <hardware/i2c.h>
#include <hardware/spi.h>
#include <machine.h>

#include "oceanhil/lone_spi.h"

namespace machine = oceanhil::machine;

struct spi_inst {
    uint baudrate;
    spi_hw_t registers;
};

namespace {

constexpr uint kBankPinCount = 30;
// Of the pins that a bus of SPI can have, by fours, the first is RX; the buses change places every eight pins.
constexpr uint kPinsOfSpiRole = 4;
constexpr uint kPinsOfSpiBus = 8;
constexpr uint kMostPrescale = 254;
constexpr uint kMostPostdivide = 256;

spi_inst first_spi = {0, {}};
spi_inst second_spi = {0, {}};

/// What comes in: from the pin that was given to the bus, and without one nothing does.
uint8_t heard_on(const spi_inst_t* spi) {
    for (uint pin = 0; pin < kBankPinCount; pin += kPinsOfSpiRole) {
        if (gpio_get_function(pin) == GPIO_FUNC_SPI && pin / kPinsOfSpiBus % 2 == spi_get_index(spi)) {
            return oceanhil::LoneSpi(static_cast<uint8_t>(pin)).byte();
        }
    }
    return 0;
}

int taken(const spi_inst_t* spi, void* bytes, size_t count, size_t width) {
    if (bytes != nullptr) {
        memset(bytes, heard_on(spi), count * width);
    }
    return static_cast<int>(count);
}

/// Nobody answers; a bus that is not there says nothing at all.
int unanswered(const i2c_inst_t* i2c, uint64_t patience_us) {
    if (i2c->is_there) {
        return PICO_ERROR_GENERIC;
    }
    const uint64_t end_us = patience_us == UINT64_MAX ? patience_us : machine::micros() + patience_us;
    while (machine::micros() < end_us) {
        yield();
        machine::wait_us(1);
    }
    return PICO_ERROR_TIMEOUT;
}

uint64_t until_us(absolute_time_t until) {
    const uint64_t now_us = machine::micros();
    return until > now_us ? until - now_us : 0;
}

}  // namespace

i2c_inst_t i2c0_inst = {0, false};
i2c_inst_t i2c1_inst = {0, false};

extern "C" {

spi_inst_t* const oceanhil_spi_buses[2] = {&first_spi, &second_spi};

uint spi_init(spi_inst_t* spi, uint baudrate) { return spi_set_baudrate(spi, baudrate); }

void spi_deinit(spi_inst_t* spi) { spi->baudrate = 0; }

uint spi_set_baudrate(spi_inst_t* spi, uint baudrate) {
    const uint clock_hz = clock_get_hz(clk_peri);
    uint prescale = 2;
    while (prescale < kMostPrescale && clock_hz >= uint64_t{prescale} * kMostPostdivide * baudrate) {
        prescale += 2;
    }
    uint postdivide = kMostPostdivide;
    while (postdivide > 1 && clock_hz / (prescale * (postdivide - 1)) <= baudrate) {
        --postdivide;
    }
    spi->baudrate = clock_hz / (prescale * postdivide);
    return spi->baudrate;
}

uint spi_get_baudrate(const spi_inst_t* spi) { return spi->baudrate; }
spi_hw_t* spi_get_hw(spi_inst_t* spi) { return &spi->registers; }

int spi_write_read_blocking(spi_inst_t* spi, const uint8_t*, uint8_t* dst, size_t len) {
    return taken(spi, dst, len, sizeof *dst);
}

int spi_write_blocking(spi_inst_t*, const uint8_t*, size_t len) { return static_cast<int>(len); }

int spi_read_blocking(spi_inst_t* spi, uint8_t, uint8_t* dst, size_t len) { return taken(spi, dst, len, sizeof *dst); }

int spi_write16_read16_blocking(spi_inst_t* spi, const uint16_t*, uint16_t* dst, size_t len) {
    return taken(spi, dst, len, sizeof *dst);
}

int spi_write16_blocking(spi_inst_t*, const uint16_t*, size_t len) { return static_cast<int>(len); }

int spi_read16_blocking(spi_inst_t* spi, uint16_t, uint16_t* dst, size_t len) {
    return taken(spi, dst, len, sizeof *dst);
}

uint i2c_init(i2c_inst_t* i2c, uint baudrate) {
    i2c->is_there = true;
    return i2c_set_baudrate(i2c, baudrate);
}

void i2c_deinit(i2c_inst_t* i2c) { i2c->is_there = false; }

uint i2c_set_baudrate(i2c_inst_t* i2c, uint baudrate) {
    const uint clock_hz = clock_get_hz(clk_sys);
    i2c->baudrate = clock_hz / ((clock_hz + baudrate / 2) / baudrate);
    return i2c->baudrate;
}

int i2c_write_blocking(i2c_inst_t* i2c, uint8_t, const uint8_t*, size_t, bool) { return unanswered(i2c, UINT64_MAX); }

int i2c_read_blocking(i2c_inst_t* i2c, uint8_t, uint8_t*, size_t, bool) { return unanswered(i2c, UINT64_MAX); }

int i2c_write_blocking_until(i2c_inst_t* i2c, uint8_t, const uint8_t*, size_t, bool, absolute_time_t until) {
    return unanswered(i2c, until_us(until));
}

int i2c_read_blocking_until(i2c_inst_t* i2c, uint8_t, uint8_t*, size_t, bool, absolute_time_t until) {
    return unanswered(i2c, until_us(until));
}

int i2c_write_timeout_us(i2c_inst_t* i2c, uint8_t, const uint8_t*, size_t, bool, uint timeout_us) {
    return unanswered(i2c, timeout_us);
}

int i2c_read_timeout_us(i2c_inst_t* i2c, uint8_t, uint8_t*, size_t, bool, uint timeout_us) {
    return unanswered(i2c, timeout_us);
}

int i2c_write_timeout_per_char_us(i2c_inst_t* i2c, uint8_t, const uint8_t*, size_t, bool, uint timeout_per_char_us) {
    return unanswered(i2c, timeout_per_char_us);
}

int i2c_read_timeout_per_char_us(i2c_inst_t* i2c, uint8_t, uint8_t*, size_t, bool, uint timeout_per_char_us) {
    return unanswered(i2c, timeout_per_char_us);
}

}  // extern "C"
