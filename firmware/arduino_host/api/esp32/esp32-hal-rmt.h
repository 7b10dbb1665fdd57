/// Trains of pulses by the RMT, as arduino-esp32 3.x has them. Facts: cores/esp32/esp32-hal-rmt.h and .c there.
///
/// A train takes the time that it takes, and then the pin has its last level; single pulses show nowhere. Nobody sends
/// any: what is waited for does not come.
#ifndef OCEANHIL_ESP32_HAL_RMT_H
#define OCEANHIL_ESP32_HAL_RMT_H

#include <soc/soc_caps.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { RMT_RX_MODE = 0, RMT_TX_MODE = 1 } rmt_ch_dir_t;

typedef enum {
    RMT_MEM_NUM_BLOCKS_1 = 1,
    RMT_MEM_NUM_BLOCKS_2 = 2,
#if SOC_RMT_TX_CANDIDATES_PER_GROUP > 2
    RMT_MEM_NUM_BLOCKS_3 = 3,
    RMT_MEM_NUM_BLOCKS_4 = 4,
#endif
#if SOC_RMT_TX_CANDIDATES_PER_GROUP > 4
    RMT_MEM_NUM_BLOCKS_5 = 5,
    RMT_MEM_NUM_BLOCKS_6 = 6,
    RMT_MEM_NUM_BLOCKS_7 = 7,
    RMT_MEM_NUM_BLOCKS_8 = 8,
#endif
} rmt_reserve_memsize_t;

#define RMT_SYMBOLS_PER_CHANNEL_BLOCK SOC_RMT_MEM_WORDS_PER_CHANNEL

typedef union {
    struct {
        uint32_t duration0 : 15;
        uint32_t level0 : 1;
        uint32_t duration1 : 15;
        uint32_t level1 : 1;
    };
    uint32_t val;
} rmt_data_t;

#define RMT_WAIT_FOR_EVER ((uint32_t)0xFFFFFFFFUL)
#define RMT_SYMBOLS_OF(x) (sizeof(x) / sizeof(rmt_data_t))

/// False if the pin is none, too little memory is left, or the frequency is not within 312.5 kHz and 80 MHz; a tick is
/// a period of it. A pin that is set so already stays as it is.
bool rmtInit(int pin, rmt_ch_dir_t channel_direction, rmt_reserve_memsize_t memsize, uint32_t frequency_Hz);
/// The level after a train; low by itself.
bool rmtSetEOT(int pin, uint8_t EOT_Level);
/// False if the train is longer than `timeout_ms`, and where the pin does not send.
bool rmtWrite(int pin, rmt_data_t* data, size_t num_rmt_symbols, uint32_t timeout_ms);
bool rmtWriteAsync(int pin, rmt_data_t* data, size_t num_rmt_symbols);
/// Until something else is written; it counts as completed all the while.
bool rmtWriteLooping(int pin, rmt_data_t* data, size_t num_rmt_symbols);
bool rmtTransmitCompleted(int pin);
/// Waits, and gives false.
bool rmtRead(int pin, rmt_data_t* data, size_t* num_rmt_symbols, uint32_t timeout_ms);
bool rmtReadAsync(int pin, rmt_data_t* data, size_t* num_rmt_symbols);
bool rmtReceiveCompleted(int pin);
/// False above 32,767 ticks where the chip's counter has 15 bits: on S3 and C3.
bool rmtSetRxMaxThreshold(int pin, uint16_t idle_thres_ticks);
bool rmtSetRxMinThreshold(int pin, uint8_t filter_pulse_ticks);
/// A duty above 1 is taken for a half.
bool rmtSetCarrier(int pin, bool carrier_en, bool carrier_level, uint32_t frequency_Hz, float duty_percent);
bool rmtDeinit(int pin);

#ifdef __cplusplus
}
#endif

#endif
