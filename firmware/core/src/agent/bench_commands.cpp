#include "agent/agent.h"
#include "oceanremote/bench.h"

// A board that can pretend defines this itself, and the linker takes that.
extern "C" __attribute__((weak)) const or_bench* or_bench_of(const or_board*) { return nullptr; }

namespace oceanremote {

namespace {

constexpr int64_t kSlowestPpm = -500000;
constexpr int64_t kFastestPpm = 1000000;

#define OR_WORD(constant, word) word,
#define OR_ONE_MORE(constant, word) ", " word
constexpr const char* kClockFaults[] = {"none", OR_EACH_CLOCK_FAULT(OR_WORD)};
constexpr const char* kMacFaults[] = {"none", OR_EACH_MAC_FAULT(OR_WORD)};
constexpr const char* kNoClockFault = "fault, expected one of none" OR_EACH_CLOCK_FAULT(OR_ONE_MORE);
constexpr const char* kNoMacFault = "fault, expected one of none" OR_EACH_MAC_FAULT(OR_ONE_MORE);
#undef OR_WORD
#undef OR_ONE_MORE

/// Finds a word, the number of which is that of its constant; -1 for one that is not there.
template <size_t kCount>
int64_t index_of(View word, const char* const (&words)[kCount]) {
    for (size_t each = 0; each < kCount; ++each) {
        if (same(word, view(words[each]))) {
            return static_cast<int64_t>(each);
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
    return fault >= 0 ? pretend(OR_PRETEND_CLOCK_FAULT, fault) : refuse("bad-argument", kNoClockFault);
}

Agent::Answer Agent::mac_fault() {
    const int64_t fault = index_of(argument(0), kMacFaults);
    return fault >= 0 ? pretend(OR_PRETEND_MAC_FAULT, fault) : refuse("bad-argument", kNoMacFault);
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
