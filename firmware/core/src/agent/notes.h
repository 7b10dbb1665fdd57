#ifndef OCEANREMOTE_AGENT_NOTES_H
#define OCEANREMOTE_AGENT_NOTES_H

#include "agent/sentence_writer.h"
#include "oceanremote/core.h"

namespace oceanremote {

/// Tells whoever listens what happens to the record and to the program: the board's notes, and the agent's events.
class Notes {
  public:
    Notes(const or_board& board, SentenceWriter& sentences) : board_(board), sentences_(sentences) {}

    /// A boot begins, after so many; gives its number, which the board may count.
    uint32_t boot_after(uint32_t before, const or_settings& settings);
    /// A boot begins: number and reason.
    void booted(uint32_t number, or_reset reason, View driver);
    void loaded(const or_reading& reading);
    void saved(const or_reading& reading);
    void halted(const char* reason);
    /// The program has switched relays: how they stand now, bit 0 relay 1, bit 1 relay 2.
    void relays_moved(uint8_t on);

  private:
    uint32_t units_since_last();

    const or_board& board_;
    SentenceWriter& sentences_;
    uint32_t noted_units_ = 0;
};

}  // namespace oceanremote

#endif
