// The C library's semaphores, which ESP-IDF 5.5 has by pthread_semaphore.c: its tasks wait for them (machine/locks.cpp says
// why not within the C library). A Pico W's SDK has others by these names.
#include <board_deadline.h>
#include <errno.h>
#include <machine.h>
#include <semaphore.h>
#include <stdint.h>
#include <tasks.h>
#include <time.h>
#include <waits.h>

#if defined(__linux__) && defined(__i386__) && defined(__GLIBC__)

namespace oceanhil::semaphores {

namespace {

constexpr uint64_t kAtOnce = 0;

/// How many may pass still, in a semaphore's first word; it holds no more than an int.
unsigned& count_of(sem_t* semaphore) { return *reinterpret_cast<unsigned*>(semaphore); }

int pass_by(sem_t* semaphore, uint64_t until_us) {
    while (count_of(semaphore) == 0) {
        if (until_us == kAtOnce || !machine::waits::wait(semaphore, until_us)) {
            errno = until_us == kAtOnce ? EAGAIN : ETIMEDOUT;
            return -1;
        }
    }
    --count_of(semaphore);
    return 0;
}

}  // namespace

}  // namespace oceanhil::semaphores

extern "C" {

int sem_init(sem_t* semaphore, int, unsigned value) noexcept {
    oceanhil::semaphores::count_of(semaphore) = value;
    return 0;
}

int sem_destroy(sem_t*) noexcept { return 0; }
int sem_wait(sem_t* semaphore) { return oceanhil::semaphores::pass_by(semaphore, oceanhil::machine::kForever); }
int sem_trywait(sem_t* semaphore) noexcept { return oceanhil::semaphores::pass_by(semaphore, oceanhil::semaphores::kAtOnce); }

int sem_clockwait(sem_t* semaphore, clockid_t clock, const struct timespec* until) {
    return oceanhil::semaphores::pass_by(semaphore, oceanhil::machine::counter_at(clock, *until));
}

int sem_timedwait(sem_t* semaphore, const struct timespec* until) {
    return sem_clockwait(semaphore, CLOCK_REALTIME, until);
}

int sem_post(sem_t* semaphore) noexcept {
    ++oceanhil::semaphores::count_of(semaphore);
    oceanhil::machine::waits::call_most_urgent(semaphore);
    return 0;
}

int sem_getvalue(sem_t* semaphore, int* value) noexcept {
    *value = static_cast<int>(oceanhil::semaphores::count_of(semaphore));
    return 0;
}

}  // extern "C"

#endif
