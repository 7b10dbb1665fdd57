/// The TWAI controller, which is CAN 2.0, by the driver that ESP-IDF 5.5.1 calls the old one (components/driver/twai).
///
/// Here a transceiver is attached, and no other node: what is sent is acknowledged by nobody. In the normal mode it is sent
/// again and again, the counter of errors stays at 128, and nothing ever comes; without acknowledgement it is sent once, and
/// received where `self` asks for it. Bits that are stuffed take no time, and no pin shows them. The driver of
/// `esp_twai.h` is missing.
#pragma once

#include <driver/gpio.h>
#include <esp_err.h>
#include <esp_intr_alloc.h>
#include <freertos/FreeRTOS.h>
#include <hal/twai_types.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TWAI_GENERAL_CONFIG_DEFAULT_V2(controller_num, tx_io_num, rx_io_num, op_mode)                              \
    {.controller_id = controller_num, .mode = op_mode, .tx_io = tx_io_num, .rx_io = rx_io_num,                      \
     .clkout_io = TWAI_IO_UNUSED, .bus_off_io = TWAI_IO_UNUSED, .tx_queue_len = 5, .rx_queue_len = 5,               \
     .alerts_enabled = TWAI_ALERT_NONE, .clkout_divider = 0, .intr_flags = ESP_INTR_FLAG_LEVEL1, .general_flags = {0}}
#define TWAI_GENERAL_CONFIG_DEFAULT(tx_io_num, rx_io_num, op_mode) \
    TWAI_GENERAL_CONFIG_DEFAULT_V2(0, tx_io_num, rx_io_num, op_mode)

#define TWAI_ALERT_TX_IDLE 0x00000001
#define TWAI_ALERT_TX_SUCCESS 0x00000002
#define TWAI_ALERT_RX_DATA 0x00000004
#define TWAI_ALERT_BELOW_ERR_WARN 0x00000008
#define TWAI_ALERT_ERR_ACTIVE 0x00000010
#define TWAI_ALERT_RECOVERY_IN_PROGRESS 0x00000020
#define TWAI_ALERT_BUS_RECOVERED 0x00000040
#define TWAI_ALERT_ARB_LOST 0x00000080
#define TWAI_ALERT_ABOVE_ERR_WARN 0x00000100
#define TWAI_ALERT_BUS_ERROR 0x00000200
#define TWAI_ALERT_TX_FAILED 0x00000400
#define TWAI_ALERT_RX_QUEUE_FULL 0x00000800
#define TWAI_ALERT_ERR_PASS 0x00001000
#define TWAI_ALERT_BUS_OFF 0x00002000
#define TWAI_ALERT_RX_FIFO_OVERRUN 0x00004000
#define TWAI_ALERT_TX_RETRIED 0x00008000
#define TWAI_ALERT_PERIPH_RESET 0x00010000
#define TWAI_ALERT_ALL 0x0001FFFF
#define TWAI_ALERT_NONE 0x00000000
#define TWAI_ALERT_AND_LOG 0x00020000

#define TWAI_IO_UNUSED ((gpio_num_t)-1)

typedef struct twai_obj_t* twai_handle_t;

typedef enum { TWAI_STATE_STOPPED, TWAI_STATE_RUNNING, TWAI_STATE_BUS_OFF, TWAI_STATE_RECOVERING } twai_state_t;

typedef struct {
    int controller_id;
    twai_mode_t mode;
    gpio_num_t tx_io;
    gpio_num_t rx_io;
    gpio_num_t clkout_io;
    gpio_num_t bus_off_io;
    uint32_t tx_queue_len;
    uint32_t rx_queue_len;
    uint32_t alerts_enabled;
    uint32_t clkout_divider;
    int intr_flags;
    struct {
        uint32_t sleep_allow_pd;
    } general_flags;
} twai_general_config_t;

typedef struct {
    twai_state_t state;
    uint32_t msgs_to_tx;
    uint32_t msgs_to_rx;
    uint32_t tx_error_counter;
    uint32_t rx_error_counter;
    uint32_t tx_failed_count;
    uint32_t rx_missed_count;
    uint32_t rx_overrun_count;
    uint32_t arb_lost_count;
    uint32_t bus_error_count;
} twai_status_info_t;

esp_err_t twai_driver_install(const twai_general_config_t* g_config, const twai_timing_config_t* t_config,
                              const twai_filter_config_t* f_config);
esp_err_t twai_driver_install_v2(const twai_general_config_t* g_config, const twai_timing_config_t* t_config,
                                 const twai_filter_config_t* f_config, twai_handle_t* ret_twai);
/// Only of one that is stopped; ESP_ERR_INVALID_ARG, as of all of these, where none is installed.
esp_err_t twai_driver_uninstall(void);
esp_err_t twai_driver_uninstall_v2(twai_handle_t handle);
esp_err_t twai_start(void);
esp_err_t twai_start_v2(twai_handle_t handle);
/// What waits to be sent is forgotten, what has come is not.
esp_err_t twai_stop(void);
esp_err_t twai_stop_v2(twai_handle_t handle);
/// Waits for a place in the queue, not for the bus.
esp_err_t twai_transmit(const twai_message_t* message, TickType_t ticks_to_wait);
esp_err_t twai_transmit_v2(twai_handle_t handle, const twai_message_t* message, TickType_t ticks_to_wait);
esp_err_t twai_receive(twai_message_t* message, TickType_t ticks_to_wait);
esp_err_t twai_receive_v2(twai_handle_t handle, twai_message_t* message, TickType_t ticks_to_wait);
esp_err_t twai_read_alerts(uint32_t* alerts, TickType_t ticks_to_wait);
esp_err_t twai_read_alerts_v2(twai_handle_t handle, uint32_t* alerts, TickType_t ticks_to_wait);
esp_err_t twai_reconfigure_alerts(uint32_t alerts_enabled, uint32_t* current_alerts);
esp_err_t twai_reconfigure_alerts_v2(twai_handle_t handle, uint32_t alerts_enabled, uint32_t* current_alerts);
/// ESP_ERR_INVALID_STATE: who is alone is never taken off the bus.
esp_err_t twai_initiate_recovery(void);
esp_err_t twai_initiate_recovery_v2(twai_handle_t handle);
esp_err_t twai_get_status_info(twai_status_info_t* status_info);
esp_err_t twai_get_status_info_v2(twai_handle_t handle, twai_status_info_t* status_info);
esp_err_t twai_clear_transmit_queue(void);
esp_err_t twai_clear_transmit_queue_v2(twai_handle_t handle);
esp_err_t twai_clear_receive_queue(void);
esp_err_t twai_clear_receive_queue_v2(twai_handle_t handle);

#ifdef __cplusplus
}
#endif
