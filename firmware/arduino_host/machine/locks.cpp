// What stands in for the C library's locks, conditions and waits (firmware/sketches/targets.py), which the C++ library's
// are made of. Tasks are coroutines of one thread (tasks.h): whoever waited within the C library would hold the thread in
// which the owner has to run, and to the C library all tasks are one owner.
//
// A lock keeps its own layout, so that one which a program has initialised, in either way, is one here. Results are those
// of pthread_mutex.c and pthread_cond_var.c of ESP-IDF 5.5: the holder of a mutex is as urgent as whoever waits for it.
//
// Calls that the C++ library makes from within itself for a lock of the program's are defined by their own names, which
// the program's come before; all others are passed on by the linker, so that the libraries' own locks stay theirs.
#include <errno.h>
#include <oceanhil/freertos/kernel_assertion.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "board_deadline.h"
#include "boot.h"
#include "machine.h"
#include "tasks.h"
#include "waits.h"

#if defined(__linux__) && defined(__i386__) && defined(__GLIBC__)

namespace machine = oceanhil::machine;

namespace {

constexpr int kOfKind = 3;

/// A mutex in the layout of glibc's own: its owner is a task, its users are the priority that the owner had, and 1.
struct Lock {
    explicit Lock(pthread_mutex_t* mutex) : parts(mutex->__data), address(mutex) {}

    bool is_held() const { return parts.__lock != 0; }
    bool is_mine() const { return is_held() && holder() == machine::task_present(); }
    int kind() const { return parts.__kind & kOfKind; }
    unsigned& depth() { return parts.__count; }

    void take() {
        parts.__lock = 1;
        parts.__count = 1;
        parts.__owner = reinterpret_cast<int>(machine::task_present());
        parts.__nusers = 0;
    }

    /// Whoever holds what a more urgent task waits for is as urgent meanwhile.
    void lend_priority() {
        const uint32_t wanted = machine::task_priority(machine::task_present());
        const uint32_t had = machine::task_priority(holder());
        if (had < wanted) {
            parts.__nusers = parts.__nusers == 0 ? had + 1 : parts.__nusers;
            machine::task_set_priority(holder(), wanted);
        }
    }

    void release() {
        machine::Task* const self = holder();
        const uint32_t lent = parts.__nusers;
        parts.__lock = 0;
        parts.__count = 0;
        parts.__owner = 0;
        parts.__nusers = 0;
        machine::tasks_hold();
        machine::waits::call_most_urgent(address);
        if (lent != 0) {
            machine::task_set_priority(self, lent - 1);
        }
        machine::tasks_release();
    }

   private:
    machine::Task* holder() const { return reinterpret_cast<machine::Task*>(parts.__owner); }

    __pthread_mutex_s& parts;
    pthread_mutex_t* address;
};

int take_by(pthread_mutex_t* mutex, uint64_t until_us) {
    Lock lock(mutex);
    if (lock.is_mine() && lock.kind() == PTHREAD_MUTEX_RECURSIVE) {
        ++lock.depth();
        return 0;
    }
    if (lock.is_mine() && lock.kind() == PTHREAD_MUTEX_ERRORCHECK) {
        return EDEADLK;
    }
    while (lock.is_held()) {
        // Who is lent a priority may run at once, and give the lock back.
        machine::waits::begin(mutex);
        lock.lend_priority();
        if (!machine::waits::finish(until_us)) {
            return ETIMEDOUT;
        }
    }
    lock.take();
    return 0;
}

int give_back(pthread_mutex_t* mutex) {
    Lock lock(mutex);
    // Of the others FreeRTOS asserts that whoever gives one has it.
    const bool asks_whose = lock.kind() == PTHREAD_MUTEX_RECURSIVE || lock.kind() == PTHREAD_MUTEX_ERRORCHECK;
    if (asks_whose && !lock.is_mine()) {
        return EPERM;
    }
    if (!lock.is_held()) {
        machine::crash_of_assertion(808, "pthread.c", "pthread_mutex_unlock", "false && \"Failed to unlock mutex!\"");
    }
    if (!lock.is_mine()) {
        const oceanhil::KernelAssertion& failed = oceanhil::kGivesWhatItHolds;
        machine::crash_of_assertion(failed.line, failed.file, failed.function, failed.condition);
    }
    if (--lock.depth() == 0) {
        lock.release();
    }
    return 0;
}

/// Waits for a condition without the lock, and takes that again.
int await_call(const pthread_cond_t* condition, pthread_mutex_t* mutex, uint64_t until_us) {
    // Whoever gets the lock may call at once.
    machine::waits::begin(condition);
    give_back(mutex);
    const bool is_called = machine::waits::finish(until_us);
    take_by(mutex, machine::kForever);
    return is_called ? 0 : ETIMEDOUT;
}

}  // namespace

extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier): the linker gives these names.
int __wrap_pthread_mutex_lock(pthread_mutex_t* mutex) { return take_by(mutex, machine::kForever); }

int __wrap_pthread_mutex_trylock(pthread_mutex_t* mutex) {
    const Lock lock(mutex);
    const bool is_free = !lock.is_held() || (lock.is_mine() && lock.kind() == PTHREAD_MUTEX_RECURSIVE);
    return is_free ? take_by(mutex, machine::kForever) : EBUSY;
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t* mutex) { return give_back(mutex); }

int __wrap_pthread_mutex_destroy(pthread_mutex_t* mutex) { return Lock(mutex).is_held() ? EBUSY : 0; }
// NOLINTEND(bugprone-reserved-identifier)

int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const struct timespec* until) noexcept {
    return take_by(mutex, machine::counter_at(clock, *until));
}

int pthread_mutex_timedlock(pthread_mutex_t* mutex, const struct timespec* until) noexcept {
    return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, until);
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const struct timespec* until) {
    return await_call(condition, mutex, machine::counter_at(clock, *until));
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const struct timespec* until) {
    return pthread_cond_clockwait(condition, mutex, CLOCK_REALTIME, until);
}

// The C++ library's headers ask by the plain names, whatever the time's width: they are weak references to these.
int plain_timedlock(pthread_mutex_t* mutex, const struct timespec* until) __asm__("pthread_mutex_timedlock");
int plain_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const struct timespec* until) __asm__(
    "pthread_cond_timedwait");

int plain_timedlock(pthread_mutex_t* mutex, const struct timespec* until) {
    return pthread_mutex_timedlock(mutex, until);
}

int plain_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const struct timespec* until) {
    return pthread_cond_timedwait(condition, mutex, until);
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
    return await_call(condition, mutex, machine::kForever);
}

int pthread_cond_signal(pthread_cond_t* condition) noexcept {
    machine::waits::call(condition, 1);
    return 0;
}

int pthread_cond_broadcast(pthread_cond_t* condition) noexcept {
    machine::waits::call(condition, SIZE_MAX);
    return 0;
}

int pthread_cond_destroy(pthread_cond_t* condition) noexcept {
    return machine::waits::is_awaited(condition) ? EBUSY : 0;
}

int sched_yield() noexcept {
    // Who yields in a loop until somebody else has done something lets time pass.
    machine::micros();
    machine::task_yield();
    return 0;
}

}  // extern "C"

#endif
