/// What the core needs of its board: one struct of function pointers.
///
/// Every call gets `context` first, and every call returns at once: what takes time has a `start` and a `poll`. No
/// text is NUL-terminated unless that is said; lengths are bytes. The core calls only from within `or_core_step` and
/// `or_core_receive`, never from two threads.
///
/// Power cuts. A storage call may be the last thing that happens: it does not return (a board that really lost power,
/// a port that leaves the stack by longjmp), or it returns OR_POWER_LOST. In the second case the core makes no further
/// call of any kind, returns OR_HALTED from the step, and stays halted: the port throws its memory away. Between two
/// storage calls the core keeps no promise in RAM that flash does not keep, so a boot may follow at any point.
#ifndef OCEANREMOTE_BOARD_H
#define OCEANREMOTE_BOARD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What calls give that can succeed or fail without more to say.
enum {
    OR_OK = 0,
    OR_FAILED = -1,
    /// Storage calls only: power is gone, nothing may happen any more.
    OR_POWER_LOST = -2,
    /// Polls only: not yet; ask again at the next step.
    OR_PENDING = 1
};

/// Why an exchange over HTTP has no answer: what HTTPClient of the Arduino cores returns, and three more. Those are
/// printed as -1, which is all that HTTPClient tells.
enum {
    OR_HTTP_REFUSED = -1,
    OR_HTTP_NOT_CONNECTED = -4,
    OR_HTTP_CONNECTION_LOST = -5,
    OR_HTTP_TIMEOUT = -11,
    /// The certificate was refused for its dates.
    OR_HTTP_TLS = -1000,
    /// The certificate is somebody else's, or of an authority that is not trusted.
    OR_HTTP_TLS_UNTRUSTED = -1001,
    /// The server ended the handshake with a fatal alert.
    OR_HTTP_TLS_ALERT = -1002
};

/// What `http_poll` gives besides OR_PENDING and the failures above.
enum {
    /// `received` bytes of the body are in the buffer and more may follow: poll again, at once.
    OR_HTTP_BODY = 2,
    /// The last `received` bytes (0 is allowed) are in the buffer; the exchange has ended well.
    OR_HTTP_DONE = 3
};

/// How the board starts again, and why it has started.
typedef enum or_reset {
    OR_RESET_POWER_ON = 0,
    OR_RESET_PIN = 1,
    OR_RESET_SOFTWARE = 2,
    OR_RESET_WATCHDOG = 3,
    OR_RESET_BROWNOUT = 4,
    OR_RESET_DEEP_SLEEP = 5
} or_reset;

/// The two slots of the reference store: they lie in different erase units.
typedef enum or_slot { OR_SLOT_A = 0, OR_SLOT_B = 1 } or_slot;

/// What reading a record found. The order is that of the Python enum `RecordVerdict`.
typedef enum or_verdict {
    OR_VERDICT_VALID = 0,
    OR_VERDICT_EMPTY = 1,
    OR_VERDICT_BAD_MAGIC = 2,
    OR_VERDICT_BAD_VERSION = 3,
    OR_VERDICT_BAD_LENGTH = 4,
    OR_VERDICT_BAD_CHECKSUM = 5,
    /// Everything is right but the token, which no header can carry.
    OR_VERDICT_BAD_TOKEN = 6
} or_verdict;

/// A token record as the store read it, for notes. Everything but `verdict` counts only when that is VALID.
typedef struct or_reading {
    int32_t verdict;
    uint32_t sequence;
    uint8_t flags;
    uint8_t token_bytes;
    uint8_t device_id_bytes;
    /// Visible ASCII, without NUL at the end.
    uint8_t token[64];
    /// Latin-1; may hold anything where flash was tampered with.
    uint8_t device_id[24];
} or_reading;

/// One header of a request, in visible ASCII. A port that meets a line break in it all the same refuses the request
/// with OR_HTTP_REFUSED.
typedef struct or_header {
    const char* name;
    size_t name_bytes;
    const char* value;
    size_t value_bytes;
} or_header;

