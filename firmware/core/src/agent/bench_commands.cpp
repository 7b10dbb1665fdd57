#include "agent/agent.h"
#include "oceanremote/bench.h"

// A board that can pretend defines this itself, and the linker takes that.
extern "C" __attribute__((weak)) const or_bench* or_bench_of(const or_board*) { return nullptr; }

namespace oceanremote {

namespace {

constexpr int64_t kSlowestPpm = -500000;
constexpr int64_t kFastestPpm = 1000000;

constexpr const char* kClockFaults[] = {"none", "signed-32-bit", "ntp-era-0"};
constexpr const char* kMacFaults[] = {"none", "unreadable", "bad-crc"};

/// Finds a word among three; -1 for one that is not there.
int64_t index_of(View word, const char* const (&words)[3]) {
    for (int64_t each = 0; each < 3; ++each) {
        if (same(word, view(words[each]))) {
            return each;
        }
    }
    return -1;
}

}  // namespace

bool Agent::can_pretend() const { return or_bench_of(&board_) != nullptr; }

Agent::Answer Agent::pretend(or_pretence what, int64_t value) {
    const or_bench* bench = or_bench_of(&board_);
    return bench != nullptr ? told(bench->pretend(board_.context, what, value)) : never();
}

Agent::Answer Agent::pretend_number(or_pretence what, int64_t least, int64_t most) {
    int64_t value = 0;
    const Found found = number_argument(0, least, most, value);
    return found == Found::kGood ? pretend(what, value) : refuse(found, "a number within its bounds");
}

Agent::Answer Agent::clock_drift() { return pretend_number(OR_PRETEND_DRIFT, kSlowestPpm, kFastestPpm); }

Agent::Answer Agent::clock_sleep_drift() { return pretend_number(OR_PRETEND_SLEEP_DRIFT, kSlowestPpm, kFastestPpm); }

Agent::Answer Agent::clock_uptime() { return pretend_number(OR_PRETEND_UPTIME, 0, INT64_MAX); }

Agent::Answer Agent::clock_sntp_delay() { return pretend_number(OR_PRETEND_SNTP_DELAY, 0, INT64_MAX); }

Agent::Answer Agent::clock_fault() {
    const int64_t fault = index_of(argument(0), kClockFaults);
    return fault >= 0 ? pretend(OR_PRETEND_CLOCK_FAULT, fault)
                      : refuse("bad-argument", "fault, expected none, signed-32-bit or ntp-era-0");
}

Agent::Answer Agent::mac_fault() {
    const int64_t fault = index_of(argument(0), kMacFaults);
    return fault >= 0 ? pretend(OR_PRETEND_MAC_FAULT, fault)
                      : refuse("bad-argument", "fault, expected none, unreadable or bad-crc");
}

Agent::Answer Agent::crash() {
    if (or_bench_of(&board_)->knows_crash(board_.context, argument(0).data, argument(0).bytes) == 0) {
        return refuse("not-supported", "this family has no such crash");
    }
    after_reply_ = AfterReply::kCrash;
    return Answer::kDone;
}

Agent::Answer Agent::sleep() {
    const Found found = number_argument(0, 0, INT64_MAX, sleep_us_);
    if (found != Found::kGood) {
        return refuse(found, "microseconds");
    }
    after_reply_ = AfterReply::kSleep;
    return Answer::kDone;
}

void Agent::act() {
    if (after_reply_ == AfterReply::kNothing) {
        return;
    }
    device_.over = true;
    switch (after_reply_) {
        case AfterReply::kCrash:
            or_bench_of(&board_)->crash(board_.context, argument(0).data, argument(0).bytes);
            break;
        case AfterReply::kSleep:
            or_bench_of(&board_)->sleep(board_.context, sleep_us_);
            break;
        default:
            board_.restart(board_.context, restart_reason_);
            break;
    }
}

}  // namespace oceanremote
