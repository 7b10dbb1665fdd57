/// arduino-pico has no threads.
#pragma once

#include_next <pthread.h>

#include "oceanhil/no_threads.h"
