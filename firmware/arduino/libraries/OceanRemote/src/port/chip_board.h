/// What the firmware core needs of any board, on the public API of the Arduino cores: serial line, time, MAC, storage.
#pragma once

#include "boot_mark.h"
#include "oceanremote/core.h"

/// The board's own MAC, read once a boot: a dead radio takes more than half a second to say nothing, longer than a
/// bench waits for an answer.
struct StationMac {
    uint8_t octets[6];
    bool is_readable;
    /// Why not.
    const char* reason;

    void read();
};

class ChipBoard {
  public:
    ChipBoard() = default;
    ChipBoard(const ChipBoard&) = delete;
    ChipBoard& operator=(const ChipBoard&) = delete;

    /// The calls of a core; their context is this object, which must stay where it is. Without `agent_write`.
    or_board calls();

    BootMark boot;
    StationMac mac = {};
};

/// The call `mac_read` of any board: what the chip said at its start.
int32_t read_chip_mac(void* context, uint8_t mac[6], char* reason, size_t reason_capacity);
/// Writes to the serial line: the log, and the agent's sentences.
void write_to_serial(void* context, const char* text, size_t bytes);
/// Hands what has come in on `Serial` to the core's agent.
void receive_from_serial(or_core* core);
