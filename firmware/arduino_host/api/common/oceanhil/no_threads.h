/// For the `pthread.h` of cores that have no threads: what would begin one is an error with these words. The rest stays
/// declared, for the C++ library's headers ask for it.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

extern int pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)
    __attribute__((__error__("this core has no threads: what is to run beside loop() is for its own means")));

#ifdef __cplusplus
}
#endif
