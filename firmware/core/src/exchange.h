#ifndef OCEANREMOTE_EXCHANGE_H
#define OCEANREMOTE_EXCHANGE_H

#include "backoff.h"
#include "oceanremote/core.h"
#include "reply.h"

namespace oceanremote {

class Bridge;

/// One request to the server at a time, over the board's network or the agent's bridge, and its answer as it is read.
class Exchange {
  public:
    Exchange(const or_board& board, const or_settings& settings, Bridge& bridge)
        : board_(board), settings_(settings), bridge_(bridge) {}

    /// Begins a request: everything in it stays the caller's, unchanged, until the exchange is over.
    void start(const or_request& request);
    /// True once the exchange is over; then `outcome` and `reply` tell how.
    bool poll();
    const Outcome& outcome() const { return outcome_; }
    const Reply& reply() const { return reply_; }

  private:
    bool poll_board();

    static constexpr size_t kPieceBytes = 512;

    const or_board& board_;
    const or_settings& settings_;
    Bridge& bridge_;
    Outcome outcome_;
    Reply reply_;
    bool over_ = true;
    uint8_t piece_[kPieceBytes];
};

}  // namespace oceanremote

#endif
