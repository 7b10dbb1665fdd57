/// An SPI bus with nothing on it: what is sent is lost, and what is read is the level of MISO for each bit, which is
/// low unless something drives that pin.
#ifndef OCEANHIL_LONE_SPI_H
#define OCEANHIL_LONE_SPI_H

#include <machine/machine.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace oceanhil {

class LoneSpi {
  public:
    explicit LoneSpi(uint8_t miso) : miso_(miso) {}

    void choose(uint8_t miso) { miso_ = miso; }
    /// Eight bits that come in.
    uint8_t byte() const { return machine::pin_read(miso_) ? 0xFF : 0x00; }
    void fill(void* data, size_t bytes) const {
        if (data != nullptr) {
            memset(data, byte(), bytes);
        }
    }
    uint16_t half_word() const { return static_cast<uint16_t>(byte() * 0x0101U); }
    uint32_t word() const { return byte() * 0x01010101U; }

  private:
    uint8_t miso_;
};

}  // namespace oceanhil

#endif
