/// A part on one wire of a board: a sensor that answers the program by pulling low a line that a resistor pulls up.
///
/// It knows when the program pulls the line, and says when it pulls the line itself; the time of the board is passed in and
/// never goes back. It must not know pins, registers or who reads: whether a library looks at the level, counts loops, or is
/// called at edges is the machine's matter. What holds of each part: a line that the program has let go for long is high;
/// what is sent was shown when the sending began, so that no value is half of the one before.
#ifndef OCEANHIL_MACHINE_PARTS_LINE_PART_H
#define OCEANHIL_MACHINE_PARTS_LINE_PART_H

#include <stdint.h>

#include "climate.h"

namespace oceanhil::parts {

constexpr uint64_t kNever = UINT64_MAX;

class LinePart {
  public:
    /// What is to be measured from now on. Beyond what such a sensor can show it shows the last that it can.
    virtual void surround(const Climate& climate) = 0;
    /// The program pulls the line low from now on, or lets it go.
    virtual void held(bool is_low, uint64_t now_us) = 0;
    /// Whether the part pulls it low at this time.
    virtual bool pulls_low(uint64_t now_us) const = 0;
    /// When it next begins or ceases to pull, by what has come so far; kNever if it does not.
    virtual uint64_t next_edge_us(uint64_t now_us) const = 0;

  protected:
    ~LinePart() = default;
};

}  // namespace oceanhil::parts

#endif
