#include <SPI.h>
#include <SPISlave.h>

SPIClassRP2040 SPI(PIN_SPI0_MISO);
SPIClassRP2040 SPI1(PIN_SPI1_MISO);

SPISlaveClass SPISlave;
SPISlaveClass SPISlave1;
