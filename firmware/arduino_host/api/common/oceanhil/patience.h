/// Waiting for what a stream may still bring.
#ifndef OCEANHIL_PATIENCE_H
#define OCEANHIL_PATIENCE_H

#include <stdint.h>

namespace oceanhil {

/// Milliseconds since the boot, of 32 bits, as each core counts them.
uint32_t chip_millis();
/// The milliseconds of a time, cut, in 32 bits that wrap.
uint32_t millis_of(uint64_t us);

/// Counts from when it is made to when `timeout_ms` are over. Between two looks time passes, so that what arrives can.
class Patience {
  public:
    explicit Patience(unsigned long timeout_ms)
        : begin_ms_(chip_millis()), timeout_ms_(static_cast<uint32_t>(timeout_ms)) {}

    /// Lets a little time pass; false if the time is over.
    bool lasts() const;

  private:
    uint32_t begin_ms_;
    uint32_t timeout_ms_;
};

}  // namespace oceanhil

#endif
