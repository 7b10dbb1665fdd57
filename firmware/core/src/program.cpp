#include "program.h"

#include "identity.h"
#include "in_flash.h"

namespace oceanremote {

namespace {

constexpr size_t kReasonBytes = 64;

#ifdef OR_CHECK_STATES
constexpr const char* kNames[] = {
#define OR_STATE(name, handler, about, next) #name,
#include "states.def"
#undef OR_STATE
};
constexpr const char* kNext[] = {
#define OR_STATE(name, handler, about, next) next,
#include "states.def"
#undef OR_STATE
};
#endif

}  // namespace

Program::Program(const or_board& board, const or_settings& settings, Carrier& bridge, Outputs& outputs, Notes& notes)
    : board_(board),
      settings_(settings),
      outputs_(outputs),
      notes_(notes),
      console_(board),
      store_(board, settings),
      backoff_(settings),
      exchange_(board, settings, bridge) {}

uint32_t Program::step(or_wake wake) {
    static constexpr Handler kHandlers[] OR_IN_FLASH = {
#define OR_STATE(name, handler, about, next) &Program::handler,
#include "states.def"
#undef OR_STATE
    };
    due_ = wake == OR_WAKE_DUE && state_ == State::kWait;
    pending_ = false;
    while (!pending_) {
        const Handler handler = kHandlers[static_cast<size_t>(state_)];
        (this->*handler)();
    }
    return state_ == State::kHalted ? OR_HALTED : state_ == State::kWait ? wait_left_ms_ : OR_WAITING;
}

#ifdef OR_CHECK_STATES
// For tests: a step that the table does not have ends the program.
bool Program::is_in_table(State next) {
    if (next == State::kWait || next == State::kSettle || next == State::kHalted) {
        return true;
    }
    const View name = view(kNames[static_cast<size_t>(next)]);
    const char* names = kNext[static_cast<size_t>(origin_)];
    origin_ = next;
    for (const char* at = names; *at != 0; at += *at == ' ' ? 1 : 0) {
        const char* const from = at;
        while (*at != 0 && *at != ' ') {
            ++at;
        }
        if (same(name, {from, static_cast<size_t>(at - from)})) {
            return true;
        }
    }
    return false;
}
#endif

void Program::go(State state) {
#ifdef OR_CHECK_STATES
    if (!is_in_table(state)) {
        console_.say(Line::kSystemHalted, view("a step that states.def does not have"));
        state = State::kHalted;
    }
#endif
    state_ = state;
}

void Program::halted() { pend(); }

void Program::wait() {
    const uint32_t waited_ms = elapsed_ms(wait_since_ms_);
    if (due_ || waited_ms >= wait_for_ms_) {
        due_ = false;
        return save_is_due() ? save_again() : go(after_);
    }
    wait_left_ms_ = wait_for_ms_ - waited_ms;
    pend();
}

void Program::settle() {
    const int32_t settled = board_.flash_settled(board_.context);
    if (settled == OR_PENDING) {
        return pend();
    }
    settled == OR_POWER_LOST ? lose_power() : go(after_);
}

void Program::wait_ms(uint32_t duration_ms, State then) {
    wait_since_ms_ = millis();
    wait_for_ms_ = duration_ms;
    after_ = then;
    go(State::kWait);
}

void Program::announce_wait(uint32_t duration_ms, State then) {
    console_.say_number(Line::kRetry, whole_seconds_for(duration_ms));
    wait_ms(duration_ms, then);
}

void Program::wait_after_outcome(State then) { announce_wait(backoff_.after(exchange_.outcome(), random_ppm()), then); }

void Program::wait_after_failure(State then) { announce_wait(backoff_.after_failure(random_ppm()), then); }

void Program::settle_then(State then) {
    after_ = then;
    go(State::kSettle);
}

void Program::boot() {
    if (identify() && load_record()) {
        settle_then(State::kChoose);
    }
}

bool Program::identify() {
    uint8_t mac[6] = {};
    char reason[kReasonBytes] = "";
    if (board_.mac_read(board_.context, mac, reason, sizeof reason) != OR_OK) {
        console_.say(Line::kDeviceIdFailed);
        console_.say(Line::kSystemHalted, view(reason));
        halt(reason);
        return false;
    }
    const or_derivation derivation = static_cast<or_derivation>(settings_.derivation);
    TextWriter id(device_id_, sizeof device_id_);
    write_device_id(id, static_cast<or_family>(settings_.family), derivation, mac);
    device_id_bytes_ = id.size();
    TextWriter mac_text(mac_, sizeof mac_);
    write_mac(mac_text, derivation, mac);
    console_.say(Line::kDeviceId, id.text());
    return true;
}

void Program::lose_power() {
    power_lost_ = true;
    go(State::kHalted);
}

void Program::halt(const char* reason) {
    go(State::kHalted);
    notes_.halted(reason);
}

bool Program::load_record() {
    or_reading reading;
    if (!store_.load(reading)) {
        lose_power();
        return false;
    }
    notes_.loaded(reading);
    record_ = reading;
    has_record_ = is_valid(reading);
    say_loaded(reading);
    if (has_record_) {
        outputs_.move(static_cast<uint8_t>(reading.flags >> 1));
    }
    return true;
}

void Program::say_loaded(const or_reading& reading) {
    if (is_valid(reading) && settings_.store == OR_STORE_REFERENCE) {
        Text<10> sequence;
        sequence.writer().put_unsigned(reading.sequence);
        console_.say(Line::kEepromLoadedSlot, view(store_.slot() == OR_SLOT_A ? "A" : "B"), sequence.view());
    } else if (is_valid(reading)) {
        console_.say(Line::kEepromLoaded);
    } else {
        console_.say(reading.verdict == OR_VERDICT_EMPTY ? Line::kEepromEmpty : Line::kEepromChecksum);
    }
}

bool Program::connected() const {
    return settings_.bridge != 0 ? address_[0] != 0 : board_.connected(board_.context) != 0;
}

void Program::choose() {
    if (connected()) {
        return go(State::kSynchronise);
    }
    join_then(address_[0] != 0, State::kSynchronise);
}

void Program::advance() {
    if (!has_record_) {
        after_registration_ = State::kChoose;
        return go(State::kRegister);
    }
    go(session_bytes_ != 0 ? State::kPoller : State::kOpen);
}

}  // namespace oceanremote
