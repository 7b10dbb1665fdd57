// How the C++ library and its compiler wait beside locks: `std::call_once`, variables of functions that are made when they
// are first met, what stands behind `std::future`, and `std::atomic::wait`, on which semaphores, latches and barriers of
// the language stand. On this machine they would ask the kernel to hold the thread in which all tasks run (locks.cpp).
//
// Facts: Itanium C++ ABI, 3.3.2, "One-time Construction API"; futex(2); pthread_once of ESP-IDF 5.5, whose second caller
// does not wait for the first, and is not let in again when the first has thrown.
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <future>

#include "board_deadline.h"
#include "boot.h"
#include "machine.h"
#include "tasks.h"
#include "waits.h"

#if defined(__linux__) && defined(__i386__) && defined(__GLIBC__)

namespace machine = oceanhil::machine;

namespace {

/// A guard: byte 0 says that the variable is there, byte 1 that it is being made, the second word by whom.
struct Guard {
    uint8_t is_made;
    uint8_t is_begun;
    uint16_t unused;
    machine::Task* maker;
};
static_assert(sizeof(Guard) == sizeof(uint64_t), "the ABI gives it 64 bits");

/// Waits while a word has a value, until it is called or it is too late; false only if that is so.
bool wait_while(const void* word, unsigned value, uint64_t until_us) {
    unsigned found = 0;
    memcpy(&found, word, sizeof found);
    return found != value || machine::waits::wait(word, until_us);
}

void end_making(long long* word, bool is_made) {
    Guard& guard = *reinterpret_cast<Guard*>(word);
    guard = {static_cast<uint8_t>(is_made ? 1 : 0), 0, 0, nullptr};
    machine::waits::call(word, SIZE_MAX);
}

}  // namespace

extern "C" {

long __real_syscall(long number, ...);

/// What the language's headers ask of the kernel for a word, and what the API itself asks.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the linker gives these names.
long __wrap_syscall(long number, ...) {
    va_list list;
    va_start(list, number);
    long words[6];
    for (long& each : words) {
        each = va_arg(list, long);
    }
    va_end(list);
    if (number != SYS_futex) {
        return __real_syscall(number, words[0], words[1], words[2], words[3], words[4], words[5]);
    }
    const auto* const word = reinterpret_cast<const void*>(words[0]);
    const long asked = words[1] & FUTEX_CMD_MASK;
    if (asked == FUTEX_WAKE || asked == FUTEX_WAKE_BITSET) {
        return static_cast<long>(machine::waits::call(word, static_cast<size_t>(words[2])));
    }
    const auto* const until = reinterpret_cast<const struct timespec*>(words[3]);
    const clockid_t clock = (words[1] & FUTEX_CLOCK_REALTIME) != 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    const uint64_t until_us = until == nullptr ? machine::kForever : machine::counter_at(clock, *until);
    if (wait_while(word, static_cast<unsigned>(words[2]), until_us)) {
        return 0;
    }
    errno = ETIMEDOUT;
    return -1;
}

// NOLINTNEXTLINE(bugprone-reserved-identifier)
int __wrap_pthread_once(pthread_once_t* once, void (*run)()) {
    if (*once == PTHREAD_ONCE_INIT) {
        *once = PTHREAD_ONCE_INIT + 1;
        run();
    }
    return 0;
}

// NOLINTBEGIN(bugprone-reserved-identifier): the ABI gives these names.
int __cxa_guard_acquire(long long* word) {
    Guard& guard = *reinterpret_cast<Guard*>(word);
    while (guard.is_made == 0) {
        if (guard.is_begun == 0) {
            guard.is_begun = 1;
            guard.maker = machine::task_present();
            return 1;
        }
        if (guard.maker == machine::task_present()) {
            machine::crash(machine::Crash::abort);
        }
        machine::waits::wait(word, machine::kForever);
    }
    return 0;
}

void __cxa_guard_release(long long* word) { end_making(word, true); }
void __cxa_guard_abort(long long* word) { end_making(word, false); }
// NOLINTEND(bugprone-reserved-identifier)

}  // extern "C"

#if defined(__GLIBCXX__) && defined(_GLIBCXX_HAVE_LINUX_FUTEX)
namespace std {

bool __atomic_futex_unsigned_base::_M_futex_wait_until(unsigned* word, unsigned value, bool has_end,
                                                       chrono::seconds seconds, chrono::nanoseconds more) {
    const struct timespec until = {static_cast<time_t>(seconds.count()), static_cast<long>(more.count())};
    return wait_while(word, value, has_end ? machine::counter_at(CLOCK_REALTIME, until) : machine::kForever);
}

bool __atomic_futex_unsigned_base::_M_futex_wait_until_steady(unsigned* word, unsigned value, bool has_end,
                                                              chrono::seconds seconds, chrono::nanoseconds more) {
    const struct timespec until = {static_cast<time_t>(seconds.count()), static_cast<long>(more.count())};
    return wait_while(word, value, has_end ? machine::counter_at(CLOCK_MONOTONIC, until) : machine::kForever);
}

void __atomic_futex_unsigned_base::_M_futex_notify_all(unsigned* word) { machine::waits::call(word, SIZE_MAX); }

}  // namespace std
#endif

#endif
