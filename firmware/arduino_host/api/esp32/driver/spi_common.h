/// Buses of SPI by ESP-IDF's names (ESP-IDF 5.5.1, components/esp_driver_spi/include/driver/spi_common.h).
#pragma once

#include <esp_err.h>
#include <esp_intr_alloc.h>
#include <hal/spi_types.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SPI_MAX_DMA_LEN (4096 - 4)

#define SPICOMMON_BUSFLAG_SLAVE 0
#define SPICOMMON_BUSFLAG_MASTER (1 << 0)

typedef enum { SPI_DMA_DISABLED = 0, SPI_DMA_CH1 = 1, SPI_DMA_CH2 = 2, SPI_DMA_CH_AUTO = 3 } spi_common_dma_t;
// An int where it is C++, so that sketches may give a number.
#ifdef __cplusplus
typedef int spi_dma_chan_t;
#else
typedef spi_common_dma_t spi_dma_chan_t;
#endif

/// -1 for a line that is not used.
typedef struct {
    union {
        int mosi_io_num;
        int data0_io_num;
    };
    union {
        int miso_io_num;
        int data1_io_num;
    };
    int sclk_io_num;
    union {
        int quadwp_io_num;
        int data2_io_num;
    };
    union {
        int quadhd_io_num;
        int data3_io_num;
    };
    int data4_io_num;
    int data5_io_num;
    int data6_io_num;
    int data7_io_num;
    int max_transfer_sz;
    uint32_t flags;
    int isr_cpu_id;
    int intr_flags;
} spi_bus_config_t;

/// ESP_ERR_INVALID_STATE of a bus that is there; SPI1_HOST is the flash's.
esp_err_t spi_bus_initialize(spi_host_device_t host_id, const spi_bus_config_t* bus_config, spi_dma_chan_t dma_chan);
/// ESP_ERR_INVALID_STATE of a bus that is not there, or has devices.
esp_err_t spi_bus_free(spi_host_device_t host_id);

#ifdef __cplusplus
}
#endif
