// Pulses that an ESP32 counts by itself, by the driver of ESP-IDF 5 and by the one before it.
#ifdef ESP32
#include <Arduino.h>
#include <driver/pcnt.h>
#include <driver/pulse_cnt.h>
#include <soc/pcnt_struct.h>

#include "doctest/doctest.h"
#include "fake_machine.h"
#include "machine.h"

namespace {

constexpr uint8_t kPin = 4;

}  // namespace

TEST_CASE("pulses of a pin are counted, up or down by the level of another") {
    fake::reset();
    constexpr int kLevelPin = 5;
    static int reached = 0;
    const pcnt_unit_config_t limits = {-100, 10, 0, {1}};
    pcnt_unit_handle_t unit = nullptr;
    REQUIRE(pcnt_new_unit(&limits, &unit) == ESP_OK);
    const pcnt_chan_config_t pins = {kPin, kLevelPin, {}};
    pcnt_channel_handle_t channel = nullptr;
    REQUIRE(pcnt_new_channel(unit, &pins, &channel) == ESP_OK);
    pcnt_channel_set_edge_action(channel, PCNT_CHANNEL_EDGE_ACTION_INCREASE, PCNT_CHANNEL_EDGE_ACTION_HOLD);
    pcnt_channel_set_level_action(channel, PCNT_CHANNEL_LEVEL_ACTION_INVERSE, PCNT_CHANNEL_LEVEL_ACTION_KEEP);
    const pcnt_event_callbacks_t calls = {[](pcnt_unit_handle_t, const pcnt_watch_event_data_t* event, void*) {
        reached = event->watch_point_value;
        return false;
    }};
    pcnt_unit_register_event_callbacks(unit, &calls, nullptr);
    pcnt_unit_add_watch_point(unit, 3);
    pcnt_unit_enable(unit);
    const auto pulses = [](int times) {
        for (; times > 0; --times) {
            fake::drive(kPin, true);
            fake::drive(kPin, false);
        }
    };
    const auto count = [unit] {
        int found = 0;
        pcnt_unit_get_count(unit, &found);
        return found;
    };
    pulses(2);
    CHECK(count() == 0);
    pcnt_unit_start(unit);
    pulses(4);
    CHECK(count() == 4);
    CHECK(reached == 3);
    fake::drive(kLevelPin, true);
    pulses(6);
    CHECK(count() == -2);
    fake::drive(kLevelPin, false);
    pulses(14);
    // Twelve to the limit, and two more.
    CHECK(count() == 12);
    pcnt_channel_set_edge_action(channel, PCNT_CHANNEL_EDGE_ACTION_DECREASE, PCNT_CHANNEL_EDGE_ACTION_DECREASE);
    pulses(1);
    CHECK(count() == 10);
    pcnt_unit_stop(unit);
    pulses(1);
    CHECK(count() == 10);
    pcnt_unit_clear_count(unit);
    CHECK(count() == 0);
    pcnt_unit_disable(unit);
    CHECK(pcnt_del_unit(unit) == ESP_ERR_INVALID_STATE);
    pcnt_del_channel(channel);
    CHECK(pcnt_del_unit(unit) == ESP_OK);
}

TEST_CASE("an encoder is counted by the older driver, and its limits and thresholds call") {
    fake::reset();
    constexpr int kOther = 5;
    static int called = 0;
    static uint32_t seen = 0;
    called = 0;
    const auto handle = [](void*) {
        ++called;
        seen = PCNT.status_unit[PCNT_UNIT_1].val;
    };
    pcnt_config_t config = {};
    config.pulse_gpio_num = kPin;
    config.ctrl_gpio_num = kOther;
    config.pos_mode = PCNT_COUNT_DEC;
    config.neg_mode = PCNT_COUNT_INC;
    config.lctrl_mode = PCNT_MODE_KEEP;
    config.hctrl_mode = PCNT_MODE_REVERSE;
    config.counter_h_lim = 6;
    config.counter_l_lim = -6;
    config.unit = PCNT_UNIT_1;
    REQUIRE(pcnt_unit_config(&config) == ESP_OK);
    CHECK(pcnt_isr_handler_add(PCNT_UNIT_1, handle, nullptr) == ESP_ERR_INVALID_STATE);
    pcnt_isr_service_install(0);
    CHECK(pcnt_isr_service_install(0) == ESP_ERR_INVALID_STATE);
    pcnt_isr_handler_add(PCNT_UNIT_1, handle, nullptr);
    pcnt_event_enable(PCNT_UNIT_1, PCNT_EVT_H_LIM);
    pcnt_set_event_value(PCNT_UNIT_1, PCNT_EVT_THRES_0, 2);
    pcnt_event_enable(PCNT_UNIT_1, PCNT_EVT_THRES_0);
    CHECK(pcnt_set_event_value(PCNT_UNIT_1, PCNT_EVT_L_LIM, 1) == ESP_ERR_INVALID_ARG);
    pcnt_counter_clear(PCNT_UNIT_1);
    // One way round: what falls on a low level and what rises on a high one.
    const auto turn = [](int times) {
        for (; times > 0; --times) {
            fake::drive(kOther, true);
            fake::drive(kPin, true);
            fake::drive(kOther, false);
            fake::drive(kPin, false);
        }
    };
    const auto count = [] {
        int16_t found = 0;
        pcnt_get_counter_value(PCNT_UNIT_1, &found);
        return found;
    };
    turn(1);
    CHECK(count() == 2);
    CHECK(called == 1);
    CHECK(seen == PCNT_EVT_THRES_0);
    turn(2);
    CHECK(count() == 0);
    CHECK(called == 2);
    CHECK(seen == PCNT_EVT_H_LIM);
    CHECK(PCNT.status_unit[PCNT_UNIT_1].val == 0);
    pcnt_counter_pause(PCNT_UNIT_1);
    turn(1);
    CHECK(count() == 0);
    pcnt_isr_service_uninstall();
}

#endif
