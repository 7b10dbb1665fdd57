/// The agent alone, for a sketch that is an OceanRemote device already: it answers the test bench on `Serial`.
#pragma once

#include "core.h"
#include "oceanremote/core.h"
#include "port/chip_board.h"

class OceanRemoteAgent {
  public:
    /// Names the sketch: at most 32 bytes each, living as long as the agent.
    OceanRemoteAgent(const char* name, const char* version) : name_(name), version_(version) {}
    /// Optional, for the sketch's `setup`, right after `Serial.begin`: sends BOOT, and listens for `hold_window_ms`. A
    /// bench that sends HOLD meanwhile has the board before the rest of `setup` touches its storage: the call does
    /// not return then.
    void begin(uint16_t hold_window_ms = 150);
    /// Call it from the sketch's `loop`. Answers what has come in; while the bench holds the board it does not return.
    void loop();

  private:
    void make_core();
    void answer();

    const char* name_;
    const char* version_;
    ChipBoard board_;
    or_core* core_ = nullptr;
    alignas(8) uint8_t memory_[oceanremote::Room::kAgent];
};
