// The C library's locks for readers and writers, as locks.cpp has its others: `std::shared_mutex` is one.
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>

#include "board_deadline.h"
#include "machine.h"
#include "tasks.h"
#include "waits.h"

#if defined(__linux__) && defined(__i386__) && defined(__GLIBC__)

namespace machine = oceanhil::machine;

namespace {

constexpr uint64_t kAtOnce = 0;

int read_by(pthread_rwlock_t* lock, uint64_t until_us) {
    while (lock->__data.__writers != 0) {
        if (until_us == kAtOnce) {
            return EBUSY;
        }
        if (!machine::waits::wait(lock, until_us)) {
            return ETIMEDOUT;
        }
    }
    ++lock->__data.__readers;
    return 0;
}

int write_by(pthread_rwlock_t* lock, uint64_t until_us) {
    while (lock->__data.__writers != 0 || lock->__data.__readers != 0) {
        if (until_us == kAtOnce) {
            return EBUSY;
        }
        if (!machine::waits::wait(lock, until_us)) {
            return ETIMEDOUT;
        }
    }
    lock->__data.__writers = 1;
    return 0;
}

}  // namespace

extern "C" {

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept { return read_by(lock, machine::kForever); }
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept { return write_by(lock, machine::kForever); }
int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) noexcept { return read_by(lock, kAtOnce); }
int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) noexcept { return write_by(lock, kAtOnce); }

int pthread_rwlock_clockrdlock(pthread_rwlock_t* lock, clockid_t clock, const struct timespec* until) noexcept {
    return read_by(lock, machine::counter_at(clock, *until));
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t* lock, clockid_t clock, const struct timespec* until) noexcept {
    return write_by(lock, machine::counter_at(clock, *until));
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t* lock, const struct timespec* until) noexcept {
    return pthread_rwlock_clockrdlock(lock, CLOCK_REALTIME, until);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t* lock, const struct timespec* until) noexcept {
    return pthread_rwlock_clockwrlock(lock, CLOCK_REALTIME, until);
}

// The C++ library's headers ask by the plain names, whatever the time's width: they are weak references to these.
int plain_timedrdlock(pthread_rwlock_t* lock, const struct timespec* until) __asm__("pthread_rwlock_timedrdlock");
int plain_timedwrlock(pthread_rwlock_t* lock, const struct timespec* until) __asm__("pthread_rwlock_timedwrlock");

int plain_timedrdlock(pthread_rwlock_t* lock, const struct timespec* until) {
    return pthread_rwlock_timedrdlock(lock, until);
}

int plain_timedwrlock(pthread_rwlock_t* lock, const struct timespec* until) {
    return pthread_rwlock_timedwrlock(lock, until);
}

int pthread_rwlock_unlock(pthread_rwlock_t* lock) noexcept {
    if (lock->__data.__writers != 0) {
        lock->__data.__writers = 0;
    } else if (lock->__data.__readers != 0) {
        --lock->__data.__readers;
    }
    machine::waits::call(lock, SIZE_MAX);
    return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t* lock) noexcept {
    return lock->__data.__writers != 0 || lock->__data.__readers != 0 ? EBUSY : 0;
}

}  // extern "C"

#endif
