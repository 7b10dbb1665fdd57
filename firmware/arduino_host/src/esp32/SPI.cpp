#include <SPI.h>

void SPIClass::begin(int8_t, int8_t miso, int8_t, int8_t ss) {
    bus_.choose(miso < 0 ? MISO : static_cast<uint8_t>(miso));
    ss_ = ss < 0 ? static_cast<int8_t>(SS) : ss;
}

void SPIClass::transferBits(uint32_t, uint32_t* out, uint8_t bits) {
    if (out != nullptr) {
        *out = bits < 32 ? bus_.word() & ((1U << bits) - 1) : bus_.word();
    }
}

#if CONFIG_IDF_TARGET_ESP32
SPIClass SPI(VSPI);
#else
SPIClass SPI(FSPI);
#endif
