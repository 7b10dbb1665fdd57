#ifndef OCEANREMOTE_EXCHANGE_H
#define OCEANREMOTE_EXCHANGE_H

#include "backoff.h"
#include "oceanremote/core.h"
#include "reply.h"

namespace oceanremote {

/// A way to the server beside the board's network. This one leads nowhere: that of a core without an agent.
class Carrier {
  public:
    /// Sends a request; what its answer says goes to `reply` and `outcome`.
    virtual void start(const or_request&, Reply&, Outcome& outcome) { outcome.failure = OR_HTTP_REFUSED; }
    /// True once the exchange is over.
    virtual bool poll() { return true; }
};

/// One request to the server at a time, over the board's network or another way, and its answer as it is read.
class Exchange {
  public:
    Exchange(const or_board& board, const or_settings& settings, Carrier& bridge)
        : board_(board), settings_(settings), bridge_(bridge) {}

    /// Begins a request: everything in it stays the caller's, unchanged, until the exchange is over.
    void start(const or_request& request);
    /// True once the exchange is over; then `outcome` and `reply` tell how.
    bool poll();
    const Outcome& outcome() const { return outcome_; }
    const Reply& reply() const { return reply_; }

  private:
    bool poll_board();

    static constexpr size_t kPieceBytes = 256;

    const or_board& board_;
    const or_settings& settings_;
    Carrier& bridge_;
    Outcome outcome_;
    Reply reply_;
    bool over_ = true;
    uint8_t piece_[kPieceBytes];
};

}  // namespace oceanremote

#endif
