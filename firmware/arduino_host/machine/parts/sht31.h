/// The SHT31: temperature and humidity, a command of 16 bits for each measurement.
///
/// Source: Sensirion, "Datasheet SHT3x-DIS", version 7: sections 2.2 (durations), 4.3 to 4.12 (commands, check sum, conversion).
#ifndef OCEANHIL_MACHINE_PARTS_SHT31_H
#define OCEANHIL_MACHINE_PARTS_SHT31_H

#include "addressed_part.h"

namespace oceanhil::parts {

class Sht31 : public AddressedPart {
  public:
    void surround(const Climate& climate) override { climate_ = climate; }
    bool write(const uint8_t* bytes, size_t count, uint64_t now_us) override;
    bool read(uint8_t* bytes, size_t count, uint64_t now_us) override;

  private:
    enum class Told : uint8_t { nothing, measurement, status };

    Climate climate_;
    Climate measured_;
    Told told_ = Told::nothing;
    uint64_t measured_us_ = 0;
    bool is_repeated_ = false;
    bool is_heated_ = false;
    bool is_reset_told_ = true;
};

}  // namespace oceanhil::parts

#endif
