/// All that keeps cores apart (src/common/pico_sync/include/pico/sync.h of pico-sdk 2).
#pragma once

#include <pico/critical_section.h>
#include <pico/mutex.h>
#include <pico/sem.h>
