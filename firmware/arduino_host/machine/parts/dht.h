/// The DHT11 and the DHT22 (AM2302): temperature and humidity, told in 40 bits that are told apart by their length.
///
/// Source: Aosong's data sheets "Digital-output relative humidity & temperature sensor/module AM2302" (pages 3 to 7) and
/// "DHT11 Product Manual" (sections 5 and 6).
#ifndef OCEANHIL_MACHINE_PARTS_DHT_H
#define OCEANHIL_MACHINE_PARTS_DHT_H

#include "line_part.h"

namespace oceanhil::parts {

enum class DhtKind : uint8_t { dht11, dht22 };

class Dht : public LinePart {
  public:
    explicit Dht(DhtKind kind) : kind_(kind) {}

    void surround(const Climate& climate) override { climate_ = climate; }
    void held(bool is_low, uint64_t now_us) override;
    bool pulls_low(uint64_t now_us) const override;
    uint64_t next_edge_us(uint64_t now_us) const override;

  private:
    static constexpr uint8_t kBytes = 5;
    // It announces itself, tells each bit and lets go: two edges each.
    static constexpr uint8_t kEdges = 2 + 2 * 8 * kBytes + 2;

    void answer(uint64_t now_us);
    void fill(uint8_t (&told)[kBytes]) const;
    /// How many edges have been by then; an odd number while it pulls.
    uint8_t edges_by(uint64_t now_us) const;

    DhtKind kind_;
    Climate climate_;
    bool is_held_ = false;
    uint64_t held_us_ = 0;
    uint64_t edges_us_[kEdges] = {};
    bool is_answering_ = false;
};

}  // namespace oceanhil::parts

#endif
