// Alarms and repeating timers, of the default pool and of pools of one's own. Facts: src/common/pico_time/time.c and timeout_helper.c
// of pico-sdk 2.
#include <hardware/timer.h>
#include <machine.h>
#include <pico/platform.h>
#include <pico/time.h>

#include <new>

#include "sdk_claims.h"

namespace machine = oceanhil::machine;

namespace {

constexpr uint kDefaultPoolAlarms = 16;
constexpr uint kDefaultPoolTimer = 3;
// No program is kept from its alarms for so long. Whoever is that late has had its uptime set.
constexpr uint64_t kUptimeWasSetUs = 3'600'000'000;

struct Alarm {
    alarm_callback_t callback = nullptr;
    void* user_data = nullptr;
    uint64_t due_us = 0;
    uint32_t timer = 0;
    alarm_id_t id = 0;
};

void serve_alarm(void* context);

void start_alarm(Alarm& alarm) {
    const uint64_t now_us = machine::micros();
    alarm.timer = machine::timer_start(alarm.due_us > now_us ? alarm.due_us - now_us : 0, 0, serve_alarm, &alarm);
}

void serve_alarm(void* context) {
    Alarm& alarm = *static_cast<Alarm*>(context);
    const alarm_id_t id = alarm.id;
    alarm.timer = 0;
    const int64_t next = alarm.callback(id, alarm.user_data);
    // It may have cancelled itself meanwhile.
    if (alarm.id != id) {
        return;
    }
    if (next == 0) {
        alarm = {};
        return;
    }
    alarm.due_us =
        next > 0 ? machine::micros() + static_cast<uint64_t>(next) : alarm.due_us + static_cast<uint64_t>(-next);
    if (alarm.due_us + kUptimeWasSetUs < machine::micros()) {
        alarm.due_us = machine::micros();
    }
    start_alarm(alarm);
}

int64_t serve_repeating(alarm_id_t, void* user_data) {
    auto* const timer = static_cast<repeating_timer_t*>(user_data);
    if (timer->callback(timer)) {
        return timer->delay_us;
    }
    timer->alarm_id = 0;
    return 0;
}

}  // namespace

struct alarm_pool {
    Alarm* alarms;
    uint room;
    uint timer_num;
    alarm_id_t last;

    Alarm* find(alarm_id_t id) {
        for (Alarm* each = alarms; each < alarms + room; ++each) {
            if (each->id == id) {
                return each;
            }
        }
        return nullptr;
    }
};

namespace {

Alarm default_alarms[kDefaultPoolAlarms];
alarm_pool default_pool = {default_alarms, kDefaultPoolAlarms, kDefaultPoolTimer, 0};

alarm_pool_t* make_pool(uint timer_num, uint max_timers) {
    auto* const alarms = new (std::nothrow) Alarm[max_timers];
    auto* const pool = new (std::nothrow) alarm_pool{alarms, max_timers, timer_num, 0};
    if (alarms == nullptr || pool == nullptr) {
        panic("Out of memory");
    }
    return pool;
}

}  // namespace

extern "C" {

alarm_pool_t* alarm_pool_get_default(void) { return &default_pool; }

alarm_pool_t* alarm_pool_create(uint timer_alarm_num, uint max_timers) {
    hardware_alarm_claim(timer_alarm_num);
    return make_pool(timer_alarm_num, max_timers);
}

alarm_pool_t* alarm_pool_create_with_unused_hardware_alarm(uint max_timers) {
    return make_pool(static_cast<uint>(hardware_alarm_claim_unused(true)), max_timers);
}

void alarm_pool_destroy(alarm_pool_t* pool) {
    if (pool == &default_pool) {
        panic("The default alarm pool cannot be destroyed");
    }
    for (Alarm* each = pool->alarms; each < pool->alarms + pool->room; ++each) {
        machine::timer_stop(each->timer);
    }
    hardware_alarm_unclaim(pool->timer_num);
    delete[] pool->alarms;
    delete pool;
}

uint alarm_pool_timer_alarm_num(alarm_pool_t* pool) { return pool->timer_num; }

// The second core is a task beside the first.
uint alarm_pool_core_num(alarm_pool_t*) { return 0; }

alarm_id_t alarm_pool_add_alarm_at(alarm_pool_t* pool, absolute_time_t time, alarm_callback_t callback,
                                   void* user_data, bool fire_if_past) {
    const bool is_past = time <= machine::micros();
    if (is_past && !fire_if_past) {
        return 0;
    }
    Alarm* const free = pool->find(0);
    if (free == nullptr) {
        return -1;
    }
    const alarm_id_t id = ++pool->last;
    *free = {callback, user_data, time, 0, id};
    if (is_past) {
        serve_alarm(free);
        return free->id == id ? id : 0;
    }
    start_alarm(*free);
    return id;
}

bool alarm_pool_cancel_alarm(alarm_pool_t* pool, alarm_id_t alarm_id) {
    Alarm* const found = alarm_id > 0 ? pool->find(alarm_id) : nullptr;
    if (found != nullptr) {
        machine::timer_stop(found->timer);
        *found = {};
    }
    return found != nullptr;
}

int64_t alarm_pool_remaining_alarm_time_us(alarm_pool_t* pool, alarm_id_t alarm_id) {
    const Alarm* const found = alarm_id > 0 ? pool->find(alarm_id) : nullptr;
    return found == nullptr ? -1 : static_cast<int64_t>(found->due_us - machine::micros());
}

bool alarm_pool_add_repeating_timer_us(alarm_pool_t* pool, int64_t delay_us, repeating_timer_callback_t callback,
                                       void* user_data, repeating_timer_t* out) {
    const int64_t delay = delay_us == 0 ? 1 : delay_us;
    *out = {delay, pool, 0, callback, user_data};
    const absolute_time_t first = make_timeout_time_us(static_cast<uint64_t>(delay < 0 ? -delay : delay));
    out->alarm_id = alarm_pool_add_alarm_at(pool, first, serve_repeating, out, true);
    return out->alarm_id > 0;
}

bool cancel_repeating_timer(repeating_timer_t* timer) {
    const bool was_there = timer->alarm_id != 0 && alarm_pool_cancel_alarm(timer->pool, timer->alarm_id);
    timer->alarm_id = 0;
    return was_there;
}

bool best_effort_wfe_or_timeout(absolute_time_t timeout_timestamp) {
    const uint64_t now_us = machine::micros();
    if (timeout_timestamp > now_us) {
        const uint64_t left_us = timeout_timestamp - now_us;
        machine::wait_us(left_us < machine::kMillisecondUs ? left_us : machine::kMillisecondUs);
    }
    return time_reached(timeout_timestamp);
}

}  // extern "C"
