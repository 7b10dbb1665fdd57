/// The AHT20: temperature and humidity, twenty bits each.
///
/// Source: Aosong, "AHT20 Product manuals", A1 version 1.0: sections 5.3 (status), 5.4 (reading), 6 (conversion).
#ifndef OCEANHIL_MACHINE_PARTS_AHT20_H
#define OCEANHIL_MACHINE_PARTS_AHT20_H

#include "addressed_part.h"

namespace oceanhil::parts {

class Aht20 : public AddressedPart {
  public:
    void surround(const Climate& climate) override { climate_ = climate; }
    bool write(const uint8_t* bytes, size_t count, uint64_t now_us) override;
    bool read(uint8_t* bytes, size_t count, uint64_t now_us) override;

  private:
    Climate climate_;
    Climate measured_;
    uint64_t measured_us_ = 0;
};

}  // namespace oceanhil::parts

#endif
