// Timers by the older driver. Facts: components/driver/deprecated/timer_legacy.c and components/hal/timer_hal.c of ESP-IDF
// 5.5.1.
#include <boot.h>
#include <driver/timer.h>
#include <machine.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint64_t kOldTimerClockHz = 80000000;
constexpr uint64_t kOldCrystalHz = 40000000;
constexpr uint32_t kLeastOldDivider = 2;
constexpr uint32_t kMostOldDivider = 65536;
/// So many calls of a short handler are about the 300 ms of the interrupt watchdog.
constexpr int kMostCalls = 100000;

struct OldTimer {
    bool is_made = false;
    /// As the driver tells it again.
    timer_config_t told = {};
    timer_count_dir_t direction = TIMER_COUNT_UP;
    uint64_t clock_hz = kOldTimerClockHz;
    uint64_t counted = 0;
    /// When the count was so.
    uint64_t since_us = 0;
    /// When its alarm comes.
    uint64_t due_us = 0;
    uint64_t alarm_value = 0;
    bool is_alarm_on = false;
    bool is_raised = false;
    bool is_interrupt_on = false;
    timer_isr_t callback = nullptr;
    void (*handler)(void*) = nullptr;
    void* argument = nullptr;
    uint32_t timer = 0;
};

OldTimer old_timers[TIMER_GROUP_MAX][TIMER_MAX];

/// Nothing where there is none that is made.
OldTimer* old_timer(timer_group_t group, timer_idx_t number) {
    const bool is_there = group >= 0 && group < TIMER_GROUP_MAX && number >= 0 && number < TIMER_MAX;
    return is_there && old_timers[group][number].is_made ? &old_timers[group][number] : nullptr;
}

uint64_t ticks_in(const OldTimer& timer, uint64_t us) {
    return us * (timer.clock_hz / machine::kSecondUs) / timer.told.divider;
}

uint64_t count_of_old(const OldTimer& timer, uint64_t now_us) {
    if (timer.told.counter_en == TIMER_PAUSE) {
        return timer.counted;
    }
    const uint64_t passed = ticks_in(timer, now_us - timer.since_us);
    return timer.direction == TIMER_COUNT_UP ? timer.counted + passed : timer.counted - passed;
}

/// Before anything changes by which it counts.
void settle_old(OldTimer& timer) {
    const uint64_t now_us = machine::micros();
    timer.counted = count_of_old(timer, now_us);
    timer.since_us = now_us;
}

void serve_old_alarm(void* context);

/// An alarm that is passed already comes at once.
void arm_old(OldTimer& timer) {
    machine::timer_stop(timer.timer);
    timer.timer = 0;
    if (!timer.is_alarm_on || timer.told.counter_en == TIMER_PAUSE) {
        return;
    }
    const auto ahead = static_cast<int64_t>(timer.direction == TIMER_COUNT_UP ? timer.alarm_value - timer.counted
                                                                              : timer.counted - timer.alarm_value);
    const uint64_t ticks = ahead > 0 ? static_cast<uint64_t>(ahead) : 0;
    const uint64_t clocks_of_us = timer.clock_hz / machine::kSecondUs;
    const uint64_t due_us = timer.since_us + (ticks * timer.told.divider + clocks_of_us - 1) / clocks_of_us;
    const uint64_t now_us = machine::micros();
    timer.due_us = due_us > now_us ? due_us : now_us;
    timer.timer = machine::interrupt_start(timer.due_us - now_us, 0, serve_old_alarm, &timer);
}

void call_old(OldTimer& timer) {
    if (timer.callback != nullptr) {
        const uint64_t value = timer.alarm_value;
        timer.is_raised = false;
        timer.callback(timer.argument);
        timer.is_alarm_on = timer.alarm_value != value || timer.told.auto_reload == TIMER_AUTORELOAD_EN;
        return;
    }
    // Its level stays until the handler clears it; one that never does holds the processor.
    for (int calls = 0; timer.is_raised && timer.is_interrupt_on && timer.handler != nullptr; ++calls) {
        if (calls == kMostCalls) {
            machine::crash(machine::Crash::interrupt_watchdog);
        }
        timer.handler(timer.argument);
    }
}

void serve_old_alarm(void* context) {
    OldTimer& timer = *static_cast<OldTimer*>(context);
    timer.timer = 0;
    timer.is_alarm_on = false;
    timer.is_raised = true;
    if (timer.told.auto_reload == TIMER_AUTORELOAD_EN) {
        // The hardware reloads as the alarm comes, however late its interrupt is served.
        timer.counted = 0;
        timer.since_us = timer.due_us;
    }
    if (timer.is_interrupt_on) {
        call_old(timer);
    }
    if (timer.is_alarm_on) {
        settle_old(timer);
        arm_old(timer);
    }
}

