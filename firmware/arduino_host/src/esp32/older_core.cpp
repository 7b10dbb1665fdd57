// What arduino-esp32 2.x has by other names or other arguments than 3.x: pulses by channel, timers by number. A sketch that
// says it is for 2.x (esp_arduino_version.h) finds these in the headers; the names here are the only ones that both know.
// Facts: cores/esp32/esp32-hal-ledc.c and esp32-hal-timer.c of arduino-esp32 2.x.
#include <driver/ledc.h>
#include <driver/timer.h>
#include <esp32-hal-ledc.h>
#include <esp32-hal-timer.h>
#include <machine.h>
#include <soc/soc_caps.h>

#include <iterator>

#include "ledc_clock.h"
#include "oceanhil/pin_owner.h"

namespace {

#if SOC_LEDC_SUPPORT_HS_MODE
constexpr uint8_t kNumberedChannels = SOC_LEDC_CHANNEL_NUM * 2;
#else
constexpr uint8_t kNumberedChannels = SOC_LEDC_CHANNEL_NUM;
#endif
constexpr uint8_t kChannelsOfGroup = 8;
constexpr uint8_t kTimersOfGroup = 4;
constexpr uint8_t kBitsOfTone = 10;
constexpr uint32_t kDutyOfTone = 0x1FF;
constexpr uint64_t kTimerClockHz = 80000000;
constexpr uint64_t kMicrosInSecond = 1000000;
constexpr uint64_t kMillisInSecond = 1000;
constexpr uint16_t kLeastDivider = 2;

uint8_t bits_of_channel[kNumberedChannels] = {};

ledc_mode_t group_of(uint8_t channel) { return static_cast<ledc_mode_t>(channel / kChannelsOfGroup); }
ledc_channel_t in_group(uint8_t channel) { return static_cast<ledc_channel_t>(channel % kChannelsOfGroup); }
ledc_timer_t timer_of(uint8_t channel) { return static_cast<ledc_timer_t>(channel / 2 % kTimersOfGroup); }

struct NumberedTimer {
    timer_group_t group;
    timer_idx_t number;
    void (*function)() = nullptr;
    /// An alarm that does not reload is off once it came.
    bool has_alarm = false;
};

NumberedTimer numbered_timers[] = {
    {TIMER_GROUP_0, TIMER_0},
    {TIMER_GROUP_1, TIMER_0},
#if SOC_TIMER_GROUP_TIMERS_PER_GROUP > 1
    {TIMER_GROUP_0, TIMER_1},
    {TIMER_GROUP_1, TIMER_1},
#endif
};

NumberedTimer& numbered(hw_timer_t* timer) { return *reinterpret_cast<NumberedTimer*>(timer); }

timer_config_t config_of(hw_timer_t* timer) {
    timer_config_t config = {};
    timer_get_config(numbered(timer).group, numbered(timer).number, &config);
    return config;
}

bool ring_numbered(void* context) {
    auto* const timer = static_cast<hw_timer_t*>(context);
    numbered(timer).has_alarm = config_of(timer).auto_reload == TIMER_AUTORELOAD_EN;
    numbered(timer).function();
    return false;
}

}  // namespace

