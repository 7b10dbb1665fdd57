/// The agent alone, for a sketch that is an OceanRemote device already: it answers the test bench on `Serial`.
#pragma once

#include "oceanremote/core.h"
#include "port/arduino_board.h"

class OceanRemoteAgent {
  public:
    /// Names the sketch: at most 32 bytes each, living as long as the agent.
    OceanRemoteAgent(const char* name, const char* version) : name_(name), version_(version) {}
    /// Call it from the sketch's `loop`. Answers what has come in; while the bench holds the board it does not return.
    void loop();

  private:
    void begin();

    const char* name_;
    const char* version_;
    ArduinoBoard board_;
    or_core* core_ = nullptr;
    alignas(8) uint8_t memory_[8192];
};
