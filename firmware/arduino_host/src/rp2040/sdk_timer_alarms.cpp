// The alarms of the chip's timer. Facts: src/rp2_common/hardware_timer/timer.c of pico-sdk 2.
#include <hardware/timer.h>
#include <machine.h>

#include "sdk_claims.h"

namespace machine = oceanhil::machine;

namespace {

struct TimerAlarm {
    hardware_alarm_callback_t callback = nullptr;
    uint32_t timer = 0;
};

TimerAlarm timer_alarms[NUM_ALARMS];

oceanhil::Claims& alarm_claims() {
    static oceanhil::Claims all("Hardware alarm", 0, NUM_ALARMS);
    static bool is_default_pools = false;
    if (!is_default_pools) {
        is_default_pools = true;
        all.claim(PICO_TIME_DEFAULT_ALARM_POOL_HARDWARE_ALARM_NUM);
    }
    return all;
}

void ring(void* context) {
    auto* const alarm = static_cast<TimerAlarm*>(context);
    alarm->timer = 0;
    alarm->callback(static_cast<uint>(alarm - timer_alarms));
}

void ring_after(TimerAlarm& alarm, uint64_t delay_us) {
    if (alarm.callback != nullptr) {
        alarm.timer = machine::timer_start(delay_us, 0, ring, &alarm);
    }
}

}  // namespace

extern "C" {

void hardware_alarm_claim(uint alarm_num) { alarm_claims().claim(alarm_num); }

int hardware_alarm_claim_unused(bool required) { return alarm_claims().claim_unused(required); }

void hardware_alarm_unclaim(uint alarm_num) { alarm_claims().give_up(alarm_num); }

bool hardware_alarm_is_claimed(uint alarm_num) { return alarm_claims().is_claimed(alarm_num); }

void hardware_alarm_set_callback(uint alarm_num, hardware_alarm_callback_t callback) {
    timer_alarms[alarm_num].callback = callback;
    if (callback == nullptr) {
        hardware_alarm_cancel(alarm_num);
    }
}

bool hardware_alarm_set_target(uint alarm_num, absolute_time_t t) {
    hardware_alarm_cancel(alarm_num);
    const uint64_t now_us = machine::micros();
    if (t <= now_us) {
        return true;
    }
    ring_after(timer_alarms[alarm_num], t - now_us);
    return false;
}

void hardware_alarm_cancel(uint alarm_num) {
    machine::timer_stop(timer_alarms[alarm_num].timer);
    timer_alarms[alarm_num].timer = 0;
}

void hardware_alarm_force_irq(uint alarm_num) {
    hardware_alarm_cancel(alarm_num);
    ring_after(timer_alarms[alarm_num], 0);
}

}  // extern "C"
