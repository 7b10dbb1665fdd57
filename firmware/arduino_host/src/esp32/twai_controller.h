/// The TWAI controller of an ESP32, alone on its bus: what `driver_twai.cpp` tells the program of. Facts:
/// components/hal/twai_hal_sja1000.c of ESP-IDF 5.5.1; what is on the bus: ISO 11898-1 (CAN specification 2.0, part B).
#ifndef OCEANHIL_TWAI_CONTROLLER_H
#define OCEANHIL_TWAI_CONTROLLER_H

#include <driver/twai.h>
#include <freertos/queue.h>
#include <freertos/semphr.h>
#include <stddef.h>
#include <stdint.h>

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

namespace oceanhil::twai {

/// The time of the board, ns.
uint64_t present_ns();
/// How many bytes of data a frame has.
size_t data_bytes(const twai_message_t& frame);
/// Begins to send a frame at this time.
void begin_sending(twai_obj_t& twai, const twai_message_t& frame, uint64_t at_ns);
/// Works out what has happened on the bus until now.
void follow(twai_obj_t& twai);
/// Lets the program hear of the next that happens, if anybody waits for it.
void await_next(twai_obj_t& twai);

}  // namespace oceanhil::twai

#endif
