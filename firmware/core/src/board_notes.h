#ifndef OCEANREMOTE_BOARD_NOTES_H
#define OCEANREMOTE_BOARD_NOTES_H

#include "oceanremote/core.h"
#include "text.h"

namespace oceanremote {

/// Tells the board what happens to the record and to the program, where it listens.
class Notes {
  public:
    explicit Notes(const or_board& board) : board_(board) {}
    Notes(const Notes&) = delete;
    Notes& operator=(const Notes&) = delete;

    /// A boot begins, after so many; gives its number, which the board may count.
    uint32_t boot_after(uint32_t before, const or_settings& settings);
    /// A boot begins: number and reason.
    virtual void booted(uint32_t number, or_reset reason, View driver);
    virtual void loaded(const or_reading& reading);
    virtual void saved(const or_reading& reading);
    virtual void halted(const char* reason);
    /// The program has switched relays: how they stand now, bit 0 relay 1, bit 1 relay 2.
    virtual void relays_moved(uint8_t on);

  protected:
    const or_board& board_;
};

}  // namespace oceanremote

#endif
