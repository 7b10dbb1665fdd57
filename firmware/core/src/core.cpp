#include "core.h"

#include "in_place.h"

namespace oceanremote {

void Core::add_agent(void* memory) {
    AgentSide& side = *new (InPlace{memory}) AgentSide(board_, settings_, device_);
    notes_ = &side.notes;
    outputs_ = &side.outputs;
    carrier_ = &side.bridge;
    agent_ = &side.agent;
}

void Core::add_no_agent(void* memory) {
    PlainSide& side = *new (InPlace{memory}) PlainSide(board_);
    notes_ = &side.notes;
    outputs_ = &side.outputs;
    carrier_ = &side.nowhere;
}

uint32_t Core::step(or_wake wake) {
    if (device_.over) {
        return OR_HALTED;
    }
    if (device_.held || program_memory_ == nullptr) {
        return OR_WAITING;
    }
    if (program_ == nullptr) {
        begin();
    }
    const uint32_t wait_ms = program_->step(wake);
    device_.over = program_->has_lost_power();
    return wait_ms;
}

void Core::receive(const uint8_t* data, size_t bytes) {
    if (agent_ != nullptr) {
        agent_->receive(data, bytes);
    }
}

void Core::tell_boot() {
    notes_->booted(settings_.boots, static_cast<or_reset>(settings_.reset),
                   {settings_.driver.text, settings_.driver.bytes});
}

void Core::begin() {
    program_ = new (InPlace{program_memory_}) Program(board_, settings_, *carrier_, *outputs_, *notes_);
    device_.boots = notes_->boot_after(device_.boots, settings_);
}

}  // namespace oceanremote

struct or_core {
    oceanremote::Core core;
};

namespace {

using oceanremote::Room;

// What every core needs: its agent asks for no more.
bool has_chip(const or_board& board) {
    return board.console_write != nullptr && board.millis != nullptr && board.unix_us != nullptr &&
           board.set_unix_us != nullptr && board.mac_read != nullptr && board.restart != nullptr;
}

bool is_complete(const or_board& board, const or_settings& settings) {
    const bool network = settings.bridge != 0 ? board.agent_write != nullptr
                                              : board.join_start != nullptr && board.join_poll != nullptr &&
                                                    board.connected != nullptr && board.http_start != nullptr &&
                                                    board.http_poll != nullptr;
    const bool time = settings.sntp == 0 || (board.sntp_start != nullptr && board.sntp_poll != nullptr);
    const bool storage = settings.store == OR_STORE_LEGACY
                             ? board.eeprom_begin != nullptr && board.eeprom_read != nullptr &&
                                   board.eeprom_write != nullptr && board.eeprom_commit != nullptr
                             : board.slot_read != nullptr && board.slot_write != nullptr;
    const bool names = settings.register_path != nullptr && settings.session_path != nullptr &&
                       settings.state_path != nullptr && settings.token_header != nullptr &&
                       settings.session_header != nullptr && settings.time_header != nullptr;
    return has_chip(board) && network && time && storage && names && board.random_ppm != nullptr &&
           board.flash_settled != nullptr;
}

void* part_of(void* memory, size_t from) { return static_cast<unsigned char*>(memory) + from; }

or_core* made_in(void* memory, const or_board& board, const or_settings& settings) {
    return new (oceanremote::InPlace{memory}) or_core{{board, settings}};
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

size_t or_core_size(void) { return oceanremote::Room::kCore; }

size_t or_device_size(void) { return oceanremote::Room::kDevice; }

size_t or_agent_size(void) { return oceanremote::Room::kAgent; }

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
    or_core* made = made_in(memory, *board, *settings);
    made->core.add_agent(part_of(memory, Room::kBesideCore));
    made->core.add_program(part_of(memory, Room::kBehindAgent));
    return made;
}

or_core* or_device_init(void* memory, const or_board* board, const or_settings* settings) {
    // What leaves over the agent's bridge, or waits for its GO, would do so for ever.
    const bool wants_agent = settings->bridge != 0 || settings->held != 0;
    if (settings->abi_version != OR_ABI_VERSION || wants_agent || !is_complete(*board, *settings) ||
        !is_sensible(*settings)) {
        return nullptr;
    }
    or_core* made = made_in(memory, *board, *settings);
    made->core.add_no_agent(part_of(memory, Room::kBesideCore));
    made->core.add_program(part_of(memory, Room::kBehindPlain));
    return made;
}

or_core* or_agent_init(void* memory, const or_board* board, const or_settings* settings) {
    if (settings->abi_version != OR_ABI_VERSION || !has_chip(*board) || board->agent_write == nullptr) {
        return nullptr;
    }
    or_core* made = made_in(memory, *board, *settings);
    made->core.add_agent(part_of(memory, Room::kBesideCore));
    made->core.tell_boot();
    return made;
}

uint32_t or_core_step(or_core* core, or_wake wake) { return core->core.step(wake); }

void or_core_receive(or_core* core, const uint8_t* data, size_t bytes) { core->core.receive(data, bytes); }

int32_t or_core_is_held(const or_core* core) { return core->core.is_held() ? 1 : 0; }

}  // extern "C"