/// What is done to a timer that is made.
template <typename Change>
esp_err_t with_old(timer_group_t group, timer_idx_t number, bool is_possible, Change change) {
    OldTimer* const timer = old_timer(group, number);
    if (timer == nullptr || !is_possible) {
        return ESP_ERR_INVALID_ARG;
    }
    settle_old(*timer);
    change(*timer);
    arm_old(*timer);
    return ESP_OK;
}

/// One that was raised while it was off is served as it is switched on.
void switch_interrupt(OldTimer& timer, bool on) {
    timer.is_interrupt_on = on;
    if (on && timer.is_raised) {
        call_old(timer);
    }
}

esp_err_t switch_group(timer_group_t group, timer_intr_t mask, bool on) {
    if (group < 0 || group >= TIMER_GROUP_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    for (int number = 0; number < TIMER_MAX; ++number) {
        if ((mask >> number & 1) != 0) {
            switch_interrupt(old_timers[group][number], on);
        }
    }
    return ESP_OK;
}

bool is_old_divider(uint32_t divider) { return divider >= kLeastOldDivider && divider <= kMostOldDivider; }

}  // namespace

extern "C" {

esp_err_t timer_init(timer_group_t group_num, timer_idx_t timer_num, const timer_config_t* config) {
    const bool is_there = group_num >= 0 && group_num < TIMER_GROUP_MAX && timer_num >= 0 && timer_num < TIMER_MAX;
    if (!is_there || config == nullptr || !is_old_divider(config->divider) || config->intr_type >= TIMER_INTR_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    OldTimer& timer = old_timers[group_num][timer_num];
    machine::timer_stop(timer.timer);
    // The alarm's value, and who is called, outlast it.
    timer.is_made = true;
    timer.told = *config;
    timer.direction = config->counter_dir;
    timer.clock_hz = config->clk_src == TIMER_SRC_CLK_XTAL ? kOldCrystalHz : kOldTimerClockHz;
    timer.counted = 0;
    timer.since_us = machine::micros();
    timer.is_alarm_on = config->alarm_en == TIMER_ALARM_EN;
    timer.is_raised = timer.is_interrupt_on = false;
    arm_old(timer);
    return ESP_OK;
}

esp_err_t timer_deinit(timer_group_t group_num, timer_idx_t timer_num) {
    OldTimer* const timer = old_timer(group_num, timer_num);
    if (timer == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    machine::timer_stop(timer->timer);
    *timer = {};
    return ESP_OK;
}

esp_err_t timer_get_config(timer_group_t group_num, timer_idx_t timer_num, timer_config_t* config) {
    return with_old(group_num, timer_num, config != nullptr, [=](OldTimer& timer) {
        const timer_src_clk_t kept = config->clk_src;
        *config = timer.told;
        // The driver leaves this one alone.
        config->clk_src = kept;
    });
}

esp_err_t timer_start(timer_group_t group_num, timer_idx_t timer_num) {
    return with_old(group_num, timer_num, true, [](OldTimer& timer) { timer.told.counter_en = TIMER_START; });
}

esp_err_t timer_pause(timer_group_t group_num, timer_idx_t timer_num) {
    return with_old(group_num, timer_num, true, [](OldTimer& timer) { timer.told.counter_en = TIMER_PAUSE; });
}

esp_err_t timer_get_counter_value(timer_group_t group_num, timer_idx_t timer_num, uint64_t* timer_val) {
    OldTimer* const timer = old_timer(group_num, timer_num);
    if (timer == nullptr || timer_val == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *timer_val = count_of_old(*timer, machine::micros());
    return ESP_OK;
}

esp_err_t timer_get_counter_time_sec(timer_group_t group_num, timer_idx_t timer_num, double* time) {
    OldTimer* const timer = old_timer(group_num, timer_num);
    if (timer == nullptr || time == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const auto count = static_cast<double>(count_of_old(*timer, machine::micros()));
    *time = count * timer->told.divider / static_cast<double>(timer->clock_hz);
    return ESP_OK;
}

esp_err_t timer_set_counter_value(timer_group_t group_num, timer_idx_t timer_num, uint64_t load_val) {
    return with_old(group_num, timer_num, true, [=](OldTimer& timer) { timer.counted = load_val; });
}

esp_err_t timer_set_counter_mode(timer_group_t group_num, timer_idx_t timer_num, timer_count_dir_t counter_dir) {
    return with_old(group_num, timer_num, counter_dir < TIMER_COUNT_MAX,
                    [=](OldTimer& timer) { timer.direction = counter_dir; });
}

esp_err_t timer_set_auto_reload(timer_group_t group_num, timer_idx_t timer_num, timer_autoreload_t reload) {
    return with_old(group_num, timer_num, reload < TIMER_AUTORELOAD_MAX,
                    [=](OldTimer& timer) { timer.told.auto_reload = reload; });
}

esp_err_t timer_set_divider(timer_group_t group_num, timer_idx_t timer_num, uint32_t divider) {
    return with_old(group_num, timer_num, is_old_divider(divider),
                    [=](OldTimer& timer) { timer.told.divider = divider; });
}

esp_err_t timer_set_alarm_value(timer_group_t group_num, timer_idx_t timer_num, uint64_t alarm_value) {
    return with_old(group_num, timer_num, true, [=](OldTimer& timer) { timer.alarm_value = alarm_value; });
}

esp_err_t timer_get_alarm_value(timer_group_t group_num, timer_idx_t timer_num, uint64_t* alarm_value) {
    OldTimer* const timer = old_timer(group_num, timer_num);
    if (timer == nullptr || alarm_value == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *alarm_value = timer->alarm_value;
    return ESP_OK;
}

esp_err_t timer_set_alarm(timer_group_t group_num, timer_idx_t timer_num, timer_alarm_t alarm_en) {
    return with_old(group_num, timer_num, alarm_en < TIMER_ALARM_MAX,
                    [=](OldTimer& timer) { timer.is_alarm_on = alarm_en == TIMER_ALARM_EN; });
}

esp_err_t timer_isr_callback_add(timer_group_t group_num, timer_idx_t timer_num, timer_isr_t isr_handler, void* arg, int) {
    return with_old(group_num, timer_num, true, [=](OldTimer& timer) {
        timer.callback = isr_handler;
        timer.handler = nullptr;
        timer.argument = arg;
        switch_interrupt(timer, true);
    });
}

esp_err_t timer_isr_callback_remove(timer_group_t group_num, timer_idx_t timer_num) {
    return with_old(group_num, timer_num, true, [](OldTimer& timer) {
        timer.is_interrupt_on = false;
        timer.callback = nullptr;
        timer.argument = nullptr;
    });
}

esp_err_t timer_isr_register(timer_group_t group_num, timer_idx_t timer_num, void (*fn)(void*), void* arg, int,
                             timer_isr_handle_t* handle) {
    return with_old(group_num, timer_num, fn != nullptr, [=](OldTimer& timer) {
        timer.callback = nullptr;
        timer.handler = fn;
        timer.argument = arg;
        if (handle != nullptr) {
            *handle = reinterpret_cast<timer_isr_handle_t>(&timer);
        }
    });
}

esp_err_t timer_enable_intr(timer_group_t group_num, timer_idx_t timer_num) {
    return with_old(group_num, timer_num, true, [](OldTimer& timer) { switch_interrupt(timer, true); });
}

esp_err_t timer_disable_intr(timer_group_t group_num, timer_idx_t timer_num) {
    return with_old(group_num, timer_num, true, [](OldTimer& timer) { switch_interrupt(timer, false); });
}

esp_err_t timer_group_intr_enable(timer_group_t group_num, timer_intr_t intr_mask) {
    return switch_group(group_num, intr_mask, true);
}

esp_err_t timer_group_intr_disable(timer_group_t group_num, timer_intr_t intr_mask) {
    return switch_group(group_num, intr_mask, false);
}

void timer_group_clr_intr_status_in_isr(timer_group_t group_num, timer_idx_t timer_num) {
    old_timers[group_num][timer_num].is_raised = false;
}

void timer_group_enable_alarm_in_isr(timer_group_t group_num, timer_idx_t timer_num) {
    timer_set_alarm(group_num, timer_num, TIMER_ALARM_EN);
}

uint64_t timer_group_get_counter_value_in_isr(timer_group_t group_num, timer_idx_t timer_num) {
    return count_of_old(old_timers[group_num][timer_num], machine::micros());
}

void timer_group_set_alarm_value_in_isr(timer_group_t group_num, timer_idx_t timer_num, uint64_t alarm_val) {
    timer_set_alarm_value(group_num, timer_num, alarm_val);
}

void timer_group_set_counter_enable_in_isr(timer_group_t group_num, timer_idx_t timer_num, timer_start_t counter_en) {
    counter_en == TIMER_START ? timer_start(group_num, timer_num) : timer_pause(group_num, timer_num);
}

uint32_t timer_group_get_intr_status_in_isr(timer_group_t group_num) {
    for (int number = 0; number < TIMER_MAX; ++number) {
        const OldTimer& timer = old_timers[group_num][number];
        if (timer.is_made) {
            return timer.is_raised ? 1U << number : 0;
        }
    }
    return 0;
}

bool timer_group_get_auto_reload_in_isr(timer_group_t group_num, timer_idx_t timer_num) {
    return old_timers[group_num][timer_num].told.auto_reload == TIMER_AUTORELOAD_EN;
}

}  // extern "C"
