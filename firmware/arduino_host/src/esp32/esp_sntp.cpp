#include <board_facts.h>
#include <esp_sntp.h>
#include <machine.h>
#include <time_client.h>

namespace machine = oceanhil::machine;

namespace {

constexpr int64_t kSecondUs = 1000000;

sntp_sync_time_cb_t callback = nullptr;
sntp_sync_mode_t mode = SNTP_SYNC_MODE_IMMED;
sntp_sync_status_t status = SNTP_SYNC_STATUS_RESET;

/// Before the first constructor of a sketch, which may choose another interval.
struct Beginning {
    Beginning() { machine::sntp_period(machine::facts::kSntpIntervalEsp32S * machine::kSecondUs); }
};

[[gnu::init_priority(200)]] Beginning beginning;

void tell(int64_t unix_us) {
    status = SNTP_SYNC_STATUS_COMPLETED;
    if (callback != nullptr) {
        struct timeval time = {};
        time.tv_sec = static_cast<time_t>(unix_us / kSecondUs);
        time.tv_usec = static_cast<suseconds_t>(unix_us % kSecondUs);
        callback(&time);
    }
}

}  // namespace

extern "C" {

void esp_sntp_init(void) {
    machine::sntp_listen(tell);
    machine::sntp_begin();
}

void esp_sntp_stop(void) { machine::sntp_end(); }

bool esp_sntp_enabled(void) { return machine::sntp_is_on(); }

void esp_sntp_setoperatingmode(esp_sntp_operatingmode_t) {
    // Nobody broadcasts the time here: a client that only listens hears nothing, and one that polls is what there is.
}

void esp_sntp_servermode_dhcp(bool) {}

void esp_sntp_setservername(uint8_t number, const char* server) { machine::sntp_server(number, server); }

const char* esp_sntp_getservername(uint8_t number) { return machine::sntp_server_name(number); }

void sntp_set_time_sync_notification_cb(sntp_sync_time_cb_t wanted) {
    callback = wanted;
    machine::sntp_listen(tell);
}

void sntp_set_sync_mode(sntp_sync_mode_t wanted) { mode = wanted; }

sntp_sync_mode_t sntp_get_sync_mode(void) { return mode; }

sntp_sync_status_t sntp_get_sync_status(void) {
    const sntp_sync_status_t found = status;
    status = SNTP_SYNC_STATUS_RESET;
    return found;
}

void sntp_set_sync_status(sntp_sync_status_t wanted) { status = wanted; }

void sntp_set_sync_interval(uint32_t interval_ms) { machine::sntp_period(interval_ms * machine::kMillisecondUs); }

uint32_t sntp_get_sync_interval(void) {
    return static_cast<uint32_t>(machine::sntp_period_us() / machine::kMillisecondUs);
}

bool sntp_restart(void) {
    if (!machine::sntp_is_on()) {
        return false;
    }
    machine::sntp_begin();
    return true;
}

}  // extern "C"
