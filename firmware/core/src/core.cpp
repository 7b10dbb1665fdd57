#include "core.h"

#include "in_place.h"

namespace oceanremote {

Core::Core(const or_board& board, const or_settings& settings)
    : board_(board),
      settings_(settings),
      sentences_(board_),
      notes_(board_, sentences_),
      outputs_(board_, notes_),
      bridge_(board_, settings_, sentences_),
      device_{settings.boots, settings.held != 0, false},
      agent_(board_, settings_, sentences_, bridge_, outputs_, device_) {}

uint32_t Core::step(or_wake wake) {
    if (device_.over) {
        return OR_HALTED;
    }
    if (device_.held) {
        return OR_WAITING;
    }
    if (program_ == nullptr) {
        begin();
    }
    const uint32_t wait_ms = program_->step(wake);
    device_.over = program_->has_lost_power();
    return wait_ms;
}

void Core::begin() {
    program_ = new (InPlace{program_memory_}) Program(board_, settings_, bridge_, outputs_, notes_);
    device_.boots = notes_.boot_after(device_.boots, settings_);
}

}  // namespace oceanremote

struct or_core {
    oceanremote::Core core;
};

namespace {

bool is_complete(const or_board& board, const or_settings& settings) {
    const bool network = settings.bridge != 0 ? board.agent_write != nullptr
                                              : board.join_start != nullptr && board.join_poll != nullptr &&
                                                    board.connected != nullptr && board.http_start != nullptr &&
                                                    board.http_poll != nullptr;
    const bool time = board.millis != nullptr && board.unix_us != nullptr && board.set_unix_us != nullptr &&
                      (settings.sntp == 0 || (board.sntp_start != nullptr && board.sntp_poll != nullptr));
    const bool storage = settings.store == OR_STORE_LEGACY
                             ? board.eeprom_begin != nullptr && board.eeprom_read != nullptr &&
                                   board.eeprom_write != nullptr && board.eeprom_commit != nullptr
                             : board.slot_read != nullptr && board.slot_write != nullptr;
    const bool names = settings.register_path != nullptr && settings.session_path != nullptr &&
                       settings.state_path != nullptr && settings.token_header != nullptr &&
                       settings.session_header != nullptr && settings.time_header != nullptr;
    return network && time && storage && names && board.console_write != nullptr && board.mac_read != nullptr &&
           board.random_ppm != nullptr && board.restart != nullptr && board.flash_settled != nullptr;
}

// A time of 0 would be a circle without a wait; a longer one than this does not fit in milliseconds, jitter added.
bool is_time(uint32_t seconds) { return seconds >= 1 && seconds <= OR_LONGEST_TIME_S; }

bool is_sensible(const or_settings& settings) {
    return settings.registration_token.bytes <= OR_LONGEST_TOKEN && is_time(settings.poll_interval_s) &&
           is_time(settings.report_interval_s) && is_time(settings.wifi_timeout_s) &&
           is_time(settings.http_timeout_s) && is_time(settings.retry_first_s) && is_time(settings.retry_max_s) &&
           is_time(settings.refused_retry_s) && is_time(settings.rate_limited_retry_s) &&
           is_time(settings.retry_after_max_s) && is_time(settings.sntp_interval_s) && is_time(settings.sntp_timeout_s);
}

}  // namespace

extern "C" {

uint32_t or_abi_version(void) { return OR_ABI_VERSION; }

size_t or_core_size(void) { return sizeof(or_core); }

void or_settings_default(or_settings* settings) {
    *settings = or_settings();
    settings->abi_version = OR_ABI_VERSION;
    settings->family = OR_ESP32;
    settings->store = OR_STORE_REFERENCE;
    settings->sntp = 1;
    settings->program_again = 1;
    settings->register_path = "/api/device/register/";
    settings->session_path = "/api/device/session/";
    settings->state_path = "/api/device/state/";
    settings->token_header = "x-device-token";
    settings->session_header = "x-session-id";
    settings->time_header = "x-device-time";
    settings->poll_interval_s = 5;
    settings->report_interval_s = 60;
    settings->wifi_timeout_s = 20;
    settings->http_timeout_s = 10;
    settings->retry_first_s = 2;
    settings->retry_max_s = 60;
    settings->refused_retry_s = 600;
    settings->rate_limited_retry_s = 300;
    settings->retry_after_max_s = 86400;
    settings->sntp_interval_s = 3600;
    settings->sntp_timeout_s = 5;
    settings->eeprom_bytes = 64;
}

or_core* or_core_init(void* memory, const or_board* board, const or_settings* settings) {
    if (settings->abi_version != OR_ABI_VERSION || !is_complete(*board, *settings) || !is_sensible(*settings)) {
        return nullptr;
    }
    return new (oceanremote::InPlace{memory}) or_core{{*board, *settings}};
}

uint32_t or_core_step(or_core* core, or_wake wake) { return core->core.step(wake); }

void or_core_receive(or_core* core, const uint8_t* data, size_t bytes) { core->core.receive(data, bytes); }

int32_t or_core_is_held(const or_core* core) { return core->core.is_held() ? 1 : 0; }

}  // extern "C"
