/// The button BOOTSEL, which nobody presses. Facts: cores/rp2040/Bootsel.h.
#pragma once

class __Bootsel {
  public:
    operator bool() { return false; }
};

static __Bootsel BOOTSEL __attribute__((unused));
