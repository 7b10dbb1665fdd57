// Pulses on pins by ESP-IDF's names. Facts: components/esp_driver_ledc/src/ledc.c of ESP-IDF 5.5.1.
#include <driver/ledc.h>
#include <machine.h>
#include <soc/soc_caps.h>

#include "ledc_clock.h"
#include "oceanhil/pin_owner.h"

namespace machine = oceanhil::machine;

using oceanhil::PinOwner;

namespace {

constexpr uint64_t kWholePulse = 0xFFFF;
constexpr int kNoPulsePin = -1;

struct PulseTimer {
    uint32_t frequency = 0;
    uint32_t bits = 0;
    bool is_paused = false;
};

struct PulseChannel {
    int pin = kNoPulsePin;
    ledc_timer_t timer = LEDC_TIMER_0;
    uint32_t duty = 0;
    uint32_t next_duty = 0;
    uint32_t hpoint = 0;
    bool is_stopped = false;
    bool has_idle_level = false;
    bool is_inverted = false;
    uint32_t fade_target = 0;
    uint64_t fade_us = 0;
    uint32_t fade_timer = 0;
    ledc_cb_t tell = nullptr;
    void* argument = nullptr;
};

PulseTimer pulse_timers[LEDC_SPEED_MODE_MAX][LEDC_TIMER_MAX];
PulseChannel pulse_channels[LEDC_SPEED_MODE_MAX][LEDC_CHANNEL_MAX];
bool has_fades = false;

bool is_pulse_timer(ledc_mode_t mode, ledc_timer_t timer) { return mode < LEDC_SPEED_MODE_MAX && timer < LEDC_TIMER_MAX; }

bool is_pulse_channel(ledc_mode_t mode, ledc_channel_t channel) {
    return mode < LEDC_SPEED_MODE_MAX && channel < LEDC_CHANNEL_MAX;
}

/// What can be seen of a channel: on its pin, as long as that belongs to it.
void show_channel(ledc_mode_t mode, const PulseChannel& channel) {
    const PulseTimer& timer = pulse_timers[mode][channel.timer];
    if (channel.pin == kNoPulsePin || oceanhil::owner_of(static_cast<uint8_t>(channel.pin)) != PinOwner::ledc) {
        return;
    }
    uint64_t pulse = 0;
    if (channel.is_stopped) {
        pulse = channel.has_idle_level ? kWholePulse : 0;
    } else if (timer.bits != 0) {
        const uint64_t full = uint64_t{1} << timer.bits;
        pulse = (channel.duty < full ? channel.duty : full) * kWholePulse / full;
    }
    pulse = channel.is_inverted ? kWholePulse - pulse : pulse;
    machine::pwm_write(static_cast<uint8_t>(channel.pin), static_cast<uint16_t>(pulse));
}

void show_all_of(ledc_mode_t mode, ledc_timer_t timer) {
    for (const PulseChannel& each : pulse_channels[mode]) {
        if (each.timer == timer) {
            show_channel(mode, each);
        }
    }
}

void take_pulse_pin(PulseChannel& channel, int pin) {
    channel.pin = pin;
    oceanhil::set_owner(static_cast<uint8_t>(pin), PinOwner::ledc);
    machine::pin_mode(static_cast<uint8_t>(pin), machine::PinMode::output);
}

void finish_channel_fade(void* context) {
    auto& channel = *static_cast<PulseChannel*>(context);
    const auto place = static_cast<uint32_t>(&channel - &pulse_channels[0][0]);
    const auto mode = static_cast<ledc_mode_t>(place / LEDC_CHANNEL_MAX);
    channel.fade_timer = 0;
    channel.duty = channel.next_duty = channel.fade_target;
    show_channel(mode, channel);
    if (channel.tell != nullptr) {
        const ledc_cb_param_t told = {LEDC_FADE_END_EVT, static_cast<uint32_t>(mode), place % LEDC_CHANNEL_MAX,
                                      channel.duty};
        channel.tell(&told, channel.argument);
    }
}

/// A fade that is under way comes to its end before another begins.
void await_fade(const PulseChannel& channel) {
    while (channel.fade_timer != 0) {
        machine::wait_us(machine::kMillisecondUs);
    }
}

esp_err_t fade_error(ledc_mode_t mode, ledc_channel_t channel) {
    if (!is_pulse_channel(mode, channel)) {
        return ESP_ERR_INVALID_ARG;
    }
    return has_fades ? ESP_OK : ESP_ERR_INVALID_STATE;
}

}  // namespace

