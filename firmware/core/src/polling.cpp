#include "json_writer.h"
#include "program.h"

namespace oceanremote {

namespace {

uint8_t switched(uint8_t flags, uint8_t relay, Truth wanted) {
    switch (wanted) {
        case Truth::kTrue:
            return flags | relay;
        case Truth::kFalse:
            return static_cast<uint8_t>(flags & ~relay);
        default:
            return flags;
    }
}

}  // namespace

void Program::begin_polling() {
    steady_ = reported_once_ = false;
    if (poll_refused_) {
        poll_refused_ = false;
        return announce_wait(milliseconds_of(settings_.refused_retry_s), State::kNextPoll);
    }
    go(State::kPoll);
}

void Program::poll() {
    polled_ms_ = millis();
    begin_request();
    add_token_header();
    add_header(settings_.session_header, {session_, session_bytes_});
    send("GET", settings_.state_path, State::kPolling);
}

void Program::polling() {
    if (!exchange_.poll()) {
        return pend();
    }
    if (!exchange_.outcome().answered(200)) {
        return go_on_after_failure();
    }
    const Reply& reply = exchange_.reply();
    if (!reply.is_state() || !reply.success()) {
        console_.say(Line::kPollUnreadable);
        return go(State::kReported);
    }
    // The server takes a report's relays for what is wanted: what an answer does not say has to be read first.
    wish_read_ = reply.relay(0) != Truth::kUnknown && reply.relay(1) != Truth::kUnknown;
    note_accepted();
    apply_wanted();
}

void Program::note_accepted() {
    if (!online_) {
        online_ = true;
        console_.say(Line::kOnline);
    } else {
        steady_ = true;
        backoff_.reset();
    }
}

// Polls on, if this session can be after an answer other than 200. The next poll comes before the next report: the
// server takes a report's relays for what is wanted, and what was wanted meanwhile would be lost.
void Program::go_on_after_failure() {
    const bool was_steady = steady_;
    online_ = steady_ = false;
    explain_failure();
    say_status(Line::kPollResponse);
    if (exchange_.outcome().refused()) {
        if (!refusal_code_is("session_expired") && !refusal_code_is("session_unknown")) {
            session_bytes_ = 0;
            poll_refused_ = true;
            return go(State::kChoose);
        }
        end_session();
        // A new session that is refused at once: another one would fare no better now.
        return was_steady ? go(State::kChoose) : wait_after_failure(State::kChoose);
    }
    connected() ? wait_after_outcome(State::kReported) : go(State::kChoose);
}

void Program::end_session() {
    console_.say(Line::kSessionExpired);
    session_bytes_ = 0;
}

// Does what the dashboard asks for; a relay's new position is saved, so that it survives power loss.
void Program::apply_wanted() {
    const Reply& reply = exchange_.reply();
    uint8_t flags = record_.flags | kRegistrationUsed;
    flags = switched(flags, kRelay1, reply.relay(0));
    flags = switched(flags, kRelay2, reply.relay(1));
    if (flags == record_.flags) {
        return go(State::kPolled);
    }
    outputs_.move(static_cast<uint8_t>(flags >> 1));
    const or_reading kept = record_;
    if (save({reinterpret_cast<const char*>(kept.token), kept.token_bytes}, flags)) {
        after_report_ = State::kPolled;
        settle_then(State::kReport);
    }
}

void Program::polled() {
    if (!wish_read_) {
        return go(State::kReported);
    }
    if (reported_once_ && elapsed_ms(reported_ms_) < milliseconds_of(settings_.report_interval_s)) {
        return go(State::kReported);
    }
    reported_once_ = true;
    reported_ms_ = millis();
    after_report_ = State::kReported;
    go(State::kReport);
}

void Program::report() {
    int32_t temperature_tenths = 0;
    int32_t humidity_tenths = 0;
    outputs_.measure(temperature_tenths, humidity_tenths);
    begin_request();
    TextWriter body(body_, sizeof body_);
    JsonWriter json(body);
    json.truth("relay1", (record_.flags & kRelay1) != 0);
    json.truth("relay2", (record_.flags & kRelay2) != 0);
    json.tenths("temperature", temperature_tenths);
    json.tenths("humidity", humidity_tenths);
    json.end();
    request_.body = reinterpret_cast<const uint8_t*>(body_);
    request_.body_bytes = body.size();
    add_token_header();
    add_header(settings_.session_header, {session_, session_bytes_});
    send("POST", settings_.state_path, State::kReporting);
}

void Program::reporting() {
    if (!exchange_.poll()) {
        return pend();
    }
    exchange_.outcome().answered(200) ? go(after_report_) : go_on_after_failure();
}

void Program::reported() {
    if (settings_.sntp != 0 && elapsed_ms(clock_synced_ms_) >= milliseconds_of(settings_.sntp_interval_s)) {
        return sync_then(State::kPaced);
    }
    go(State::kPaced);
}

void Program::paced() {
    const uint32_t interval_ms = milliseconds_of(settings_.poll_interval_s);
    const uint32_t passed_ms = elapsed_ms(polled_ms_);
    // Polls that a wait or a slow answer took the time of are not caught up.
    passed_ms < interval_ms ? wait_ms(interval_ms - passed_ms, State::kNextPoll) : go(State::kNextPoll);
}

void Program::next_poll() {
    // Renewed one interval early: the next poll would find it expired.
    const uint32_t ahead_ms = milliseconds_of(settings_.poll_interval_s);
    const uint64_t age_ms = elapsed_ms(session_opened_ms_);
    if (session_expires_ && age_ms + ahead_ms >= session_lifetime_ms_) {
        end_session();
        return go(State::kChoose);
    }
    go(State::kPoll);
}

}  // namespace oceanremote
