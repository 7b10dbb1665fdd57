#ifndef OCEANREMOTE_PROGRAM_H
#define OCEANREMOTE_PROGRAM_H

#include "backoff.h"
#include "board_notes.h"
#include "console.h"
#include "exchange.h"
#include "oceanremote/core.h"
#include "outputs.h"
#include "record.h"
#include "store.h"
#include "whole_seconds.h"

namespace oceanremote {

/// The way from boot to ONLINE, and back to it after every loss.
///
/// boot, record, Wi-Fi, clock, registration (unless a token is stored), session, polls. A device that holds a permanent
/// token skips registration. What happens when the server refuses that token differs by store policy: legacy firmware
/// keeps asking with it, reference firmware tries the registration token it was flashed with. Every way round this
/// circle holds a wait, whatever the server answers. `states.def` is the table of it.
class Program {
  public:
    Program(const or_board& board, const or_settings& settings, Carrier& bridge, Outputs& outputs, Notes& notes);

    /// Goes on as far as it can now; gives what `or_core_step` gives.
    uint32_t step(or_wake wake);
    /// Whether power went in a storage call: then nothing may happen any more.
    bool has_lost_power() const { return power_lost_; }

  private:
    enum class State : uint8_t {
#define OR_STATE(name, handler, about, next) name,
#include "states.def"
#undef OR_STATE
    };
    using Handler = void (Program::*)();

    // Of a registration whose token has six bytes for each of OR_LONGEST_TOKEN: 1,278 are needed.
    static constexpr size_t kBodyBytes = 1312;
    static constexpr size_t kHeaders = 3;
    static constexpr size_t kMacBytes = 17;
    static constexpr size_t kAddressBytes = 46;

#define OR_STATE(name, handler, about, next) void handler();
#include "states.def"
#undef OR_STATE

    // Going on (program.cpp)
    void go(State state);
    void pend() { pending_ = true; }
    void wait_ms(uint32_t duration_ms, State then);
    void announce_wait(uint32_t duration_ms, State then);
    void wait_after_outcome(State then);
    void wait_after_failure(State then);
    void settle_then(State then);
    bool identify();
    bool load_record();
    void say_loaded(const or_reading& reading);
    void lose_power();
    void halt(const char* reason);
    uint32_t millis() const { return board_.millis(board_.context); }
    uint32_t elapsed_ms(uint32_t since_ms) const { return millis() - since_ms; }
    bool connected() const;
    uint32_t random_ppm() const { return board_.random_ppm(board_.context); }

    // Network (joining.cpp)
    void join_then(bool lost, State then);
    int32_t poll_join();

    // Requests (requests.cpp)
    void begin_request();
    void add_header(const char* name, View value);
    void add_time_header();
    void add_token_header() { add_header(settings_.token_header, token()); }
    void send(const char* method, const char* path, State then);
    void explain_failure();
    void write_refusal(TextWriter& to) const;
    void say_refusal(Line line);
    void say_status(Line line) { console_.say_number(line, exchange_.outcome().printed()); }
    bool refusal_code_is(const char* code) const;

    // Clock (clock_sync.cpp)
    void sync_then(State then);
    void take_time(int64_t unix_us);
    void mend_skew(State then);

    // Record and token (registration.cpp, session.cpp)
    bool save(View token, uint8_t flags);
    bool save_is_due() const { return save_wait_s_ != 0 && elapsed_ms(save_failed_ms_) >= milliseconds_of(save_wait_s_); }
    void save_again();
    View token() const;
    void accept_registration();
    void accept_session();

    // Polling (polling.cpp)
    void go_on_after_failure();
    void end_session();
    void apply_wanted();
    void note_accepted();

    const or_board& board_;
    const or_settings& settings_;
    Outputs& outputs_;
    Notes& notes_;
    Console console_;
    Store store_;
    Backoff backoff_;
    Exchange exchange_;

    State state_ = State::kBoot;
#ifdef OR_CHECK_STATES
    bool is_in_table(State next);
    /// The last state that was no wait.
    State origin_ = State::kBoot;
#endif
    State after_ = State::kBoot;
    State after_join_ = State::kBoot;
    State after_sync_ = State::kBoot;
    State after_mend_ = State::kBoot;
    State after_registration_ = State::kBoot;
    State after_report_ = State::kBoot;
    bool pending_ = false;
    bool power_lost_ = false;
    bool due_ = false;
    uint32_t wait_since_ms_ = 0;
    uint32_t wait_for_ms_ = 0;
    uint32_t wait_left_ms_ = 0;

    char device_id_[sizeof or_reading::device_id];
    size_t device_id_bytes_ = 0;
    char mac_[kMacBytes];
    char address_[kAddressBytes] = "";
    or_reading record_ = {};
    bool has_record_ = false;
    /// How long after the failed save of that record the next attempt is due; 0: it is saved.
    uint32_t save_wait_s_ = 0;
    uint32_t save_failed_ms_ = 0;

    char session_[Reply::kTokenBytes];
    size_t session_bytes_ = 0;
    uint32_t session_opened_ms_ = 0;
    uint32_t session_lifetime_ms_ = 0;
    bool session_expires_ = false;

    bool clock_synced_ = false;
    uint32_t clock_synced_ms_ = 0;
    int64_t before_mending_us_ = 0;
    bool sync_answered_ = false;

    bool online_ = false;
    /// False from a registration until a session opens with its token: registering again would not help then.
    bool token_proven_ = true;
    /// True from a clock that was put right until the server accepts a request: only one retry goes at once.
    bool clock_mended_ = false;
    /// True when the server refused the token itself in a poll: if a session opens all the same, polls wait.
    bool poll_refused_ = false;

    // A token that is being replaced.
    or_reading refused_record_ = {};
    uint32_t refused_ms_ = 0;
    bool may_register_ = false;

    // Polls.
    uint32_t polled_ms_ = 0;
    bool reported_once_ = false;
    uint32_t reported_ms_ = 0;
    /// Whether the last answer said what is wanted of both relays; only then is a report due.
    bool wish_read_ = false;
    /// From the second accepted poll in a row on: only then has the session proved to be good for something.
    bool steady_ = false;

    or_request request_ = {};
    or_header headers_[kHeaders];
    char time_text_[21];
    char body_[kBodyBytes];
};

}  // namespace oceanremote

#endif