extern "C" {

uint32_t oceanhil_channel_change_frequency(uint8_t channel, uint32_t frequency, uint8_t resolution_bits) {
    if (channel >= kNumberedChannels || resolution_bits > SOC_LEDC_TIMER_BIT_WIDTH) {
        return 0;
    }
    ledc_timer_config_t config = {};
    config.speed_mode = group_of(channel);
    config.duty_resolution = static_cast<ledc_timer_bit_t>(resolution_bits);
    config.timer_num = timer_of(channel);
    config.freq_hz = frequency;
    config.clk_cfg = LEDC_AUTO_CLK;
    if (ledc_timer_config(&config) != ESP_OK) {
        return 0;
    }
    bits_of_channel[channel] = resolution_bits;
    return ledc_get_freq(group_of(channel), timer_of(channel));
}

uint32_t ledcSetup(uint8_t channel, uint32_t frequency, uint8_t resolution_bits) {
    return oceanhil_channel_change_frequency(channel, frequency, resolution_bits);
}

void ledcAttachPin(uint8_t pin, uint8_t channel) {
    if (channel >= kNumberedChannels) {
        return;
    }
    ledc_channel_config_t config = {};
    config.gpio_num = pin;
    config.speed_mode = group_of(channel);
    config.channel = in_group(channel);
    config.timer_sel = timer_of(channel);
    config.duty = ledc_get_duty(group_of(channel), in_group(channel));
    ledc_channel_config(&config);
}

void ledcDetachPin(uint8_t pin) {
    if (oceanhil::owner_of(pin) == oceanhil::PinOwner::ledc) {
        oceanhil::set_owner(pin, oceanhil::PinOwner::nobody);
        oceanhil::machine::pwm_write(pin, 0);
    }
}

void oceanhil_channel_write(uint8_t channel, uint32_t duty) {
    if (channel >= kNumberedChannels) {
        return;
    }
    const uint32_t most = (1u << bits_of_channel[channel]) - 1;
    // The highest duty that can be written is the whole period.
    ledc_set_duty(group_of(channel), in_group(channel), duty == most && most != 1 ? most + 1 : duty);
    ledc_update_duty(group_of(channel), in_group(channel));
}

uint32_t oceanhil_channel_write_tone(uint8_t channel, uint32_t frequency) {
    if (frequency == 0) {
        oceanhil_channel_write(channel, 0);
        return 0;
    }
    const uint32_t made = oceanhil_channel_change_frequency(channel, frequency, kBitsOfTone);
    if (made != 0) {
        oceanhil_channel_write(channel, kDutyOfTone);
    }
    return made;
}

uint32_t oceanhil_channel_write_note(uint8_t channel, note_t note, uint8_t octave) {
    const uint32_t frequency = oceanhil::note_hz(note, octave);
    return frequency == 0 ? 0 : oceanhil_channel_write_tone(channel, frequency);
}

uint32_t oceanhil_channel_read(uint8_t channel) {
    return channel < kNumberedChannels ? ledc_get_duty(group_of(channel), in_group(channel)) : 0;
}

uint32_t oceanhil_channel_read_freq(uint8_t channel) {
    return oceanhil_channel_read(channel) == 0 ? 0 : ledc_get_freq(group_of(channel), timer_of(channel));
}

hw_timer_t* oceanhil_numbered_timer_begin(uint8_t number, uint16_t divider, bool counts_up) {
    if (number >= std::size(numbered_timers)) {
        return nullptr;
    }
    NumberedTimer& timer = numbered_timers[number];
    timer_config_t config = {};
    config.counter_dir = counts_up ? TIMER_COUNT_UP : TIMER_COUNT_DOWN;
    config.divider = divider;
    timer.has_alarm = false;
    timer_init(timer.group, timer.number, &config);
    timer_set_counter_value(timer.group, timer.number, 0);
    timer_start(timer.group, timer.number);
    return reinterpret_cast<hw_timer_t*>(&timer);
}

void oceanhil_numbered_timer_end(hw_timer_t* timer) { timer_deinit(numbered(timer).group, numbered(timer).number); }
void oceanhil_numbered_timer_start(hw_timer_t* timer) { timer_start(numbered(timer).group, numbered(timer).number); }
void oceanhil_numbered_timer_stop(hw_timer_t* timer) { timer_pause(numbered(timer).group, numbered(timer).number); }
bool timerStarted(hw_timer_t* timer) { return config_of(timer).counter_en == TIMER_START; }

void oceanhil_numbered_timer_write(hw_timer_t* timer, uint64_t value) {
    timer_set_counter_value(numbered(timer).group, numbered(timer).number, value);
}

void oceanhil_numbered_timer_restart(hw_timer_t* timer) { oceanhil_numbered_timer_write(timer, 0); }

void timerSetDivider(hw_timer_t* timer, uint16_t divider) {
    if (divider >= kLeastDivider) {
        timer_set_divider(numbered(timer).group, numbered(timer).number, divider);
    }
}

void timerSetCountUp(hw_timer_t* timer, bool counts_up) {
    timer_set_counter_mode(numbered(timer).group, numbered(timer).number, counts_up ? TIMER_COUNT_UP : TIMER_COUNT_DOWN);
}

void timerSetAutoReload(hw_timer_t* timer, bool autoreload) {
    timer_set_auto_reload(numbered(timer).group, numbered(timer).number,
                          autoreload ? TIMER_AUTORELOAD_EN : TIMER_AUTORELOAD_DIS);
}

uint16_t timerGetDivider(hw_timer_t* timer) { return static_cast<uint16_t>(config_of(timer).divider); }
bool timerGetCountUp(hw_timer_t* timer) { return config_of(timer).counter_dir == TIMER_COUNT_UP; }
bool timerGetAutoReload(hw_timer_t* timer) { return config_of(timer).auto_reload == TIMER_AUTORELOAD_EN; }

uint64_t oceanhil_numbered_timer_read(hw_timer_t* timer) {
    uint64_t value = 0;
    timer_get_counter_value(numbered(timer).group, numbered(timer).number, &value);
    return value;
}

uint64_t oceanhil_numbered_timer_read_micros(hw_timer_t* timer) {
    return oceanhil_numbered_timer_read(timer) * timerGetDivider(timer) / (kTimerClockHz / kMicrosInSecond);
}

uint64_t timerReadMilis(hw_timer_t* timer) {
    return oceanhil_numbered_timer_read(timer) * timerGetDivider(timer) / (kTimerClockHz / kMillisInSecond);
}

double oceanhil_numbered_timer_read_seconds(hw_timer_t* timer) {
    return static_cast<double>(oceanhil_numbered_timer_read(timer)) * timerGetDivider(timer) / kTimerClockHz;
}

void oceanhil_numbered_timer_attach_interrupt(hw_timer_t* timer, void (*function)(void), bool) {
    numbered(timer).function = function;
    timer_isr_callback_add(numbered(timer).group, numbered(timer).number, ring_numbered, timer, 0);
}

void oceanhil_numbered_timer_detach_interrupt(hw_timer_t* timer) {
    timer_isr_callback_remove(numbered(timer).group, numbered(timer).number);
}

void timerAlarmWrite(hw_timer_t* timer, uint64_t alarm_value, bool autoreload) {
    timer_set_alarm_value(numbered(timer).group, numbered(timer).number, alarm_value);
    timerSetAutoReload(timer, autoreload);
}

void timerAlarmEnable(hw_timer_t* timer) {
    numbered(timer).has_alarm = true;
    timer_set_alarm(numbered(timer).group, numbered(timer).number, TIMER_ALARM_EN);
}

void timerAlarmDisable(hw_timer_t* timer) {
    numbered(timer).has_alarm = false;
    timer_set_alarm(numbered(timer).group, numbered(timer).number, TIMER_ALARM_DIS);
}

bool timerAlarmEnabled(hw_timer_t* timer) { return numbered(timer).has_alarm; }

uint64_t timerAlarmRead(hw_timer_t* timer) {
    uint64_t value = 0;
    timer_get_alarm_value(numbered(timer).group, numbered(timer).number, &value);
    return value;
}

uint64_t timerAlarmReadMicros(hw_timer_t* timer) {
    return timerAlarmRead(timer) * timerGetDivider(timer) / (kTimerClockHz / kMicrosInSecond);
}

double timerAlarmReadSeconds(hw_timer_t* timer) {
    return static_cast<double>(timerAlarmRead(timer)) * timerGetDivider(timer) / kTimerClockHz;
}

}  // extern "C"
