/// The BME280: temperature, humidity and pressure as raw values, with the numbers by which a program compensates them.
///
/// Source: Bosch Sensortec, "BME280 Combined humidity and pressure sensor", BST-BME280-DS002: sections 3 (modes), 4.2.2 (trimming
/// parameters), 5 (registers), 8.1 (compensation in floating point).
#ifndef OCEANHIL_MACHINE_PARTS_BME280_H
#define OCEANHIL_MACHINE_PARTS_BME280_H

#include "addressed_part.h"

namespace oceanhil::parts {

class Bme280 : public AddressedPart {
  public:
    Bme280() { restart(); }

    void surround(const Climate& climate) override { climate_ = climate; }
    bool write(const uint8_t* bytes, size_t count, uint64_t now_us) override;
    bool read(uint8_t* bytes, size_t count, uint64_t now_us) override;

  private:
    static constexpr size_t kRegisters = 256;

    void restart();
    void set(uint8_t number, uint8_t value, uint64_t now_us);
    /// Does what has come due.
    void follow(uint64_t now_us);
    void measure();

    Climate climate_;
    uint8_t registers_[kRegisters];
    uint8_t pointer_ = 0;
    bool is_measuring_ = false;
    uint64_t measured_us_ = 0;
};

}  // namespace oceanhil::parts

#endif
