// The TWAI controller (CAN 2.0), alone on its bus with a transceiver. Facts: components/driver/twai/twai.c and
// components/hal/twai_hal_sja1000.c of ESP-IDF 5.5.1; what is on the bus: ISO 11898-1 (CAN specification 2.0, part B).
//
// Theory. A frame that nobody acknowledges is an error in its slot for that: the sender counts 8 more, marks the error and
// sends again. At 128 it is error-passive, and an error of that kind that is met with no other counts no more
// (2.0 B, 8, exception 1 of rule 3): so the counter stays there, however long it goes on, and the bus is never off. Without
// acknowledgement (the chip's self-test) the frame is sent once, and comes back to whoever asked for it, if the filter
// lets it.
//
// What happens on the bus is worked out when somebody asks, or hears of it: a frame is sent again some thousand times a
// second, for days perhaps, and nobody looks. Bits that are stuffed are left out, so frames are up to a fifth shorter.
#include <driver/twai.h>
#include <esp_log.h>
#include <freertos/queue.h>
#include <freertos/semphr.h>
#include <machine.h>
#include <stdlib.h>
#include <string.h>
#include <tasks.h>

#include <algorithm>

namespace machine = oceanhil::machine;

namespace {

constexpr uint64_t kTwaiNanoseconds = 1000;
constexpr uint64_t kTwaiClockHz = 80000000;
constexpr uint64_t kNanosecondsOfSecond = 1000000000;
// Bits of a frame without data: up to the slot of its acknowledgement, behind that to its end, and what lies between two.
constexpr uint64_t kBitsToSlot = 36;
constexpr uint64_t kBitsOfLongNumber = 20;
constexpr uint64_t kBitsBehindSlot = 8;
constexpr uint64_t kBitsBetween = 3;
// How an error is marked, and how much longer who is error-passive is silent behind it.
constexpr uint64_t kBitsOfError = 14 + kBitsBetween;
constexpr uint64_t kBitsOfSuspension = 8;
constexpr uint32_t kErrorStep = 8;
constexpr uint32_t kErrorWarning = 96;
constexpr uint32_t kLoggedAsWarning = TWAI_ALERT_ARB_LOST;
constexpr uint32_t kLoggedAsError = TWAI_ALERT_TX_FAILED;
const char* const kTwaiTag = "TWAI";

}  // namespace

struct twai_obj_t {
    twai_general_config_t general;
    twai_filter_config_t filter;
    twai_state_t state;
    uint64_t bit_ns;
    QueueHandle_t to_send;
    QueueHandle_t received;
    SemaphoreHandle_t alert;
    uint32_t alerts_enabled;
    uint32_t alerts;
    bool has_new_alert;
    int waiting_to_send;
    int waiting_to_read;
    uint32_t errors;
    uint32_t failed;
    uint32_t missed;
    uint32_t bus_errors;
    /// What is on the bus, since when, as it was begun last.
    bool is_sending;
    twai_message_t frame;
    uint64_t begun_ns;
    uint32_t timer;
};

