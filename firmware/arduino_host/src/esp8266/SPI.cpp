#include <SPI.h>
#include <SPISlave.h>

bool SPIClass::pins(int8_t sck, int8_t miso, int8_t mosi, int8_t ss) {
    const bool are_usual = sck == SCK && miso == MISO && mosi == MOSI && ss == SS;
    const bool are_of_flash = sck == 6 && miso == 7 && mosi == 8 && ss == 0;
    return are_usual || are_of_flash;
}

SPIClass SPI;

SPISlaveClass SPISlave;
