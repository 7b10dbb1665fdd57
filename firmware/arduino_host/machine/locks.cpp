// What stands in for the C library's lock (firmware/sketches/targets.py): `std::mutex` is one. A task that waited within
// it would hold the thread in which the owner has to run.
#include <errno.h>
#include <pthread.h>

#include "machine.h"

extern "C" {

// NOLINTNEXTLINE(bugprone-reserved-identifier): the linker gives these names.
int __wrap_pthread_mutex_lock(pthread_mutex_t* mutex) {
    int error = pthread_mutex_trylock(mutex);
    while (error == EBUSY) {
        oceanhil::machine::wait_us(oceanhil::machine::kMillisecondUs);
        error = pthread_mutex_trylock(mutex);
    }
    return error;
}

}  // extern "C"
