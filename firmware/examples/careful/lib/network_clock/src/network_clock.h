// The clock of the board as a time server sets it.
#pragma once

#include <Arduino.h>

class NetworkClock {
  public:
    // Asks a time server, and waits for its answer; false if none came, and the clock goes on as before.
    bool synchronise();
    // Whether the last answer showed that the clock had been wrong.
    bool was_wrong() const { return corrected_s_ != 0; }
    // Whether there is any sense in what the clock shows.
    static bool is_set();
    static uint32_t unix_s();

  private:
    long corrected_s_ = 0;
};
