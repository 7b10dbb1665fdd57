#include <string.h>

#include "json_writer.h"
#include "program.h"
#include "redact.h"
#include "token.h"

namespace oceanremote {

namespace {

constexpr int32_t kGone = 410;
constexpr const char* kDeadToken = "Token already used or expired";

}  // namespace

View Program::token() const { return {reinterpret_cast<const char*>(record_.token), record_.token_bytes}; }

void Program::start_registration() {
    const View token_view = {settings_.registration_token.text, settings_.registration_token.bytes};
    Text<64> shown;
    write_shortened(shown.writer(), token_view);
    console_.say(Line::kRegStart);
    console_.say(Line::kRegToken, shown.view());
    begin_request();
    TextWriter body(body_, sizeof body_);
    JsonWriter json(body);
    json.text("token", token_view);
    json.text("device_id", {device_id_, device_id_bytes_});
    json.text("mac_address", {mac_, sizeof mac_});
    json.text("ip", view(address_));
    json.end();
    request_.body = reinterpret_cast<const uint8_t*>(body_);
    request_.body_bytes = body.size();
    add_time_header();
    send("POST", settings_.register_path, State::kRegistering);
}

void Program::registering() {
    if (!exchange_.poll()) {
        return pend();
    }
    explain_failure();
    say_status(Line::kRegResponse);
    const Outcome& outcome = exchange_.outcome();
    if (outcome.answered(200)) {
        return accept_registration();
    }
    if (outcome.answered()) {
        Text<Console::kLongestLine> message;
        write_refusal(message.writer());
        if (outcome.status == kGone || same(message.view(), view(kDeadToken))) {
            console_.say(Line::kRegTokenDead);
        }
        console_.say(Line::kRegFailed, message.view());
        if (refusal_code_is("clock_skew")) {
            return mend_skew(State::kNotRegistered);
        }
    }
    wait_after_outcome(State::kNotRegistered);
}

void Program::accept_registration() {
    const Reply& reply = exchange_.reply();
    const View permanent = reply.permanent_token.view();
    if (!reply.is_registration() || !reply.success()) {
        say_refusal(Line::kRegFailed);
    } else if (!is_usable(permanent)) {
        console_.say(Line::kRegFailed, view("unusable token in answer"));
    } else {
        console_.say(Line::kRegSuccess);
        // The relays stay as they are: another token is no reason to switch anything.
        const uint8_t relays = has_record_ ? record_.flags & (kRelay1 | kRelay2) : 0;
        if (!save(permanent, kRegistrationUsed | relays)) {
            return;
        }
        token_proven_ = clock_mended_ = poll_refused_ = false;
        backoff_.reset();
        return settle_then(State::kRegistered);
    }
    wait_after_outcome(State::kNotRegistered);
}

bool Program::save(View token, uint8_t flags) {
    or_reading wanted = {};
    wanted.verdict = OR_VERDICT_VALID;
    wanted.flags = flags;
    wanted.token_bytes = static_cast<uint8_t>(token.bytes);
    memcpy(wanted.token, token.data, token.bytes);
    wanted.device_id_bytes = static_cast<uint8_t>(device_id_bytes_);
    memcpy(wanted.device_id, device_id_, device_id_bytes_);
    or_reading reading;
    if (!store_.save(wanted, reading)) {
        lose_power();
        return false;
    }
    notes_.saved(reading);
    console_.say(is_valid(reading) ? Line::kEepromSaved : Line::kEepromSaveFailed);
    // What storage gives back is what the device goes on with, as it does after its next reset.
    record_ = is_valid(reading) ? reading : wanted;
    has_record_ = true;
    if (is_valid(reading)) {
        save_wait_s_ = 0;
    } else {
        // Worn flash is erased in vain each time, so attempts come ever more seldom.
        const uint32_t next_s = save_wait_s_ == 0 ? settings_.retry_max_s : 2u * save_wait_s_;
        save_wait_s_ = next_s < settings_.retry_after_max_s ? next_s : settings_.retry_after_max_s;
        save_failed_ms_ = millis();
    }
    return true;
}

// What is in RAM alone is lost with the power; at the end of a wait there is time to save it.
void Program::save_again() {
    if (save(token(), record_.flags)) {
        settle_then(after_);
    }
}

void Program::registered() {
    may_register_ = false;
    go(after_registration_);
}

void Program::not_registered() { go(after_registration_); }

// A refused token: get another one, or let it rest before it is shown to the server again.
void Program::replace() {
    const bool replaced = record_.token_bytes != refused_record_.token_bytes ||
                          memcmp(record_.token, refused_record_.token, record_.token_bytes) != 0;
    if (replaced) {
        return go(State::kChoose);
    }
    const uint32_t rest_ms = milliseconds_of(settings_.refused_retry_s);
    const uint32_t rested_ms = elapsed_ms(refused_ms_);
    if (may_register_ && rested_ms < rest_ms) {
        after_registration_ = State::kReplace;
        return connected() ? go(State::kRegister) : join_then(true, State::kRegister);
    }
    if (rested_ms < rest_ms) {
        return announce_wait(rest_ms - rested_ms, State::kChoose);
    }
    go(State::kChoose);
}

}  // namespace oceanremote
