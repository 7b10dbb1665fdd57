/// Interrupts off as long as an object lives (cores/esp8266/interrupts.h), without `AutoInterruptLock`.
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

#include <Arduino.h>

namespace esp8266 {

class InterruptLock {
  public:
    InterruptLock() : state_(xt_rsil(15)) {}
    InterruptLock(const InterruptLock&) = delete;
    InterruptLock& operator=(const InterruptLock&) = delete;
    ~InterruptLock() { xt_wsr_ps(state_); }
    uint32_t savedInterruptLevel() const { return state_ & 0x0F; }

  private:
    uint32_t state_;
};

}  // namespace esp8266

#endif
