/// Threads of POSIX as ESP-IDF has them: tasks of FreeRTOS. What a thread asks for as its stack is what the board has.
#pragma once

#include <limits.h>
#include <sdkconfig.h>

#include_next <pthread.h>

#undef PTHREAD_STACK_MIN
#define PTHREAD_STACK_MIN CONFIG_PTHREAD_STACK_MIN
