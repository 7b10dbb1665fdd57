#include "program.h"

namespace oceanremote {

namespace {

constexpr int64_t kHalfSecondUs = 500000;
constexpr int64_t kMendedUs = 60000000;
// The time server agrees with this clock or does not answer: asking the server again at once would be a storm, and where
// the server's own clock is wrong nothing that the device does can help.
constexpr uint32_t kUnsyncedWaitMs = 30000;

}  // namespace

void Program::synchronise() {
    if (settings_.sntp != 0 && !clock_synced_) {
        return sync_then(State::kAdvance);
    }
    go(State::kAdvance);
}

void Program::sync_then(State then) {
    after_sync_ = then;
    board_.sntp_start(board_.context, milliseconds_of(settings_.sntp_timeout_s));
    go(State::kSyncing);
}

void Program::syncing() {
    int64_t unix_us = 0;
    const int32_t result = board_.sntp_poll(board_.context, &unix_us);
    if (result == OR_PENDING) {
        return pend();
    }
    sync_answered_ = result == OR_OK;
    if (sync_answered_) {
        take_time(unix_us);
    } else {
        console_.say(Line::kTimeNotSynced);
        // While polling, the next attempt is an interval away.
        clock_synced_ms_ = after_sync_ == State::kPaced ? millis() : clock_synced_ms_;
    }
    go(after_sync_);
}

void Program::take_time(int64_t unix_us) {
    const int64_t correction_s = whole_seconds(elapsed_us(board_.unix_us(board_.context), unix_us + kHalfSecondUs));
    board_.set_unix_us(board_.context, unix_us);
    if (correction_s != 0 || !clock_synced_) {
        console_.say_difference(Line::kTimeSynced, correction_s);
    }
    clock_synced_ = true;
    clock_synced_ms_ = millis();
}

void Program::mend_skew(State then) {
    int64_t server_s = 0;
    if (exchange_.reply().server_time(server_s)) {
        console_.say_difference(Line::kTimeSkew, whole_seconds(board_.unix_us(board_.context)) - server_s);
    }
    before_mending_us_ = board_.unix_us(board_.context);
    after_mend_ = then;
    sync_answered_ = false;
    if (settings_.sntp != 0) {
        return sync_then(State::kMended);
    }
    go(State::kMended);
}

void Program::mended() {
    const int64_t change_us = elapsed_us(before_mending_us_, board_.unix_us(board_.context));
    if (sync_answered_ && !clock_mended_ && (change_us > kMendedUs || change_us < -kMendedUs)) {
        clock_mended_ = true;
        return go(after_mend_);
    }
    const uint32_t grown_ms = backoff_.after_failure(random_ppm());
    announce_wait(grown_ms > kUnsyncedWaitMs ? grown_ms : kUnsyncedWaitMs, after_mend_);
}

}  // namespace oceanremote