/// A request; all of it stays valid and unchanged until its exchange ends or another one is started.
typedef struct or_request {
    /// "GET" or "POST", with NUL.
    const char* method;
    /// With NUL, without host; the port knows the host of each path.
    const char* path;
    const or_header* headers;
    size_t header_count;
    const uint8_t* body;
    size_t body_bytes;
    uint32_t timeout_ms;
} or_request;

/// An answer, filled in by `http_poll`.
typedef struct or_answer {
    /// Set by the core: where a piece of the body goes, and how long it may be (at least 256 bytes).
    uint8_t* buffer;
    size_t capacity;
    /// Set by the port, with OR_HTTP_BODY and OR_HTTP_DONE: bytes now in `buffer`, and the status of the answer.
    size_t received;
    int32_t status;
    /// The header Retry-After as it came, or NULL without one; stays the port's, valid until its next call.
    const char* retry_after;
    size_t retry_after_bytes;
} or_answer;

typedef struct or_board {
    void* context;

    // Console and agent. Both may go to the same UART; each call is one piece that nothing may interrupt.

    /// Writes log text: whole lines with "\n" at the end, but for "[WiFi] Connecting...", whose line ends later.
    void (*console_write)(void* context, const char* text, size_t bytes);
    /// Writes one whole sentence of the agent. NULL: this firmware has no agent.
    void (*agent_write)(void* context, const char* sentence, size_t bytes);

    // Time.

    /// Milliseconds since boot, wrapping at 2^32.
    uint32_t (*millis)(void* context);
    /// Wall time by the board's own clock, Unix µs; may be negative.
    int64_t (*unix_us)(void* context);
    void (*set_unix_us)(void* context, int64_t unix_us);

    // The chip.

    /// Reads the station MAC. When it cannot be read: OR_FAILED, and a reason (ASCII, NUL-terminated, at most 63
    /// characters) in `reason`.
    int32_t (*mac_read)(void* context, uint8_t mac[6], char* reason, size_t reason_capacity);
    /// A random number from 0 to 999,999; only spreads waits.
    uint32_t (*random_ppm)(void* context);
    /// Starts the board again, once everything that was written has left the serial line. OR_RESET_POWER_ON ends a
    /// hold: a boot as from power-on that is not held. May return; the core then does nothing more, and the port makes
    /// a new one.
    void (*restart)(void* context, or_reset reason);

    // Network.

    /// Begins to join the network; credentials are UTF-8.
    void (*join_start)(void* context, const char* ssid, size_t ssid_bytes, const char* password, size_t password_bytes,
                       uint32_t timeout_ms);
    /// OR_PENDING; OR_OK, with the board's address (ASCII, NUL-terminated, at most 45 characters); OR_FAILED after the
    /// time-out.
    int32_t (*join_poll)(void* context, char* address, size_t capacity);
    /// Whether the network is still there: 1 or 0.
    int32_t (*connected)(void* context);
    /// Starts an exchange with the server; one under way is dropped.
    void (*http_start)(void* context, const or_request* request);
    /// OR_PENDING, OR_HTTP_BODY, OR_HTTP_DONE, or why there is no answer (negative). A body that ends early, whatever
    /// pieces were given before, is OR_HTTP_CONNECTION_LOST; one that is too slow OR_HTTP_TIMEOUT. The port has taken
    /// chunks apart already. A step goes on as long as pieces come, so a port that has none ready says OR_PENDING, and
    /// one whose body does not end ends it itself: the whole exchange may take `timeout_ms`.
    int32_t (*http_poll)(void* context, or_answer* answer);
    /// Asks the time server.
    void (*sntp_start)(void* context, uint32_t timeout_ms);
    /// OR_PENDING; OR_OK with the time now, Unix µs; OR_FAILED after the time-out. The clock is set by the core.
    int32_t (*sntp_poll)(void* context, int64_t* unix_us);

    // Storage: the EEPROM library of the board's Arduino core, and two slots. Every call may be the last one.

    /// EEPROM.begin(bytes): OR_OK or OR_FAILED.
    int32_t (*eeprom_begin)(void* context, uint32_t bytes);
    /// The size in RAM in bytes; 0 before `eeprom_begin`.
    uint32_t (*eeprom_length)(void* context);
    /// As many EEPROM.read() calls: bytes outside read as 0.
    int32_t (*eeprom_read)(void* context, uint32_t address, uint8_t* data, size_t bytes);
    /// As many EEPROM.write() calls: bytes outside are ignored.
    int32_t (*eeprom_write)(void* context, uint32_t address, const uint8_t* data, size_t bytes);
    /// EEPROM.commit(): OR_OK or OR_FAILED.
    int32_t (*eeprom_commit)(void* context);
    /// Reads the first bytes of a slot, 0xFF for what was never written.
    int32_t (*slot_read)(void* context, or_slot slot, uint8_t* data, size_t bytes);
    /// Replaces a slot's contents (erase, then program): OR_OK, or OR_FAILED when the driver refused.
    int32_t (*slot_write)(void* context, or_slot slot, const uint8_t* data, size_t bytes);
    /// Programs `data`, which has just been read from the slot, once more over it without an erase, padded as by
    /// `slot_write`: OR_OK or OR_FAILED. NULL where slots are not raw flash: a file system or NVS writes elsewhere.
    int32_t (*slot_program_again)(void* context, or_slot slot, const uint8_t* data, size_t bytes);
    /// OR_PENDING while flash work done so far still takes time, OR_OK when it has settled. Boards whose calls return
    /// only when the work is done always say OR_OK.
    int32_t (*flash_settled)(void* context);

    // Optional: NULL where nobody listens.

    /// What was read at boot.
    void (*note_load)(void* context, const or_reading* reading);
    /// What a save left, as it reads back.
    void (*note_save)(void* context, const or_reading* reading);
    /// The program has ended, after the line that says why (ASCII, NUL-terminated).
    void (*note_halted)(void* context, const char* reason);
    /// A boot begins for this reason; gives its number, from 1. Without it boots are not counted.
    uint32_t (*note_boot)(void* context, or_reset reason);
    /// Units of flash work in this boot so far, one a byte programmed and one a sector erased.
    uint32_t (*flash_units)(void* context);
    /// Arms a power cut in boot number `boot` after `unit` units of flash work: OR_OK or OR_FAILED.
    int32_t (*cut_arm)(void* context, uint32_t boot, uint32_t unit);
    /// Keeps one field of the provisioning until `provision_apply`; `field` and `value` as in the agent protocol.
    /// OR_FAILED: this value is none of the field's.
    int32_t (*provision_set)(void* context, const char* field, const char* value, size_t value_bytes);
    /// Puts the kept fields on the board; OR_FAILED when there never was a token. The core restarts the board.
    int32_t (*provision_apply)(void* context);
    /// Erases storage and provisioning and ends every fault; the core is held afterwards.
    int32_t (*factory)(void* context);
    /// Lets firmware read another MAC from now on.
    int32_t (*mac_set)(void* context, const uint8_t mac[6]);
    /// The firmware's sensors, in tenths of a degree Celsius and of a percent. NULL: 23.5 °C and 62.0 %.
    void (*sensors)(void* context, int32_t* temperature_tenths, int32_t* humidity_tenths);
    /// Moves the relays: bit 0 relay 1, bit 1 relay 2.
    void (*relays)(void* context, uint8_t on);
    /// How the relays' pins stand, in the same bits. NULL: as they were last moved.
    uint8_t (*relays_read)(void* context);

    // Raw flash, for the agent: NULL where firmware cannot reach it. Addresses count from the chip's first byte; these
    // calls go round the storage libraries, are no flash work, and no power cut that was armed strikes them.

    /// The size of the chip in bytes.
    uint32_t (*flash_bytes)(void* context);
    /// Reads any bytes of the chip: OR_OK or OR_FAILED.
    int32_t (*flash_read)(void* context, uint32_t address, uint8_t* data, size_t bytes);
    /// Programs bytes over page and word borders, without an erase. OR_FAILED where the driver refuses, and where the
    /// running program lies.
    int32_t (*flash_program)(void* context, uint32_t address, const uint8_t* data, size_t bytes);
    /// Erases the sector of 4,096 bytes that begins at `address`: OR_OK or OR_FAILED, as above.
    int32_t (*flash_erase)(void* context, uint32_t address);
} or_board;

#ifdef __cplusplus
}
#endif

#endif
