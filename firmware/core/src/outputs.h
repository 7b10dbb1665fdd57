#ifndef OCEANREMOTE_OUTPUTS_H
#define OCEANREMOTE_OUTPUTS_H

#include "oceanremote/board.h"

namespace oceanremote {

class Notes;

/// The board's relays and its sensor: how the program has moved the ones, and what a bench lets it read of the other.
///
/// A core lives for one boot, so all of this begins anew with each. What only the agent asks for stands beside it, in
/// agent/output_commands.cpp.
class Outputs {
  public:
    static constexpr size_t kRelays = 2;
    static constexpr uint8_t kBothRelays = 3;
    /// A value in place of the sensor's, in tenths; the sensor's own where there is none.
    struct Pretended {
        bool is_there = false;
        int32_t tenths = 0;
    };

    Outputs(const or_board& board, Notes& notes) : board_(board), notes_(notes) {}

    bool has_relays() const { return board_.relays != nullptr; }
    /// Moves the relays as the program wants them: bit 0 relay 1, bit 1 relay 2. A change is told.
    void move(uint8_t on);
    /// Opens the relays, which a program that was stopped does not hold; nobody is told.
    void let_go();
    /// How the relays stand, in the bits of `move`: as the board reads its pins, or as they were last moved.
    uint8_t standing() const;
    /// How often the program has switched a relay, from 0, in this boot.
    uint32_t switched(size_t relay) const { return switched_[relay]; }

    void pretend(const Pretended& temperature, const Pretended& humidity);
    /// Gives what the program reads, in tenths of a degree Celsius and of a percent.
    void measure(int32_t& temperature_tenths, int32_t& humidity_tenths) const;

  private:
    /// Counts the relays that have changed and tells the agent.
    void tell_moved(uint8_t changed);

    const or_board& board_;
    Notes& notes_;
    uint8_t on_ = 0;
    uint32_t switched_[kRelays] = {};
    Pretended temperature_;
    Pretended humidity_;
};

}  // namespace oceanremote

#endif
