// The TWAI controller (CAN 2.0), alone on its bus with a transceiver. Facts: components/driver/twai/twai.c and
// components/hal/twai_hal_sja1000.c of ESP-IDF 5.5.1; what is on the bus: ISO 11898-1 (CAN specification 2.0, part B).
#include <driver/twai.h>
#include <freertos/queue.h>
#include <freertos/semphr.h>
#include <machine.h>
#include <stdlib.h>
#include <string.h>
#include <tasks.h>

#include <algorithm>

#include "twai_controller.h"

namespace machine = oceanhil::machine;
namespace twai_bus = oceanhil::twai;

namespace {

constexpr uint64_t kTwaiClockHz = 80000000;
constexpr uint64_t kNanosecondsOfSecond = 1000000000;

twai_handle_t twai_controllers[SOC_TWAI_CONTROLLER_NUM];

uint64_t twai_divider(const twai_timing_config_t& timing) {
    uint64_t divider = timing.brp;
    if (timing.quanta_resolution_hz != 0) {
        if (kTwaiClockHz % timing.quanta_resolution_hz != 0) {
            return 0;
        }
        divider = kTwaiClockHz / timing.quanta_resolution_hz;
    }
    const bool is_there = divider >= SOC_TWAI_BRP_MIN && divider <= SOC_TWAI_BRP_MAX && divider % 2 == 0;
    return is_there ? divider : 0;
}

void free_twai(twai_handle_t twai) {
    for (const QueueHandle_t each : {twai->to_send, twai->received, twai->alert}) {
        if (each != nullptr) {
            vQueueDelete(each);
        }
    }
    free(twai);
}

twai_handle_t make_twai(const twai_general_config_t& general) {
    auto* const twai = static_cast<twai_handle_t>(calloc(1, sizeof(twai_obj_t)));
    if (twai == nullptr) {
        return nullptr;
    }
    const bool has_queue = general.tx_queue_len != 0;
    twai->to_send = has_queue ? xQueueCreate(general.tx_queue_len, sizeof(twai_message_t)) : nullptr;
    twai->received = xQueueCreate(general.rx_queue_len, sizeof(twai_message_t));
    twai->alert = xSemaphoreCreateBinary();
    if ((has_queue && twai->to_send == nullptr) || twai->received == nullptr || twai->alert == nullptr) {
        free_twai(twai);
        return nullptr;
    }
    return twai;
}

bool can_be_installed(const twai_general_config_t& general) {
    const int id = general.controller_id;
    return id >= 0 && id < SOC_TWAI_CONTROLLER_NUM && general.rx_queue_len > 0 &&
           GPIO_IS_VALID_OUTPUT_GPIO(general.tx_io) && GPIO_IS_VALID_GPIO(general.rx_io) &&
           (general.intr_flags & ESP_INTR_FLAG_IRAM) == 0 && general.general_flags.sleep_allow_pd == 0;
}

/// Puts a frame behind those that wait.
esp_err_t queue_frame(twai_obj_t& twai, const twai_message_t& frame, TickType_t ticks) {
    if (twai.to_send == nullptr) {
        return ESP_FAIL;
    }
    if (xQueueSend(twai.to_send, &frame, ticks) != pdTRUE) {
        return ESP_ERR_TIMEOUT;
    }
    // Meanwhile the bus may have come free, or have been left.
    twai_bus::follow(twai);
    if (twai.is_sending) {
        ++twai.waiting_to_send;
        return ESP_OK;
    }
    if (twai.state != TWAI_STATE_RUNNING) {
        return ESP_ERR_INVALID_STATE;
    }
    twai_message_t next;
    if (xQueueReceive(twai.to_send, &next, 0) == pdTRUE) {
        twai_bus::begin_sending(twai, next, twai_bus::present_ns());
        ++twai.waiting_to_send;
        twai_bus::await_next(twai);
    }
    return ESP_OK;
}

}  // namespace

