/// What one boot leaves for the next in memory that a reset does not touch: how often the board has started since
/// power came, and why it starts again.
#pragma once

#include "oceanremote/board.h"

class BootMark {
  public:
    /// Reads what the boot before has left; after a loss of power that is nothing.
    void load();
    /// Boots since power came, this one not counted until `count`.
    uint32_t boots() const { return boots_; }
    /// Why this boot began: what the boot before asked for, or else what the chip says.
    or_reset reason() const { return reason_; }
    /// Counts this boot; gives its number, from 1.
    uint32_t count();
    /// Leaves the reason for the next boot. A reset of the chip can only be its software's.
    void ask(or_reset reason);

  private:
    uint32_t boots_ = 0;
    or_reset reason_ = OR_RESET_POWER_ON;
};
