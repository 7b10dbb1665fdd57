/// SPI by pico-sdk's own names, with nothing on the bus: what is sent is lost, and each bit that comes in is the level of
/// the pin that was given to the bus as its RX, low unless something drives it. Facts: src/rp2_common/hardware_spi of
/// pico-sdk 2. Missing: registers but those that say how wide a transfer is, DMA, a bus that others ask (`spi_set_slave`).
#pragma once

#include <hardware/address_mapped.h>
#include <hardware/gpio.h>
#include <hardware/regs/spi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct spi_inst spi_inst_t;

extern spi_inst_t* const oceanhil_spi_buses[2];

#define spi0 (oceanhil_spi_buses[0])
#define spi1 (oceanhil_spi_buses[1])
#define spi_default spi0
#define SPI_NUM(spi) ((spi) == spi1)
#define SPI_INSTANCE(num) ((num) ? spi1 : spi0)

/// What is written there is kept; how bits go shows nowhere.
typedef struct {
    io_rw_32 cr0;
    io_rw_32 cr1;
} spi_hw_t;
spi_hw_t* spi_get_hw(spi_inst_t* spi);

typedef enum { SPI_CPHA_0 = 0, SPI_CPHA_1 = 1 } spi_cpha_t;
typedef enum { SPI_CPOL_0 = 0, SPI_CPOL_1 = 1 } spi_cpol_t;
typedef enum { SPI_LSB_FIRST = 0, SPI_MSB_FIRST = 1 } spi_order_t;

/// Gives the speed that is had: the clock of the parts divided by an even number and by one up to 256.
uint spi_init(spi_inst_t* spi, uint baudrate);
void spi_deinit(spi_inst_t* spi);
uint spi_set_baudrate(spi_inst_t* spi, uint baudrate);
uint spi_get_baudrate(const spi_inst_t* spi);
static inline uint spi_get_index(const spi_inst_t* spi) { return SPI_NUM(spi) ? 1U : 0U; }
/// How bits go shows nowhere.
static inline void spi_set_format(spi_inst_t* spi, uint data_bits, spi_cpol_t cpol, spi_cpha_t cpha, spi_order_t order) {
    (void)spi, (void)data_bits, (void)cpol, (void)cpha, (void)order;
}
/// A transfer takes no time of its own.
static inline bool spi_is_writable(const spi_inst_t* spi) { return spi != NULL; }
static inline bool spi_is_readable(const spi_inst_t* spi) { return spi == NULL; }
static inline bool spi_is_busy(const spi_inst_t* spi) { return spi == NULL; }

// All give how many were sent or read.
int spi_write_read_blocking(spi_inst_t* spi, const uint8_t* src, uint8_t* dst, size_t len);
int spi_write_blocking(spi_inst_t* spi, const uint8_t* src, size_t len);
int spi_read_blocking(spi_inst_t* spi, uint8_t repeated_tx_data, uint8_t* dst, size_t len);
int spi_write16_read16_blocking(spi_inst_t* spi, const uint16_t* src, uint16_t* dst, size_t len);
int spi_write16_blocking(spi_inst_t* spi, const uint16_t* src, size_t len);
int spi_read16_blocking(spi_inst_t* spi, uint16_t repeated_tx_data, uint16_t* dst, size_t len);

#ifdef __cplusplus
}
#endif