extern "C" {

esp_err_t twai_driver_install_v2(const twai_general_config_t* general, const twai_timing_config_t* timing,
                                 const twai_filter_config_t* filter, twai_handle_t* made) {
    if (general == nullptr || timing == nullptr || filter == nullptr || !can_be_installed(*general)) {
        return ESP_ERR_INVALID_ARG;
    }
    twai_handle_t& place = twai_controllers[general->controller_id];
    if (place != nullptr) {
        return ESP_ERR_INVALID_STATE;
    }
    const uint64_t divider = twai_divider(*timing);
    if (divider == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    const twai_handle_t twai = make_twai(*general);
    if (twai == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    twai->general = *general;
    twai->filter = *filter;
    twai->alerts_enabled = general->alerts_enabled;
    const uint64_t quanta = 1ULL + timing->tseg_1 + timing->tseg_2;
    twai->bit_ns = std::max<uint64_t>(1, quanta * divider * kNanosecondsOfSecond / kTwaiClockHz);
    place = twai;
    *made = twai;
    // A bus on which nobody sends is at the level of 1.
    machine::pin_mode(static_cast<uint8_t>(general->rx_io), machine::PinMode::input);
    machine::pin_mode(static_cast<uint8_t>(general->tx_io), machine::PinMode::output);
    machine::pin_write(static_cast<uint8_t>(general->tx_io), true);
    return ESP_OK;
}

esp_err_t twai_driver_install(const twai_general_config_t* general, const twai_timing_config_t* timing,
                              const twai_filter_config_t* filter) {
    if (general == nullptr || general->controller_id != 0) {
        return ESP_ERR_INVALID_ARG;
    }
    twai_handle_t made = nullptr;
    return twai_driver_install_v2(general, timing, filter, &made);
}

esp_err_t twai_driver_uninstall_v2(twai_handle_t twai) {
    if (twai == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (twai->state != TWAI_STATE_STOPPED) {
        return ESP_ERR_INVALID_STATE;
    }
    twai_controllers[twai->general.controller_id] = nullptr;
    machine::pin_mode(static_cast<uint8_t>(twai->general.tx_io), machine::PinMode::input);
    free_twai(twai);
    return ESP_OK;
}

esp_err_t twai_start_v2(twai_handle_t twai) {
    if (twai == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (twai->state != TWAI_STATE_STOPPED) {
        return ESP_ERR_INVALID_STATE;
    }
    xQueueReset(twai->received);
    if (twai->to_send != nullptr) {
        xQueueReset(twai->to_send);
    }
    twai->waiting_to_read = 0;
    twai->waiting_to_send = 0;
    twai->errors = 0;
    twai->state = TWAI_STATE_RUNNING;
    return ESP_OK;
}

esp_err_t twai_stop_v2(twai_handle_t twai) {
    if (twai == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (twai->state != TWAI_STATE_RUNNING) {
        return ESP_ERR_INVALID_STATE;
    }
    twai_bus::follow(*twai);
    twai->is_sending = false;
    twai_bus::await_next(*twai);
    twai->waiting_to_send = 0;
    twai->state = TWAI_STATE_STOPPED;
    if (twai->to_send != nullptr) {
        xQueueReset(twai->to_send);
    }
    return ESP_OK;
}

esp_err_t twai_transmit_v2(twai_handle_t twai, const twai_message_t* message, TickType_t ticks) {
    if (twai == nullptr || message == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (message->data_length_code > TWAI_FRAME_MAX_DLC && message->dlc_non_comp == 0) {
        return ESP_ERR_INVALID_ARG;
    }
    if (twai->general.mode == TWAI_MODE_LISTEN_ONLY) {
        return ESP_ERR_NOT_SUPPORTED;
    }
    if (twai->state != TWAI_STATE_RUNNING) {
        return ESP_ERR_INVALID_STATE;
    }
    twai_bus::follow(*twai);
    twai_message_t frame = *message;
    frame.identifier &= frame.extd != 0 ? TWAI_EXTD_ID_MASK : TWAI_STD_ID_MASK;
    if (twai->waiting_to_send > 0) {
        return queue_frame(*twai, frame, ticks);
    }
    twai_bus::begin_sending(*twai, frame, twai_bus::present_ns());
    ++twai->waiting_to_send;
    twai_bus::await_next(*twai);
    return ESP_OK;
}

esp_err_t twai_receive_v2(twai_handle_t twai, twai_message_t* message, TickType_t ticks) {
    if (twai == nullptr || message == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    twai_bus::follow(*twai);
    twai_message_t found;
    if (xQueueReceive(twai->received, &found, ticks) != pdTRUE) {
        return ESP_ERR_TIMEOUT;
    }
    --twai->waiting_to_read;
    message->identifier = found.identifier;
    message->data_length_code = found.data_length_code;
    message->extd = found.extd;
    message->rtr = found.rtr;
    memset(message->data, 0, sizeof message->data);
    memcpy(message->data, found.data, twai_bus::data_bytes(found));
    return ESP_OK;
}

esp_err_t twai_read_alerts_v2(twai_handle_t twai, uint32_t* alerts, TickType_t ticks) {
    if (twai == nullptr || alerts == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    twai_bus::follow(*twai);
    if (xSemaphoreTake(twai->alert, ticks) != pdTRUE) {
        *alerts = 0;
        return ESP_ERR_TIMEOUT;
    }
    *alerts = twai->alerts;
    twai->alerts = 0;
    twai_bus::await_next(*twai);
    return ESP_OK;
}

esp_err_t twai_reconfigure_alerts_v2(twai_handle_t twai, uint32_t enabled, uint32_t* current) {
    if (twai == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    twai_bus::follow(*twai);
    if (current != nullptr) {
        *current = twai->alerts;
    }
    twai->alerts = 0;
    twai->alerts_enabled = enabled;
    twai_bus::await_next(*twai);
    return ESP_OK;
}

esp_err_t twai_initiate_recovery_v2(twai_handle_t twai) {
    return twai == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
}

esp_err_t twai_get_status_info_v2(twai_handle_t twai, twai_status_info_t* status) {
    if (twai == nullptr || status == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    twai_bus::follow(*twai);
    *status = {};
    status->state = twai->state;
    status->msgs_to_tx = static_cast<uint32_t>(twai->waiting_to_send);
    status->msgs_to_rx = static_cast<uint32_t>(twai->waiting_to_read);
    status->tx_error_counter = twai->errors;
    status->tx_failed_count = twai->failed;
    status->rx_missed_count = twai->missed;
    status->bus_error_count = twai->bus_errors;
    return ESP_OK;
}

esp_err_t twai_clear_transmit_queue_v2(twai_handle_t twai) {
    if (twai == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (twai->to_send == nullptr) {
        return ESP_ERR_NOT_SUPPORTED;
    }
    twai_bus::follow(*twai);
    twai->waiting_to_send = twai->is_sending ? 1 : 0;
    xQueueReset(twai->to_send);
    return ESP_OK;
}

esp_err_t twai_clear_receive_queue_v2(twai_handle_t twai) {
    if (twai == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    twai_bus::follow(*twai);
    twai->waiting_to_read = 0;
    xQueueReset(twai->received);
    return ESP_OK;
}

esp_err_t twai_driver_uninstall() { return twai_driver_uninstall_v2(twai_controllers[0]); }
esp_err_t twai_start() { return twai_start_v2(twai_controllers[0]); }
esp_err_t twai_stop() { return twai_stop_v2(twai_controllers[0]); }

esp_err_t twai_transmit(const twai_message_t* message, TickType_t ticks) {
    return twai_transmit_v2(twai_controllers[0], message, ticks);
}

esp_err_t twai_receive(twai_message_t* message, TickType_t ticks) {
    return twai_receive_v2(twai_controllers[0], message, ticks);
}

esp_err_t twai_read_alerts(uint32_t* alerts, TickType_t ticks) {
    return twai_read_alerts_v2(twai_controllers[0], alerts, ticks);
}

esp_err_t twai_reconfigure_alerts(uint32_t enabled, uint32_t* current) {
    return twai_reconfigure_alerts_v2(twai_controllers[0], enabled, current);
}

esp_err_t twai_initiate_recovery() { return twai_initiate_recovery_v2(twai_controllers[0]); }

esp_err_t twai_get_status_info(twai_status_info_t* status) {
    return twai_get_status_info_v2(twai_controllers[0], status);
}

esp_err_t twai_clear_transmit_queue() { return twai_clear_transmit_queue_v2(twai_controllers[0]); }
esp_err_t twai_clear_receive_queue() { return twai_clear_receive_queue_v2(twai_controllers[0]); }

}  // extern "C"
