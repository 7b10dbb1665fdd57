// The calls of the C library that read a clock or wait: a program's own functions of those names are found before the
// library's, by the program, and by libraries that the program loads. What the linker of another system makes of that
// is for that system: only what Linux has stands here.
#include "c_time.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "board_time.h"
#include "coverage.h"
#include "machine.h"
#include "time_client.h"

namespace machine = oceanhil::machine;

namespace oceanhil::machine {

namespace {

constexpr int64_t kWallSecondUs = 1000000;
constexpr int64_t kMicrosecondNs = 1000;

void (*clock_listener)() = nullptr;

template <typename Time>
void put_time(Time& time, int64_t us) {
    time.tv_sec = static_cast<decltype(time.tv_sec)>(us / kWallSecondUs);
    time.tv_nsec = static_cast<decltype(time.tv_nsec)>(us % kWallSecondUs * kMicrosecondNs);
}

int64_t now_of(clockid_t clock) { return clock == CLOCK_REALTIME ? unix_us() : static_cast<int64_t>(micros()); }

}  // namespace

void clock_listen(void (*serve)()) { clock_listener = serve; }

void begin_c_time() {
#if defined(__linux__) && !defined(OCEANHIL_SANITIZED)
    // A board has no variables but those of its sketch. What counts lines is told by them where to.
    if (!coverage::counts()) {
        clearenv();
    }
#endif
    setenv("TZ", "UTC0", 1);
    tzset();
}

}  // namespace oceanhil::machine

#if defined(__linux__)

// The C++ library's clocks were compiled for a time_t of 32 bits where that is the machine's own.
#if defined(__i386__) && defined(_TIME_BITS) && _TIME_BITS == 64
namespace {

struct OldTime {
    int32_t tv_sec;
    int32_t tv_nsec;
};

}  // namespace

extern "C" int old_clock_gettime(clockid_t clock, OldTime* time) __asm__("clock_gettime");

extern "C" int old_clock_gettime(clockid_t clock, OldTime* time) {
    machine::put_time(*time, machine::now_of(clock));
    return 0;
}
#endif

extern "C" {

int clock_gettime(clockid_t clock, struct timespec* time) noexcept {
    machine::put_time(*time, machine::now_of(clock));
    return 0;
}

time_t time(time_t* result) noexcept {
    const auto now_s = static_cast<time_t>(machine::unix_us() / machine::kWallSecondUs);
    if (result != nullptr) {
        *result = now_s;
    }
    return now_s;
}

int gettimeofday(struct timeval* time, void*) noexcept {
    const int64_t now_us = machine::unix_us();
    time->tv_sec = static_cast<time_t>(now_us / machine::kWallSecondUs);
    time->tv_usec = static_cast<suseconds_t>(now_us % machine::kWallSecondUs);
    return 0;
}

int settimeofday(const struct timeval* time, const struct timezone*) noexcept {
    if (time != nullptr) {
        machine::set_unix_us(int64_t{time->tv_sec} * machine::kWallSecondUs + time->tv_usec);
        if (machine::clock_listener != nullptr) {
            machine::clock_listener();
        }
    }
    return 0;
}

clock_t clock() noexcept {
    return static_cast<clock_t>(machine::micros() * CLOCKS_PER_SEC / static_cast<uint64_t>(machine::kWallSecondUs));
}

int usleep(useconds_t duration_us) {
    machine::wait_us(duration_us);
    return 0;
}

unsigned sleep(unsigned duration_s) {
    machine::wait_us(uint64_t{duration_s} * machine::kWallSecondUs);
    return 0;
}

int nanosleep(const struct timespec* duration, struct timespec*) {
    if (duration->tv_sec < 0 || duration->tv_nsec < 0) {
        errno = EINVAL;
        return -1;
    }
    const int64_t us = int64_t{duration->tv_sec} * machine::kWallSecondUs +
                       (duration->tv_nsec + machine::kMicrosecondNs - 1) / machine::kMicrosecondNs;
    machine::wait_us(static_cast<uint64_t>(us));
    return 0;
}

}  // extern "C"

#endif
