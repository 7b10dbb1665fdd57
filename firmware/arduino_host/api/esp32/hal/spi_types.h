/// The chip's SPI controllers by number. Facts: components/hal/include/hal/spi_types.h of ESP-IDF 5.5.1.
#pragma once

typedef enum { SPI1_HOST = 0, SPI2_HOST = 1, SPI3_HOST = 2, SPI_HOST_MAX } spi_host_device_t;

#define HSPI_HOST SPI2_HOST
#define VSPI_HOST SPI3_HOST

/// Which clock, and when a bit is taken, show nowhere.
typedef enum { SPI_CLK_SRC_DEFAULT = 4, SPI_CLK_SRC_APB = 4 } spi_clock_source_t;
typedef enum { SPI_SAMPLING_POINT_PHASE_0, SPI_SAMPLING_POINT_PHASE_1 } spi_sampling_point_t;
