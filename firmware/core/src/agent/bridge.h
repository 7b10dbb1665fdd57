#ifndef OCEANREMOTE_AGENT_BRIDGE_H
#define OCEANREMOTE_AGENT_BRIDGE_H

#include "agent/sentence_writer.h"
#include "backoff.h"
#include "exchange.h"
#include "oceanremote/core.h"
#include "reply.h"

namespace oceanremote {

/// HTTP over the serial line: a request leaves as events of the agent, its answer comes as commands.
class Bridge final : public Carrier {
  public:
    enum class Taken : uint8_t { kDone, kNoExchange, kOutOfOrder, kOutOfRange, kWrongCrc, kNoMessage };

    struct Part {
        uint32_t exchange;
        uint32_t part;
        uint32_t parts;
        uint32_t crc;
        const uint8_t* data;
        size_t bytes;
    };

    Bridge(const or_board& board, const or_settings& settings, SentenceWriter& sentences)
        : board_(board), settings_(settings), sentences_(sentences) {}

    void start(const or_request& request, Reply& reply, Outcome& outcome) override;
    /// Ends the exchange when its time is up.
    bool poll() override;
    /// Forgets an exchange under way.
    void drop() { under_way_ = false; }

    Taken take(const Part& part);
    Taken fail(uint32_t exchange, int32_t failure);
    Taken resend(uint32_t exchange, uint32_t from_part);

  private:
    void begin_answer();
    bool take_head_byte(uint8_t byte);
    bool take_head_line();
    void end(int32_t failure);
    void send_parts(uint32_t from_part);
    size_t write_message(uint8_t* window, size_t from, size_t bytes, uint32_t& crc) const;

    static constexpr size_t kLineBytes = 96;

    const or_board& board_;
    const or_settings& settings_;
    SentenceWriter& sentences_;
    or_request request_ = {};
    Reply* reply_ = nullptr;
    Outcome* outcome_ = nullptr;
    size_t message_bytes_ = 0;
    uint32_t message_crc_ = 0;
    uint32_t started_ms_ = 0;
    uint32_t number_ = 0;
    bool under_way_ = false;

    // The answer as far as it has come.
    uint32_t answer_crc_ = 0;
    uint32_t crc_so_far_ = 0;
    uint32_t parts_ = 0;
    uint32_t next_part_ = 1;
    char line_[kLineBytes];
    size_t line_bytes_ = 0;
    bool in_head_ = true;
    bool first_line_ = true;
    bool well_formed_ = true;
    bool retry_after_seen_ = false;
};

}  // namespace oceanremote

#endif
