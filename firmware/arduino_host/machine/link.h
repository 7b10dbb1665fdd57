/// The pipe to the simulator: what a sketch's process says, asks and hears, as frames of bytes.
///
/// What is it: one exchange after the other. The process runs, noting what it does; when it needs the simulator it
/// sends its notes with one question and stands still until the answer comes. The answer says what the time is, how far
/// the process may go on alone (the horizon), and what has arrived meanwhile.
///
/// Whatever tells the process nothing that it could not know is a note: bytes that are sent, connections and handles that
/// are closed, connections that come about for certain. What it was told it keeps only where the simulator would say the same: up to the horizon (`settle`).
///
/// With each note and question goes by which calls the program came to it (ways.h).
///
/// Which laws hold: one of the two runs, never both. Notes carry the time of the board at which they were made, in
/// order. Numbers are little-endian, without padding; hil/worlds/sketch/frames.py is the other end.
#ifndef OCEANHIL_MACHINE_LINK_H
#define OCEANHIL_MACHINE_LINK_H

#include <stddef.h>
#include <stdint.h>

#include <initializer_list>

namespace oceanhil::machine::link {

enum class Note : uint8_t { console = 1, pin = 2, measures = 3, tcp_close = 4, way = 5, tcp_send = 6, nvs_close = 7, tcp_open = 8, header = 9, write_beyond = 10 };

enum class Ask : uint8_t {
    pass = 0x80,
    end = 0x81,
    set_unix = 0x82,
    mac = 0x83,
    eeprom_begin = 0x84,
    eeprom_commit = 0x85,
    nvs = 0x87,
    flash = 0x88,
    wifi_join = 0x89,
    wifi_leave = 0x8A,
    wifi_reconnect = 0x90,
    wifi_scan = 0x91,
    resolve = 0x8B,
    tcp_open = 0x8C,
    udp_send = 0x8F,
    sntp = 0x92,
    rtc = 0x93,
    files = 0x94,
    wifi_heard = 0x95
};

enum class Input : uint8_t { console = 1, tcp_data = 2, tcp_closed = 3, udp_data = 4, wifi = 5, pin = 6, part = 7 };

/// How a program ends by itself, behind which stand how many µs its watchdog still waits, 64 bits, and the name of the
/// task that ended it, `kTaskNameBytes` long. With `fault` and `hang`: 64-bit numbers, the signal and where the program is,
/// innermost first. With `crash`: of what, as a word that ends with a NUL, and such places. With `deep_sleep`: for how many µs, 64 bits.
/// With `finding`: 64-bit numbers likewise behind their count, then what a sanitizer found, as a text.
/// `bite`: a program that hangs, and which its watchdog ends.
enum class End : uint8_t { restart = 1, deep_sleep = 2, crash = 3, fault = 4, hang = 5, finding = 6, bite = 7 };

/// What a boot begins with.
struct Boot {
    uint64_t seed = 0;
    uint32_t number = 0;
    uint8_t reset = 0;
    uint8_t mac[6] = {};
    /// Whether RAM has been without power; how the boot before has crashed (`LastCrash`), and the number of its
    /// exception.
    uint8_t has_forgotten = 1;
    uint8_t crash = 0;
    uint8_t exception = 0;
    /// What is free for `malloc` when `setup` begins.
    uint32_t heap_bytes = 0;
    /// Of which pins the world wants to know: bit 0 is pin 0.
    uint64_t watched_pins = 0;
    /// Where in the order the texts begin.
    size_t texts_at = 0;
};

/// Writes the texts of the order to boot, which are this case's, to their places in the program: before anything of it
/// is constructed, and before the next order.
void put_texts(const Boot& boot);

/// Bytes that lie elsewhere.
struct Bytes {
    const void* data;
    size_t size;
};

/// What the last answer said.
struct Answer {
    int32_t status = 0;
    const uint8_t* data = nullptr;
    size_t size = 0;
};

/// Takes the two ends of the pipe from standard input and output, which are then nobody's.
void open();
/// Waits for the order to boot; false when there will be none.
bool await_boot(Boot& boot);
/// Says how the process of a boot ended (what `waitpid` gave).
void tell_ended(int32_t status);

/// Takes what the simulator says as the boot begins, which comes right behind the order: the first time that passes needs
/// no question. False if it was taken.
bool hear_first();
/// Writes down what happens at `at_us`.
void note(Note what, uint64_t at_us, std::initializer_list<Bytes> pieces);
/// Sends all notes and a question, and gives the answer, which stays until the next question. What has arrived with it
/// goes to `received`.
Answer ask(Ask what, uint64_t at_us, std::initializer_list<Bytes> pieces);
/// Sends all notes and how the boot ends; the process ends when the simulator has heard it. For handlers of signals
/// too.
[[noreturn]] void tell_end(End how, uint64_t at_us, Bytes text);

/// Bytes of notes that were not sent yet.
size_t untold();
/// Notes so far, whether they were sent or not.
uint32_t noted();
/// Exchanges so far.
uint32_t asked();

// Who hears what comes with an answer: time.cpp and inbox.cpp.

/// What time the simulator says it is, how far this process may go on alone, and how soon after something is sent
/// something can come of it.
void time_is(uint64_t now_us, uint64_t horizon_us, int64_t unix_offset_us, uint64_t echo_us);
/// By how much more than since the boot the board's counters show.
void counters_show(int64_t more_us);
/// Whether somebody may act on what the program prints or switches, before anything else happens.
void watched_is(bool watched);
/// Whether the radio is in a network; whether names lead where they usually lead; whether the dates of the platform's
/// certificate hold up to the horizon. How long connecting to the platform and a TLS handshake take up to then, 0: that has
/// to be asked.
struct NetworkNow {
    bool is_connected = false;
    bool are_names_usual = false;
    bool do_dates_hold = false;
    uint32_t connect_us = 0;
    uint32_t handshake_us = 0;
};
void network_is(const NetworkNow& now);
/// What has arrived.
void received(Input what, const uint8_t* data, size_t size);

}  // namespace oceanhil::machine::link

#endif
