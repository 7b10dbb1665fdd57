/// Timeouts that are asked whether they are over. Facts: PolledTimeout.h of the ESP8266's core, which arduino-pico
/// shares.
#ifndef __POLLEDTIMING_H__
#define __POLLEDTIMING_H__

#include <stdint.h>

#include <limits>

#if defined(ESP8266)
// Comes with it there, and so with `Arduino.h`.
#include <coredecls.h>
#endif

namespace oceanhil {

/// Nanoseconds since the boot, and a turn for others.
uint64_t nanoseconds();
void give_turn();

}  // namespace oceanhil

namespace esp8266 {
namespace polledTimeout {

namespace YieldPolicy {

struct DoNothing {
    static void execute() {}
};

struct YieldOrSkip {
    static void execute() { oceanhil::give_turn(); }
};

}  // namespace YieldPolicy

namespace TimePolicy {

/// What is counted, in nanoseconds, and how many of them can be; more are never over.
template <uint64_t kNanoseconds, uint32_t kMost>
struct TimeUnit {
    using timeType = uint32_t;
    static constexpr uint64_t nanoseconds = kNanoseconds;
    static constexpr timeType timeMax = kMost;
};

using TimeMillis = TimeUnit<1000000, 4294967294>;
// Those below are counted in cycles, of 32 bits, of a processor of up to 160 MHz.
using TimeFastMillis = TimeUnit<1000000, 26843>;
using TimeFastMicros = TimeUnit<1000, 26843545>;
using TimeFastNanos = TimeUnit<1, 1073741823>;

}  // namespace TimePolicy

template <bool kPeriodic, typename Yield = YieldPolicy::DoNothing, typename Unit = TimePolicy::TimeMillis>
class timeoutTemplate {
  public:
    using timeType = typename Unit::timeType;
    static constexpr timeType alwaysExpired = 0;
    static constexpr timeType neverExpires = std::numeric_limits<timeType>::max();

    timeoutTemplate(timeType timeout) { reset(timeout); }

    bool expired() {
        Yield::execute();
        if (!canWait()) {
            return true;
        }
        const uint64_t elapsed = oceanhil::nanoseconds() - begin_;
        const bool over = canExpire() && elapsed >= length();
        if (over && kPeriodic) {
            begin_ += elapsed - elapsed % length();
        }
        return over;
    }
    operator bool() { return expired(); }

    bool canExpire() const { return !never_; }
    bool canWait() const { return timeout_ != alwaysExpired; }
    void reset() { begin_ = oceanhil::nanoseconds(); }
    void reset(timeType timeout) {
        reset();
        timeout_ = timeout;
        never_ = timeout > timeMax();
    }
    void resetAndSetExpired() {
        reset();
        begin_ -= length();
    }
    void resetAndSetExpired(timeType timeout) {
        reset(timeout);
        begin_ -= length();
    }
    void resetToNeverExpires() {
        timeout_ = alwaysExpired + 1;
        never_ = true;
    }
    timeType getTimeout() const { return timeout_; }
    static constexpr timeType timeMax() { return Unit::timeMax; }

  private:
    uint64_t length() const { return timeout_ * Unit::nanoseconds; }

    uint64_t begin_ = 0;
    timeType timeout_ = 0;
    bool never_ = false;
};

using oneShot = timeoutTemplate<false>;
using periodic = timeoutTemplate<true>;
using oneShotMs = timeoutTemplate<false>;
using periodicMs = timeoutTemplate<true>;
using oneShotFastMs = timeoutTemplate<false, YieldPolicy::DoNothing, TimePolicy::TimeFastMillis>;
using periodicFastMs = timeoutTemplate<true, YieldPolicy::DoNothing, TimePolicy::TimeFastMillis>;
using oneShotFastUs = timeoutTemplate<false, YieldPolicy::DoNothing, TimePolicy::TimeFastMicros>;
using periodicFastUs = timeoutTemplate<true, YieldPolicy::DoNothing, TimePolicy::TimeFastMicros>;
using oneShotFastNs = timeoutTemplate<false, YieldPolicy::DoNothing, TimePolicy::TimeFastNanos>;
using periodicFastNs = timeoutTemplate<true, YieldPolicy::DoNothing, TimePolicy::TimeFastNanos>;

}  // namespace polledTimeout
}  // namespace esp8266

#endif
