/// A device on a test bench: it answers the agent's commands, and keeps what it is provisioned with.
#pragma once

#include "device_board.h"
#include "provisioning.h"

class BenchBoard : public DeviceBoard {
  public:
    /// As of a device, with the agent and what only a bench does. `has_token`: whether the firmware carries a
    /// registration token.
    or_board calls(bool has_token);

    Provisioning provisioning;

    /// Keeps what the bench has collected.
    bool provision() { return provisioning.apply(has_token_); }

  private:
    bool has_token_ = false;
};
