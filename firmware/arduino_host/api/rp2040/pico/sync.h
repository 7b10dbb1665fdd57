/// All that keeps cores apart (src/common/pico_sync/include/pico/sync.h of pico-sdk 2), but for semaphores and locks.
#pragma once

#include <pico/critical_section.h>
#include <pico/mutex.h>
