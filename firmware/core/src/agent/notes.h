#ifndef OCEANREMOTE_AGENT_NOTES_H
#define OCEANREMOTE_AGENT_NOTES_H

#include "agent/sentence_writer.h"
#include "board_notes.h"

namespace oceanremote {

/// Tells whoever listens what happens to the record and to the program: the agent's events, and the board's notes.
class AgentNotes final : public Notes {
  public:
    AgentNotes(const or_board& board, SentenceWriter& sentences) : Notes(board), sentences_(sentences) {}

    void booted(uint32_t number, or_reset reason, View driver) override;
    void loaded(const or_reading& reading) override;
    void saved(const or_reading& reading) override;
    void halted(const char* reason) override;
    void relays_moved(uint8_t on) override;

  private:
    uint32_t units_since_last();

    SentenceWriter& sentences_;
    uint32_t noted_units_ = 0;
};

}  // namespace oceanremote

#endif
