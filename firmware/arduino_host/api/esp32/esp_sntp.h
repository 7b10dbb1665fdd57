/// SNTP of ESP-IDF (components/lwip/include/apps/esp_sntp.h), on the client of machine/time_client.h.
///
/// It sets the clock at once, whatever the mode: nothing here slews a clock.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SNTP_OPMODE_POLL 0
#define SNTP_OPMODE_LISTENONLY 1
#define SNTP_MAX_SERVERS 3

typedef enum { SNTP_SYNC_MODE_IMMED, SNTP_SYNC_MODE_SMOOTH } sntp_sync_mode_t;

typedef enum { SNTP_SYNC_STATUS_RESET, SNTP_SYNC_STATUS_COMPLETED, SNTP_SYNC_STATUS_IN_PROGRESS } sntp_sync_status_t;

typedef enum { ESP_SNTP_OPMODE_POLL, ESP_SNTP_OPMODE_LISTENONLY } esp_sntp_operatingmode_t;

/// Called from the client's task.
typedef void (*sntp_sync_time_cb_t)(struct timeval* tv);

void esp_sntp_init(void);
void esp_sntp_stop(void);
bool esp_sntp_enabled(void);
/// There is polling only: whoever listens alone would hear nothing here.
void esp_sntp_setoperatingmode(esp_sntp_operatingmode_t mode);
/// The router names no time servers, so it comes to the same.
void esp_sntp_servermode_dhcp(bool enable);
void esp_sntp_setservername(uint8_t number, const char* server);
const char* esp_sntp_getservername(uint8_t number);

void sntp_set_time_sync_notification_cb(sntp_sync_time_cb_t callback);
void sntp_set_sync_mode(sntp_sync_mode_t mode);
sntp_sync_mode_t sntp_get_sync_mode(void);
/// COMPLETED once after each answer, RESET else.
sntp_sync_status_t sntp_get_sync_status(void);
void sntp_set_sync_status(sntp_sync_status_t status);
/// Not below 15,000.
void sntp_set_sync_interval(uint32_t interval_ms);
uint32_t sntp_get_sync_interval(void);
/// False if it was not started.
bool sntp_restart(void);

#ifdef __cplusplus
}
#endif

static inline void sntp_init(void) { esp_sntp_init(); }
static inline void sntp_stop(void) { esp_sntp_stop(); }
static inline bool sntp_enabled(void) { return esp_sntp_enabled(); }
static inline void sntp_setservername(uint8_t number, const char* server) { esp_sntp_setservername(number, server); }
static inline const char* sntp_getservername(uint8_t number) { return esp_sntp_getservername(number); }

static inline void sntp_setoperatingmode(uint8_t mode) {
    esp_sntp_setoperatingmode((esp_sntp_operatingmode_t)mode);
}

static inline void esp_sntp_set_time_sync_notification_cb(sntp_sync_time_cb_t callback) {
    sntp_set_time_sync_notification_cb(callback);
}

static inline void esp_sntp_set_sync_mode(sntp_sync_mode_t mode) { sntp_set_sync_mode(mode); }
static inline sntp_sync_status_t esp_sntp_get_sync_status(void) { return sntp_get_sync_status(); }
static inline void esp_sntp_set_sync_interval(uint32_t interval_ms) { sntp_set_sync_interval(interval_ms); }
static inline uint32_t esp_sntp_get_sync_interval(void) { return sntp_get_sync_interval(); }
static inline void sntp_servermode_dhcp(int enable) { esp_sntp_servermode_dhcp(enable != 0); }
static inline bool esp_sntp_restart(void) { return sntp_restart(); }
