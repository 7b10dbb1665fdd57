// Timers by ESP-IDF's names. Facts: components/esp_driver_gptimer/src/gptimer.c of ESP-IDF 5.5.1.
#include <board_time.h>
#include <driver/gptimer.h>
#include <machine.h>
#include <pins_arduino.h>
#include <soc/soc_caps.h>

#include <new>

namespace machine = oceanhil::machine;

struct gptimer_t {
    uint32_t hertz = 0;
    bool counts_up = true;
    bool is_enabled = false;
    bool runs = false;
    // What was counted when it was last set or stopped, and when that was.
    uint64_t counted = 0;
    uint64_t since_us = 0;
    /// When the alarm is due.
    uint64_t due_us = 0;
    gptimer_alarm_cb_t on_alarm = nullptr;
    void* context = nullptr;
    gptimer_alarm_config_t alarm = {};
    bool has_alarm = false;
    uint32_t timer = 0;
};

namespace {

constexpr uint64_t kBusClockHz = 80000000;
constexpr uint64_t kCrystalHz = 40000000;
constexpr uint64_t kLeastDivided = 2;
constexpr uint64_t kMostDividedTimer = 65536;
constexpr int kGptimers = SOC_TIMER_GROUPS * SOC_TIMER_GROUP_TIMERS_PER_GROUP;

int gptimers_taken = 0;

// Of the present time, which costs none: an alarm that took some each time would lag behind, and one of a short period
// would leave nobody else a turn.

uint64_t count_of_gptimer(const gptimer_t& timer) {
    if (!timer.runs) {
        return timer.counted;
    }
    const uint64_t passed = (machine::present_us() - timer.since_us) * timer.hertz / machine::kSecondUs;
    return timer.counts_up ? timer.counted + passed : timer.counted - passed;
}

void set_gptimer(gptimer_t& timer, uint64_t count, uint64_t now_us) {
    timer.counted = count;
    timer.since_us = now_us;
}

void serve_gptimer(void* context);

/// An alarm that is passed already comes at once.
void arm_gptimer(gptimer_t& timer) {
    machine::timer_stop(timer.timer);
    timer.timer = 0;
    if (!timer.has_alarm || !timer.runs) {
        return;
    }
    const auto ahead = static_cast<int64_t>(timer.counts_up ? timer.alarm.alarm_count - timer.counted
                                                            : timer.counted - timer.alarm.alarm_count);
    const uint64_t ticks = ahead > 0 ? static_cast<uint64_t>(ahead) : 0;
    timer.due_us = timer.since_us + (ticks * machine::kSecondUs + timer.hertz - 1) / timer.hertz;
    const uint64_t now_us = machine::present_us();
    timer.due_us = timer.due_us > now_us ? timer.due_us : now_us;
    timer.timer = machine::interrupt_start(timer.due_us - now_us, 0, serve_gptimer, &timer);
}

void serve_gptimer(void* context) {
    gptimer_t& timer = *static_cast<gptimer_t*>(context);
    timer.timer = 0;
    const gptimer_alarm_event_data_t event = {count_of_gptimer(timer), timer.alarm.alarm_count};
    timer.has_alarm = timer.alarm.flags.auto_reload_on_alarm != 0;
    if (timer.has_alarm) {
        set_gptimer(timer, timer.alarm.reload_count, timer.due_us);
        arm_gptimer(timer);
    }
    if (timer.on_alarm != nullptr) {
        timer.on_alarm(&timer, &event, timer.context);
    }
}

}  // namespace

extern "C" {

esp_err_t gptimer_new_timer(const gptimer_config_t* config, gptimer_handle_t* ret_timer) {
    if (config == nullptr || ret_timer == nullptr || config->resolution_hz == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    const uint64_t clock_hz = config->clk_src == GPTIMER_CLK_SRC_XTAL ? kCrystalHz : kBusClockHz;
    const uint64_t divider = clock_hz / config->resolution_hz;
    if (divider < kLeastDivided || divider > kMostDividedTimer) {
        return ESP_ERR_INVALID_ARG;
    }
    if (gptimers_taken == kGptimers) {
        return ESP_ERR_NOT_FOUND;
    }
    auto* const timer = new (std::nothrow) gptimer_t;
    if (timer == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    timer->hertz = static_cast<uint32_t>(clock_hz / divider);
    timer->counts_up = config->direction == GPTIMER_COUNT_UP;
    ++gptimers_taken;
    *ret_timer = timer;
    return ESP_OK;
}

esp_err_t gptimer_del_timer(gptimer_handle_t timer) {
    if (timer == nullptr || timer->is_enabled) {
        return timer == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    delete timer;
    --gptimers_taken;
    return ESP_OK;
}

esp_err_t gptimer_set_raw_count(gptimer_handle_t timer, uint64_t value) {
    if (timer == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    set_gptimer(*timer, value, machine::present_us());
    arm_gptimer(*timer);
    return ESP_OK;
}

esp_err_t gptimer_get_raw_count(gptimer_handle_t timer, uint64_t* value) {
    if (timer == nullptr || value == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    // Whoever waits for a count reads it again and again.
    machine::micros();
    *value = count_of_gptimer(*timer);
    return ESP_OK;
}

esp_err_t gptimer_get_resolution(gptimer_handle_t timer, uint32_t* out_resolution) {
    if (timer == nullptr || out_resolution == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *out_resolution = timer->hertz;
    return ESP_OK;
}

esp_err_t gptimer_register_event_callbacks(gptimer_handle_t timer, const gptimer_event_callbacks_t* cbs,
                                           void* user_data) {
    if (timer == nullptr || cbs == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    // The first time an interrupt is allocated for it, which has to be before it is enabled.
    if (timer->on_alarm == nullptr && timer->is_enabled) {
        return ESP_ERR_INVALID_STATE;
    }
    timer->on_alarm = cbs->on_alarm;
    timer->context = user_data;
    return ESP_OK;
}

esp_err_t gptimer_set_alarm_action(gptimer_handle_t timer, const gptimer_alarm_config_t* config) {
    if (timer == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (config != nullptr) {
        if (config->flags.auto_reload_on_alarm != 0 && config->alarm_count == config->reload_count) {
            return ESP_ERR_INVALID_ARG;
        }
        timer->alarm = *config;
    }
    timer->has_alarm = config != nullptr;
    arm_gptimer(*timer);
    return ESP_OK;
}

esp_err_t gptimer_enable(gptimer_handle_t timer) {
    if (timer == nullptr || timer->is_enabled) {
        return timer == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    timer->is_enabled = true;
    return ESP_OK;
}

esp_err_t gptimer_disable(gptimer_handle_t timer) {
    if (timer == nullptr || !timer->is_enabled || timer->runs) {
        return timer == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    timer->is_enabled = false;
    return ESP_OK;
}

esp_err_t gptimer_start(gptimer_handle_t timer) {
    if (timer == nullptr || !timer->is_enabled) {
        return timer == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    if (!timer->runs) {
        set_gptimer(*timer, timer->counted, machine::present_us());
        timer->runs = true;
        arm_gptimer(*timer);
    }
    return ESP_OK;
}

esp_err_t gptimer_stop(gptimer_handle_t timer) {
    if (timer == nullptr || !timer->is_enabled) {
        return timer == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
    }
    set_gptimer(*timer, count_of_gptimer(*timer), machine::present_us());
    timer->runs = false;
    arm_gptimer(*timer);
    return ESP_OK;
}

}  // extern "C"
