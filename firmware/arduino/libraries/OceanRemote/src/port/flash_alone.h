/// RP2040: nothing may run from flash while it is erased or programmed.
#pragma once

#include <Arduino.h>

/// Stops the other core and interrupts for as long as it lives.
class FlashAlone {
  public:
    FlashAlone() {
        noInterrupts();
        rp2040.idleOtherCore();
    }
    ~FlashAlone() {
        rp2040.resumeOtherCore();
        interrupts();
    }
    FlashAlone(const FlashAlone&) = delete;
    FlashAlone& operator=(const FlashAlone&) = delete;
};
