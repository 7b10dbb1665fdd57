// Alarms and repeating timers of the default pool. Facts: src/common/pico_time/time.c of pico-sdk 2.
#include <machine.h>
#include <pico/time.h>

namespace machine = oceanhil::machine;

namespace {

constexpr int kMostAlarms = 16;

struct Alarm {
    alarm_callback_t callback = nullptr;
    void* user_data = nullptr;
    uint64_t due_us = 0;
    uint32_t timer = 0;
    alarm_id_t id = 0;
};

Alarm alarms[kMostAlarms];
alarm_id_t last_alarm = 0;

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
    alarm.due_us = next > 0 ? machine::micros() + static_cast<uint64_t>(next) : alarm.due_us + static_cast<uint64_t>(-next);
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

extern "C" {

alarm_id_t add_alarm_at(absolute_time_t time, alarm_callback_t callback, void* user_data, bool fire_if_past) {
    const bool is_past = time <= machine::micros();
    if (is_past && !fire_if_past) {
        return 0;
    }
    for (Alarm& each : alarms) {
        if (each.id == 0) {
            const alarm_id_t id = ++last_alarm;
            each = {callback, user_data, time, 0, id};
            if (is_past) {
                serve_alarm(&each);
                return each.id == id ? id : 0;
            }
            start_alarm(each);
            return id;
        }
    }
    return -1;
}

bool cancel_alarm(alarm_id_t alarm_id) {
    for (Alarm& each : alarms) {
        if (alarm_id > 0 && each.id == alarm_id) {
            machine::timer_stop(each.timer);
            each = {};
            return true;
        }
    }
    return false;
}

bool add_repeating_timer_us(int64_t delay_us, repeating_timer_callback_t callback, void* user_data,
                            repeating_timer_t* out) {
    const int64_t delay = delay_us == 0 ? 1 : delay_us;
    *out = {delay, 0, callback, user_data};
    out->alarm_id = add_alarm_in_us(static_cast<uint64_t>(delay < 0 ? -delay : delay), serve_repeating, out, true);
    return out->alarm_id > 0;
}

bool cancel_repeating_timer(repeating_timer_t* timer) {
    const bool was_there = timer->alarm_id != 0 && cancel_alarm(timer->alarm_id);
    timer->alarm_id = 0;
    return was_there;
}

}  // extern "C"
