/// The device firmware: a state machine in memory that the caller gives, over a board of function pointers.
#ifndef OCEANREMOTE_CORE_H
#define OCEANREMOTE_CORE_H

#include "oceanremote/board.h"
#include "oceanremote/families.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Changes whenever a struct of board.h or core.h changes.
#define OR_ABI_VERSION 3u

/// `or_core_step`: the program has ended. It may be called again and does nothing; bytes are still received.
#define OR_HALTED 0xFFFFFFFFu
/// `or_core_step`: only what is being polled (join, http, sntp, flash) or a received byte brings it on: step again when
/// that has happened, or every few milliseconds.
#define OR_WAITING 0xFFFFFFFEu
/// The longest wait that `or_core_step` gives, in ms.
#define OR_LONGEST_WAIT_MS 0x7FFFFFFFu

/// How the token is kept. The order is that of the Python enum `StorePolicy`.
typedef enum or_store { OR_STORE_LEGACY = 0, OR_STORE_REFERENCE = 1 } or_store;

/// How the device ID is made out of the MAC. The order is that of the Python enum `Derivation`.
typedef enum or_derivation {
    OR_STATION_MAC = 0,
    OR_REVERSED = 1,
    OR_NO_LEADING_ZEROS = 2,
    OR_LOW_32_BITS = 3,
    OR_CHIP_ID = 4,
    OR_BEFORE_WIFI = 5
} or_derivation;

/// The longest registration token in bytes: that of the agent's PROVISION,SET.
#define OR_LONGEST_TOKEN 190u

/// The longest time in the settings, in s.
#define OR_LONGEST_TIME_S 1900000u

/// A text with its length in bytes (UTF-8).
typedef struct or_text {
    const char* text;
    size_t bytes;
} or_text;

/// What a firmware image carries. Texts stay valid for the life of the core.
typedef struct or_settings {
    uint32_t abi_version;
    int32_t family;
    int32_t store;
    int32_t derivation;
    /// 1: ask a time server.
    uint8_t sntp;
    /// 1, the default: at a boot, program the newest good slot once more over itself, so that cells that a power cut
    /// left between 0 and 1 become firm. Without `slot_program_again` nothing comes of it.
    uint8_t program_again;
    /// 1: begin held; only the agent answers until GO.
    uint8_t held;
    /// 1: requests leave through the agent's HTTP bridge; the board's join, connected and http calls are not used.
    uint8_t bridge;
    /// Why this boot began.
    int32_t reset;
    /// How many boots there were before this one.
    uint32_t boots;
    or_text registration_token;
    or_text wifi_ssid;
    or_text wifi_password;
    /// For the agent's INFO: at most 32 bytes each.
    or_text firmware_name;
    or_text firmware_version;
    or_text driver;
    /// Paths and header names, each with NUL at the end, headers in lower case.
    const char* register_path;
    const char* session_path;
    const char* state_path;
    const char* token_header;
    const char* session_header;
    const char* time_header;
    /// Times in seconds, as in table `device` of the profile: 1 to OR_LONGEST_TIME_S.
    uint32_t poll_interval_s;
    uint32_t report_interval_s;
    uint32_t wifi_timeout_s;
    uint32_t http_timeout_s;
    uint32_t retry_first_s;
    uint32_t retry_max_s;
    uint32_t refused_retry_s;
    uint32_t rate_limited_retry_s;
    uint32_t retry_after_max_s;
    uint32_t sntp_interval_s;
    uint32_t sntp_timeout_s;
    /// What the legacy store passes to EEPROM.begin, 38 to 4096.
    uint32_t eeprom_bytes;
} or_settings;

typedef struct or_core or_core;

/// How a step comes about.
typedef enum or_wake {
    /// It is worth a look: a byte has come, something that is polled may have happened, or time has passed. Waits end
    /// by `millis`. A board's main loop always says this.
    OR_WAKE_LOOK = 0,
    /// The wait that the last step gave is over, whatever `millis` says. For ports that keep time themselves.
    OR_WAKE_DUE = 1
} or_wake;

/// Fills in the profile's values: family ESP32, store reference, all paths, names and times; no texts.
void or_settings_default(or_settings* settings);

/// OR_ABI_VERSION of the compiled core.
uint32_t or_abi_version(void);
/// Bytes of memory that a core needs, aligned to 8: one with program and agent, one without an agent, one that is an
/// agent and nothing else.
size_t or_core_size(void);
size_t or_device_size(void);
size_t or_agent_size(void);

/// Puts a core into `memory` (or_core_size() bytes, aligned to 8). `board` and `settings` are copied; what they point
/// to is not. Calls nothing on the board. NULL when the ABI version is another one, a needed pointer is missing, the
/// token is too long, or a time is out of its range.
or_core* or_core_init(void* memory, const or_board* board, const or_settings* settings);
/// The same without an agent, in or_device_size() bytes: what is shipped. A program that is linked with this call alone
/// has no code of the agent in it. NULL also for settings that want one: `bridge`, `held`.
or_core* or_device_init(void* memory, const or_board* board, const or_settings* settings);
/// An agent without a program, in or_agent_size() bytes, for firmware that has a program of its own: `or_core_step`
/// does nothing. Sends the event BOOT with the boots and the reset of the settings. Of the board it needs console,
/// agent, time, `mac_read` and `restart`.
or_core* or_agent_init(void* memory, const or_board* board, const or_settings* settings);

/// Runs until nothing is left to do now. Gives the milliseconds after which it wants to run again (at least 1), or
/// OR_WAITING, or OR_HALTED. A call before that time is harmless.
uint32_t or_core_step(or_core* core, or_wake wake);

/// Takes bytes from the serial line and answers each command of the agent among them, at once. Call `or_core_step`
/// after it.
void or_core_receive(or_core* core, const uint8_t* data, size_t bytes);

/// 1 when the core is held: nothing runs but the agent.
int32_t or_core_is_held(const or_core* core);

#ifdef __cplusplus
}
#endif

#endif
