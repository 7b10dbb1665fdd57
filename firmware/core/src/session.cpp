#include <string.h>

#include "json_writer.h"
#include "program.h"
#include "token.h"

namespace oceanremote {

namespace {

constexpr size_t kShown = 8;

}  // namespace

void Program::start_session() {
    begin_request();
    TextWriter body(body_, sizeof body_);
    JsonWriter json(body);
    json.text("device_id", {device_id_, device_id_bytes_});
    json.text("mac_address", {mac_, sizeof mac_});
    json.end();
    request_.body = reinterpret_cast<const uint8_t*>(body_);
    request_.body_bytes = body.size();
    add_token_header();
    add_time_header();
    send("POST", settings_.session_path, State::kOpening);
}

void Program::opening() {
    if (!exchange_.poll()) {
        return pend();
    }
    explain_failure();
    const Outcome& outcome = exchange_.outcome();
    if (outcome.answered(200)) {
        return accept_session();
    }
    online_ = false;
    say_status(Line::kSessionResponse);
    if (outcome.answered()) {
        say_refusal(Line::kSessionRefused);
        if (refusal_code_is("clock_skew")) {
            return mend_skew(State::kChoose);
        }
        if (outcome.refused()) {
            refused_record_ = record_;
            refused_ms_ = millis();
            may_register_ = settings_.store == OR_STORE_REFERENCE && token_proven_;
            return go(State::kReplace);
        }
    }
    wait_after_outcome(State::kChoose);
}

void Program::accept_session() {
    const Reply& reply = exchange_.reply();
    const View session = reply.session_id.view();
    if (!reply.is_session() || !reply.success() || !is_usable(session)) {
        online_ = false;
        console_.say(Line::kSessionNoId);
        return wait_after_failure(State::kChoose);
    }
    session_bytes_ = session.bytes;
    memcpy(session_, session.data, session.bytes);
    session_opened_ms_ = millis();
    session_expires_ = reply.lifetime_ms(session_lifetime_ms_);
    token_proven_ = true;
    clock_mended_ = false;
    console_.say(Line::kSessionOpened, {session_, session_bytes_ < kShown ? session_bytes_ : kShown});
    go(State::kChoose);
}

}  // namespace oceanremote