extern "C" {

esp_err_t ledc_timer_config(const ledc_timer_config_t* timer_conf) {
    if (timer_conf == nullptr || !is_pulse_timer(timer_conf->speed_mode, timer_conf->timer_num)) {
        return ESP_ERR_INVALID_ARG;
    }
    PulseTimer& timer = pulse_timers[timer_conf->speed_mode][timer_conf->timer_num];
    if (timer_conf->deconfigure) {
        if (timer.bits == 0 || !timer.is_paused) {
            return ESP_ERR_INVALID_STATE;
        }
        timer = {};
        return ESP_OK;
    }
    const auto bits = static_cast<uint32_t>(timer_conf->duty_resolution);
    if (timer_conf->freq_hz == 0 || bits == 0 || bits >= LEDC_TIMER_BIT_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!oceanhil::ledc_can_have(timer_conf->freq_hz, bits)) {
        return ESP_FAIL;
    }
    timer = {timer_conf->freq_hz, bits, false};
    show_all_of(timer_conf->speed_mode, timer_conf->timer_num);
    return ESP_OK;
}

esp_err_t ledc_channel_config(const ledc_channel_config_t* ledc_conf) {
    if (ledc_conf == nullptr || !is_pulse_channel(ledc_conf->speed_mode, ledc_conf->channel) ||
        ledc_conf->timer_sel >= LEDC_TIMER_MAX || ledc_conf->gpio_num < 0 ||
        ledc_conf->gpio_num > SOC_GPIO_OUT_RANGE_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    PulseChannel& channel = pulse_channels[ledc_conf->speed_mode][ledc_conf->channel];
    channel.timer = ledc_conf->timer_sel;
    channel.duty = channel.next_duty = ledc_conf->duty;
    channel.hpoint = static_cast<uint32_t>(ledc_conf->hpoint);
    channel.is_stopped = false;
    channel.is_inverted = ledc_conf->flags.output_invert != 0;
    take_pulse_pin(channel, ledc_conf->gpio_num);
    show_channel(ledc_conf->speed_mode, channel);
    return ESP_OK;
}

uint32_t ledc_find_suitable_duty_resolution(uint32_t src_clk_freq, uint32_t timer_freq) {
    uint32_t bits = 0;
    while (timer_freq != 0 && bits < SOC_LEDC_TIMER_BIT_WIDTH && (uint64_t{timer_freq} << (bits + 1)) <= src_clk_freq) {
        ++bits;
    }
    return bits;
}

esp_err_t ledc_set_pin(int gpio_num, ledc_mode_t speed_mode, ledc_channel_t channel) {
    if (!is_pulse_channel(speed_mode, channel) || gpio_num < 0 || gpio_num > SOC_GPIO_OUT_RANGE_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    take_pulse_pin(pulse_channels[speed_mode][channel], gpio_num);
    show_channel(speed_mode, pulse_channels[speed_mode][channel]);
    return ESP_OK;
}

esp_err_t ledc_stop(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t idle_level) {
    if (!is_pulse_channel(speed_mode, channel)) {
        return ESP_ERR_INVALID_ARG;
    }
    PulseChannel& found = pulse_channels[speed_mode][channel];
    found.is_stopped = true;
    found.has_idle_level = (idle_level & 1) != 0;
    show_channel(speed_mode, found);
    return ESP_OK;
}

esp_err_t ledc_set_freq(ledc_mode_t speed_mode, ledc_timer_t timer_num, uint32_t freq_hz) {
    if (!is_pulse_timer(speed_mode, timer_num) || freq_hz == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    PulseTimer& timer = pulse_timers[speed_mode][timer_num];
    if (!oceanhil::ledc_can_have(freq_hz, timer.bits)) {
        return ESP_FAIL;
    }
    timer.frequency = freq_hz;
    return ESP_OK;
}

uint32_t ledc_get_freq(ledc_mode_t speed_mode, ledc_timer_t timer_num) {
    return is_pulse_timer(speed_mode, timer_num) ? pulse_timers[speed_mode][timer_num].frequency : 0;
}

esp_err_t ledc_timer_pause(ledc_mode_t speed_mode, ledc_timer_t timer_sel) {
    if (!is_pulse_timer(speed_mode, timer_sel)) {
        return ESP_ERR_INVALID_ARG;
    }
    pulse_timers[speed_mode][timer_sel].is_paused = true;
    return ESP_OK;
}

esp_err_t ledc_timer_resume(ledc_mode_t speed_mode, ledc_timer_t timer_sel) {
    if (!is_pulse_timer(speed_mode, timer_sel)) {
        return ESP_ERR_INVALID_ARG;
    }
    pulse_timers[speed_mode][timer_sel].is_paused = false;
    return ESP_OK;
}

esp_err_t ledc_timer_rst(ledc_mode_t speed_mode, ledc_timer_t timer_sel) {
    return is_pulse_timer(speed_mode, timer_sel) ? ESP_OK : ESP_ERR_INVALID_ARG;
}

esp_err_t ledc_bind_channel_timer(ledc_mode_t speed_mode, ledc_channel_t channel, ledc_timer_t timer_sel) {
    if (!is_pulse_channel(speed_mode, channel) || timer_sel >= LEDC_TIMER_MAX) {
        return ESP_ERR_INVALID_ARG;
    }
    pulse_channels[speed_mode][channel].timer = timer_sel;
    show_channel(speed_mode, pulse_channels[speed_mode][channel]);
    return ESP_OK;
}

esp_err_t ledc_set_duty_with_hpoint(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t duty, uint32_t hpoint) {
    if (!is_pulse_channel(speed_mode, channel)) {
        return ESP_ERR_INVALID_ARG;
    }
    pulse_channels[speed_mode][channel].next_duty = duty;
    pulse_channels[speed_mode][channel].hpoint = hpoint;
    return ESP_OK;
}

esp_err_t ledc_set_duty(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t duty) {
    return is_pulse_channel(speed_mode, channel)
               ? ledc_set_duty_with_hpoint(speed_mode, channel, duty, pulse_channels[speed_mode][channel].hpoint)
               : ESP_ERR_INVALID_ARG;
}

esp_err_t ledc_update_duty(ledc_mode_t speed_mode, ledc_channel_t channel) {
    if (!is_pulse_channel(speed_mode, channel)) {
        return ESP_ERR_INVALID_ARG;
    }
    PulseChannel& found = pulse_channels[speed_mode][channel];
    found.duty = found.next_duty;
    found.is_stopped = false;
    show_channel(speed_mode, found);
    return ESP_OK;
}

esp_err_t ledc_set_duty_and_update(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t duty, uint32_t hpoint) {
    if (const esp_err_t error = fade_error(speed_mode, channel); error != ESP_OK) {
        return error;
    }
    ledc_set_duty_with_hpoint(speed_mode, channel, duty, hpoint);
    return ledc_update_duty(speed_mode, channel);
}

uint32_t ledc_get_duty(ledc_mode_t speed_mode, ledc_channel_t channel) {
    return is_pulse_channel(speed_mode, channel) ? pulse_channels[speed_mode][channel].duty : LEDC_ERR_DUTY;
}

int ledc_get_hpoint(ledc_mode_t speed_mode, ledc_channel_t channel) {
    return is_pulse_channel(speed_mode, channel) ? static_cast<int>(pulse_channels[speed_mode][channel].hpoint) : LEDC_ERR_VAL;
}

esp_err_t ledc_fade_func_install(int) {
    if (has_fades) {
        return ESP_ERR_INVALID_STATE;
    }
    has_fades = true;
    return ESP_OK;
}

void ledc_fade_func_uninstall(void) { has_fades = false; }

esp_err_t ledc_set_fade_with_time(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t target_duty,
                                  int desired_fade_time_ms) {
    if (const esp_err_t error = fade_error(speed_mode, channel); error != ESP_OK) {
        return error;
    }
    PulseChannel& found = pulse_channels[speed_mode][channel];
    const uint32_t bits = pulse_timers[speed_mode][found.timer].bits;
    if (target_duty > 1U << bits || desired_fade_time_ms < 0) {
        return ESP_ERR_INVALID_ARG;
    }
    await_fade(found);
    found.fade_target = target_duty;
    found.fade_us = static_cast<uint64_t>(desired_fade_time_ms) * machine::kMillisecondUs;
    return ESP_OK;
}

esp_err_t ledc_set_fade_with_step(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t target_duty, uint32_t scale,
                                  uint32_t cycle_num) {
    const esp_err_t error = ledc_set_fade_with_time(speed_mode, channel, target_duty, 0);
    if (error != ESP_OK || scale == 0 || cycle_num == 0) {
        return error != ESP_OK ? error : ESP_ERR_INVALID_ARG;
    }
    PulseChannel& found = pulse_channels[speed_mode][channel];
    const uint32_t way = target_duty > found.duty ? target_duty - found.duty : found.duty - target_duty;
    const uint64_t periods = uint64_t{way / scale} * cycle_num;
    const uint32_t frequency = pulse_timers[speed_mode][found.timer].frequency;
    found.fade_us = frequency == 0 ? 0 : periods * machine::kSecondUs / frequency;
    return ESP_OK;
}

esp_err_t ledc_fade_start(ledc_mode_t speed_mode, ledc_channel_t channel, ledc_fade_mode_t fade_mode) {
    if (const esp_err_t error = fade_error(speed_mode, channel); error != ESP_OK) {
        return error;
    }
    PulseChannel& found = pulse_channels[speed_mode][channel];
    await_fade(found);
    found.is_stopped = false;
    show_channel(speed_mode, found);
    found.fade_timer = machine::timer_start(found.fade_us, 0, finish_channel_fade, &found);
    if (fade_mode == LEDC_FADE_WAIT_DONE) {
        await_fade(found);
    }
    return ESP_OK;
}

esp_err_t ledc_fade_stop(ledc_mode_t speed_mode, ledc_channel_t channel) {
    if (const esp_err_t error = fade_error(speed_mode, channel); error != ESP_OK) {
        return error;
    }
    PulseChannel& found = pulse_channels[speed_mode][channel];
    if (found.fade_timer != 0) {
        machine::timer_stop(found.fade_timer);
        found.fade_timer = 0;
    }
    return ESP_OK;
}

esp_err_t ledc_set_fade_time_and_start(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t target_duty,
                                       uint32_t desired_fade_time_ms, ledc_fade_mode_t fade_mode) {
    const esp_err_t error =
        ledc_set_fade_with_time(speed_mode, channel, target_duty, static_cast<int>(desired_fade_time_ms));
    return error == ESP_OK ? ledc_fade_start(speed_mode, channel, fade_mode) : error;
}

esp_err_t ledc_set_fade_step_and_start(ledc_mode_t speed_mode, ledc_channel_t channel, uint32_t target_duty,
                                       uint32_t scale, uint32_t cycle_num, ledc_fade_mode_t fade_mode) {
    const esp_err_t error = ledc_set_fade_with_step(speed_mode, channel, target_duty, scale, cycle_num);
    return error == ESP_OK ? ledc_fade_start(speed_mode, channel, fade_mode) : error;
}

esp_err_t ledc_cb_register(ledc_mode_t speed_mode, ledc_channel_t channel, ledc_cbs_t* cbs, void* user_arg) {
    if (cbs == nullptr || !is_pulse_channel(speed_mode, channel)) {
        return ESP_ERR_INVALID_ARG;
    }
    if (!has_fades) {
        return ESP_ERR_INVALID_STATE;
    }
    pulse_channels[speed_mode][channel].tell = cbs->fade_cb;
    pulse_channels[speed_mode][channel].argument = user_arg;
    return ESP_OK;
}

}  // extern "C"
