/// The chip's SPI controllers by number. Facts: components/hal/include/hal/spi_types.h of ESP-IDF 5.5.1.
#pragma once

typedef enum { SPI1_HOST = 0, SPI2_HOST = 1, SPI3_HOST = 2, SPI_HOST_MAX } spi_host_device_t;

#define HSPI_HOST SPI2_HOST
#define VSPI_HOST SPI3_HOST
