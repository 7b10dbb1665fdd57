// Theory. A frame that nobody acknowledges is an error in its slot for that: the sender counts 8 more, marks the error and
// sends again. At 128 it is error-passive, and an error of that kind that is met with no other counts no more
// (2.0 B, 8, exception 1 of rule 3): so the counter stays there, however long it goes on, and the bus is never off. Without
// acknowledgement (the chip's self-test) the frame is sent once, and comes back to whoever asked for it, if the filter
// lets it.
//
// What happens on the bus is worked out when somebody asks, or hears of it: a frame is sent again some thousand times a
// second, for days perhaps, and nobody looks. Bits that are stuffed are left out, so frames are up to a fifth shorter.
#include "twai_controller.h"

#include <esp_log.h>
#include <machine.h>
#include <tasks.h>

#include <algorithm>

namespace oceanhil::twai {

namespace {

constexpr uint64_t kTwaiNanoseconds = 1000;
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

uint64_t present_ns() { return machine::micros() * kTwaiNanoseconds; }

namespace {

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

}  // namespace

size_t data_bytes(const twai_message_t& frame) {
    return frame.rtr != 0 ? 0 : std::min<size_t>(frame.data_length_code, TWAI_FRAME_MAX_DLC);
}

namespace {

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

}  // namespace

void begin_sending(twai_obj_t& twai, const twai_message_t& frame, uint64_t at_ns) {
    twai.frame = frame;
    twai.is_sending = true;
    twai.begun_ns = at_ns;
}

namespace {

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

}  // namespace

/// Has the next event served of which somebody could hear.
void await_next(twai_obj_t& twai) {
    machine::timer_stop(twai.timer);
    twai.timer = 0;
    if (twai.is_sending && !is_unheard(twai)) {
        const uint64_t now_ns = present_ns();
        const uint64_t next_ns = next_event_ns(twai);
        const uint64_t ahead_ns = next_ns > now_ns ? next_ns - now_ns : 0;
        twai.timer = machine::timer_start(ahead_ns / kTwaiNanoseconds + 1, 0, serve_twai, &twai);
    }
}

/// Brings the bus up to now.
void follow(twai_obj_t& twai) {
    // Whoever is woken runs when all is done.
    machine::tasks_hold();
    const uint64_t now_ns = present_ns();
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

namespace {

void serve_twai(void* context) {
    auto& twai = *static_cast<twai_obj_t*>(context);
    twai.timer = 0;
    follow(twai);
}

/// The clock's divider; 0 for one that the chip has not.

}  // namespace

}  // namespace oceanhil::twai