namespace {

twai_handle_t twai_controllers[SOC_TWAI_CONTROLLER_NUM];

uint64_t twai_now_ns() { return machine::micros() * kTwaiNanoseconds; }

void raise_alert(twai_obj_t& twai, uint32_t alert) {
    if ((twai.alerts_enabled & alert) == 0) {
        return;
    }
    twai.alerts |= alert;
    twai.has_new_alert = true;
    if ((twai.alerts_enabled & TWAI_ALERT_AND_LOG) == 0) {
        return;
    }
    if (alert >= kLoggedAsError) {
        ESP_LOGE(kTwaiTag, "Alert %u", static_cast<unsigned>(alert));
    } else if (alert >= kLoggedAsWarning) {
        ESP_LOGW(kTwaiTag, "Alert %u", static_cast<unsigned>(alert));
    } else {
        ESP_LOGI(kTwaiTag, "Alert %u", static_cast<unsigned>(alert));
    }
}

size_t data_bytes(const twai_message_t& frame) {
    return frame.rtr != 0 ? 0 : std::min<size_t>(frame.data_length_code, TWAI_FRAME_MAX_DLC);
}

uint64_t ns_to_slot(const twai_obj_t& twai) {
    const uint64_t bits = kBitsToSlot + (twai.frame.extd != 0 ? kBitsOfLongNumber : 0) + 8 * data_bytes(twai.frame);
    return bits * twai.bit_ns;
}

bool is_acknowledged(const twai_obj_t& twai) { return twai.general.mode == TWAI_MODE_NO_ACK; }

/// When the next thing happens to what is on the bus: its end, or the error in its slot.
uint64_t next_event_ns(const twai_obj_t& twai) {
    const uint64_t more = is_acknowledged(twai) ? kBitsBehindSlot * twai.bit_ns : 0;
    return twai.begun_ns + ns_to_slot(twai) + more;
}

void begin_sending(twai_obj_t& twai, const twai_message_t& frame, uint64_t at_ns) {
    twai.frame = frame;
    twai.is_sending = true;
    twai.begun_ns = at_ns;
}

/// Whether two fields agree in all bits that the filter looks at.
bool do_agree(uint32_t found, uint32_t code, uint32_t mask) { return ((found ^ code) & ~mask) == 0; }

/// What a frame shows to a filter of 32 bits, and which of these it has (ESP-IDF's page on TWAI, "Acceptance Filter").
struct Shown {
    uint32_t bits;
    uint32_t missing;
};

Shown shown_at_once(const twai_message_t& frame) {
    if (frame.extd != 0) {
        return {frame.identifier << 3 | static_cast<uint32_t>(frame.rtr) << 2, 0x3};
    }
    const size_t bytes = data_bytes(frame);
    const uint32_t head = frame.identifier << 21 | static_cast<uint32_t>(frame.rtr) << 20;
    const uint32_t first = bytes > 0 ? frame.data[0] : 0U;
    const uint32_t second = bytes > 1 ? frame.data[1] : 0U;
    return {head | first << 8 | second, 0xF0000U | (bytes > 0 ? 0 : 0xFF00U) | (bytes > 1 ? 0 : 0xFFU)};
}

bool passes(const twai_obj_t& twai, const twai_message_t& frame) {
    const uint32_t code = twai.filter.acceptance_code;
    const uint32_t mask = twai.filter.acceptance_mask;
    if (twai.filter.single_filter) {
        const Shown shown = shown_at_once(frame);
        return do_agree(shown.bits, code, mask | shown.missing);
    }
    if (frame.extd != 0) {
        const uint32_t upper = frame.identifier >> 13;
        return do_agree(upper, code >> 16, mask >> 16) || do_agree(upper, code & 0xFFFF, (mask & 0xFFFF) | 0xFFFF0000U);
    }
    const uint32_t head = frame.identifier << 5 | static_cast<uint32_t>(frame.rtr) << 4;
    const uint32_t first = data_bytes(frame) > 0 ? frame.data[0] : 0U;
    // The lower half of the byte lies where the second filter has its own.
    const uint32_t data_missing = data_bytes(frame) > 0 ? 0 : 0xFU;
    const bool is_first = do_agree(head | first >> 4, code >> 16, mask >> 16 | data_missing) &&
                          do_agree(first & 0xF, code & 0xF, (mask & 0xF) | data_missing | ~0xFU);
    return is_first || do_agree(head, code & 0xFFF0, (mask & 0xFFF0) | 0xFFFF000FU);
}

void receive_own(twai_obj_t& twai) {
    if (!passes(twai, twai.frame)) {
        return;
    }
    if (xQueueSend(twai.received, &twai.frame, 0) == pdTRUE) {
        ++twai.waiting_to_read;
        raise_alert(twai, TWAI_ALERT_RX_DATA);
    } else {
        ++twai.missed;
        raise_alert(twai, TWAI_ALERT_RX_QUEUE_FULL);
    }
}

/// What is on the bus is over; the next one follows.
void end_sending(twai_obj_t& twai, bool is_good, uint64_t next_ns) {
    twai.is_sending = false;
    if (is_good) {
        raise_alert(twai, TWAI_ALERT_TX_SUCCESS);
    } else {
        ++twai.failed;
        raise_alert(twai, TWAI_ALERT_TX_FAILED);
    }
    --twai.waiting_to_send;
    twai_message_t next;
    if (twai.waiting_to_send > 0 && twai.to_send != nullptr && xQueueReceive(twai.to_send, &next, 0) == pdTRUE) {
        begin_sending(twai, next, next_ns);
    } else {
        raise_alert(twai, TWAI_ALERT_TX_IDLE);
    }
}

void succeed(twai_obj_t& twai, uint64_t at_ns) {
    twai.errors -= twai.errors == 0 ? 0 : 1;
    if (twai.frame.self != 0) {
        receive_own(twai);
    }
    end_sending(twai, true, at_ns + kBitsBetween * twai.bit_ns);
}

/// Nobody has acknowledged it.
void miss_answer(twai_obj_t& twai, uint64_t at_ns) {
    const bool was_passive = twai.errors >= TWAI_ERR_PASS_THRESH;
    const bool was_warned = twai.errors >= kErrorWarning;
    twai.errors += was_passive ? 0 : kErrorStep;
    ++twai.bus_errors;
    const bool is_passive = twai.errors >= TWAI_ERR_PASS_THRESH;
    const uint64_t silence = kBitsOfError + (is_passive ? kBitsOfSuspension : 0);
    const uint64_t next_ns = at_ns + silence * twai.bit_ns;
    if (twai.frame.ss != 0) {
        end_sending(twai, false, next_ns);
    } else {
        twai.begun_ns = next_ns;
    }
    raise_alert(twai, TWAI_ALERT_BUS_ERROR);
    if (is_passive && !was_passive) {
        raise_alert(twai, TWAI_ALERT_ERR_PASS);
    }
    if (twai.errors >= kErrorWarning && !was_warned) {
        raise_alert(twai, TWAI_ALERT_ABOVE_ERR_WARN);
    }
}

bool would_hear_error(const twai_obj_t& twai) {
    return (twai.alerts_enabled & ~twai.alerts & TWAI_ALERT_BUS_ERROR) != 0;
}

/// Whether it is sent again and again, and nobody hears of it.
bool is_unheard(const twai_obj_t& twai) {
    return !is_acknowledged(twai) && twai.frame.ss == 0 && twai.errors >= TWAI_ERR_PASS_THRESH && !would_hear_error(twai);
}

/// All errors up to now at once, but for the last.
void skip_unheard(twai_obj_t& twai, uint64_t now_ns) {
    const uint64_t period_ns = ns_to_slot(twai) + (kBitsOfError + kBitsOfSuspension) * twai.bit_ns;
    const uint64_t first_ns = next_event_ns(twai);
    if (now_ns > first_ns) {
        const uint64_t skipped = (now_ns - first_ns) / period_ns;
        twai.bus_errors += static_cast<uint32_t>(skipped);
        twai.begun_ns += skipped * period_ns;
    }
}

void serve_twai(void* context);

/// Has the next event served of which somebody could hear.
void await_next(twai_obj_t& twai) {
    machine::timer_stop(twai.timer);
    twai.timer = 0;
    if (twai.is_sending && !is_unheard(twai)) {
        const uint64_t now_ns = twai_now_ns();
        const uint64_t next_ns = next_event_ns(twai);
        const uint64_t ahead_ns = next_ns > now_ns ? next_ns - now_ns : 0;
        twai.timer = machine::timer_start(ahead_ns / kTwaiNanoseconds + 1, 0, serve_twai, &twai);
    }
}

/// Brings the bus up to now.
void follow(twai_obj_t& twai) {
    // Whoever is woken runs when all is done.
    machine::tasks_hold();
    const uint64_t now_ns = twai_now_ns();
    while (twai.is_sending) {
        if (is_unheard(twai)) {
            skip_unheard(twai, now_ns);
        }
        const uint64_t at_ns = next_event_ns(twai);
        if (at_ns > now_ns) {
            break;
        }
        if (is_acknowledged(twai)) {
            succeed(twai, at_ns);
        } else {
            miss_answer(twai, at_ns);
        }
    }
    await_next(twai);
    if (twai.has_new_alert) {
        twai.has_new_alert = false;
        xSemaphoreGive(twai.alert);
    }
    machine::tasks_release();
}

void serve_twai(void* context) {
    auto& twai = *static_cast<twai_obj_t*>(context);
    twai.timer = 0;
    follow(twai);
}

/// The clock's divider; 0 for one that the chip has not.
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
    follow(twai);
    if (twai.is_sending) {
        ++twai.waiting_to_send;
        return ESP_OK;
    }
    if (twai.state != TWAI_STATE_RUNNING) {
        return ESP_ERR_INVALID_STATE;
    }
    twai_message_t next;
    if (xQueueReceive(twai.to_send, &next, 0) == pdTRUE) {
        begin_sending(twai, next, twai_now_ns());
        ++twai.waiting_to_send;
        await_next(twai);
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
    follow(*twai);
    twai->is_sending = false;
    await_next(*twai);
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
    follow(*twai);
    twai_message_t frame = *message;
    frame.identifier &= frame.extd != 0 ? TWAI_EXTD_ID_MASK : TWAI_STD_ID_MASK;
    if (twai->waiting_to_send > 0) {
        return queue_frame(*twai, frame, ticks);
    }
    begin_sending(*twai, frame, twai_now_ns());
    ++twai->waiting_to_send;
    await_next(*twai);
    return ESP_OK;
}

esp_err_t twai_receive_v2(twai_handle_t twai, twai_message_t* message, TickType_t ticks) {
    if (twai == nullptr || message == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    follow(*twai);
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
    memcpy(message->data, found.data, data_bytes(found));
    return ESP_OK;
}

esp_err_t twai_read_alerts_v2(twai_handle_t twai, uint32_t* alerts, TickType_t ticks) {
    if (twai == nullptr || alerts == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    follow(*twai);
    if (xSemaphoreTake(twai->alert, ticks) != pdTRUE) {
        *alerts = 0;
        return ESP_ERR_TIMEOUT;
    }
    *alerts = twai->alerts;
    twai->alerts = 0;
    await_next(*twai);
    return ESP_OK;
}

esp_err_t twai_reconfigure_alerts_v2(twai_handle_t twai, uint32_t enabled, uint32_t* current) {
    if (twai == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    follow(*twai);
    if (current != nullptr) {
        *current = twai->alerts;
    }
    twai->alerts = 0;
    twai->alerts_enabled = enabled;
    await_next(*twai);
    return ESP_OK;
}

esp_err_t twai_initiate_recovery_v2(twai_handle_t twai) {
    return twai == nullptr ? ESP_ERR_INVALID_ARG : ESP_ERR_INVALID_STATE;
}

esp_err_t twai_get_status_info_v2(twai_handle_t twai, twai_status_info_t* status) {
    if (twai == nullptr || status == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    follow(*twai);
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
    follow(*twai);
    twai->waiting_to_send = twai->is_sending ? 1 : 0;
    xQueueReset(twai->to_send);
    return ESP_OK;
}

esp_err_t twai_clear_receive_queue_v2(twai_handle_t twai) {
    if (twai == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    follow(*twai);
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
