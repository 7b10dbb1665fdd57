// A program for a Pico W that speaks with its radio chip over the pins, bit by
// bit: first in the order that the chip has after power-on, then in words of 32
// bits; it asks for the MAC, joins a network, and asks who has an address.
#include <string.h>

#include "../../firmware/bare/machine.h"
#include "../../firmware/bare/text.h"

extern "C" [[noreturn]] void run();

namespace {

constexpr uint32_t power = 23, data = 24, select = 25, clock = 29;
constexpr uint32_t in = 0xD0000004, high = 0xD0000014, low = 0xD0000018, drive = 0xD0000024, release = 0xD0000028;
constexpr uint32_t write = 1U << 31, ascending = 1U << 30, radio = 2U << 28;
constexpr size_t header = 12, request = 16, packet_most = 128;

uint8_t sequence;
uint32_t asked;
uint8_t packet[packet_most];

volatile uint32_t& word(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }

void say(const char* name, uint64_t value) {
    bare::Text<160> line;
    line.add(name);
    line.add(" ");
    line.add_number(value);
    line.add("\n");
    machine::console_write(reinterpret_cast<const uint8_t*>(line.data()), line.size());
}

void set(uint32_t pin, bool is_high) { word(is_high ? high : low) = 1U << pin; }

void start_pins() {
    constexpr uint32_t pins[] = {power, data, select, clock};
    for (const uint32_t pin : pins) {
        word(0x4001C004 + 4 * pin) = 1U << 6;
        word(0x40014004 + 8 * pin) = 5;
        word(drive) = 1U << pin;
    }
    set(select, true);
    set(clock, false);
    set(power, true);
}

/// Sends bytes, then takes as many as are wanted.
void exchange(const uint8_t* sent, size_t count, uint8_t* taken, size_t wanted) {
    word(drive) = 1U << data;
    set(select, false);
    for (size_t bit = 0; bit < 8 * count; bit++) {
        set(data, (sent[bit / 8] >> (7 - bit % 8) & 1) != 0);
        set(clock, true);
        set(clock, false);
    }
    word(release) = 1U << data;
    for (size_t bit = 0; bit < 8 * wanted; bit++) {
        set(clock, true);
        const uint32_t level = word(in) >> data & 1;
        set(clock, false);
        taken[bit / 8] = static_cast<uint8_t>(taken[bit / 8] << 1 | level);
    }
    set(select, true);
}

void put(uint8_t* into, uint32_t value, uint32_t order) {
    for (uint32_t at = 0; at < 4; at++) {
        into[at ^ order] = static_cast<uint8_t>(value >> (8 * at));
    }
}

uint32_t get(const uint8_t* from, uint32_t order) {
    uint32_t value = 0;
    for (uint32_t at = 0; at < 4; at++) {
        value |= static_cast<uint32_t>(from[at ^ order]) << (8 * at);
    }
    return value;
}

/// `order` is 1 as long as the chip takes halves of words, else 0.
uint32_t read_register(uint32_t address, uint32_t order) {
    uint8_t command[4], answer[4] = {};
    put(command, ascending | address << 11 | 4, order);
    exchange(command, 4, answer, 4);
    return get(answer, order);
}

void write_register(uint32_t address, uint32_t value, uint32_t order) {
    uint8_t command[8];
    put(command, write | ascending | address << 11 | 4, order);
    put(command + 4, value, order);
    exchange(command, 8, nullptr, 0);
}

void send(uint8_t channel, size_t start, const uint8_t* body, size_t length) {
    uint8_t whole[4 + packet_most] = {};
    const auto size = static_cast<uint32_t>(start + length);
    put(whole, write | ascending | radio | ((size + 3) & ~3U), 0);
    put(whole + 4, size | ~size << 16, 0);
    whole[8] = sequence++;
    whole[9] = channel;
    whole[11] = static_cast<uint8_t>(start);
    memcpy(whole + 4 + start, body, length);
    exchange(whole, 4 + ((size + 3) & ~size_t{3}), nullptr, 0);
}

/// Takes the next packet; gives its length, 0 where there is none.
size_t take() {
    const uint32_t status = read_register(8, 0);
    if ((status & 0x100) == 0) {
        return 0;
    }
    const uint32_t length = status >> 9 & 0x7FF;
    uint8_t command[4];
    put(command, ascending | radio | length, 0);
    memset(packet, 0, sizeof packet);
    exchange(command, 4, packet, length);
    return length;
}

void ask(uint32_t number, const void* body, size_t length) {
    uint8_t whole[request + 80] = {};
    put(whole, number, 0);
    put(whole + 4, static_cast<uint32_t>(length), 0);
    put(whole + 8, ++asked << 16, 0);
    memcpy(whole + request, body, length);
    send(0, header, whole, request + length);
    take();
}

void say_events() {
    while (take() != 0) {
        const uint8_t* event = packet + 14 + 8 + 24;
        say(packet[5] == 1 ? "event" : "other", event[7] * 100U + event[11]);
    }
}

void join(const char* password) {
    uint8_t key[68] = {static_cast<uint8_t>(strlen(password)), 0, 1, 0};
    memcpy(key + 4, password, strlen(password));
    uint8_t name[36] = {8};
    memcpy(name + 4, "OceanNet", 8);
    const uint8_t security[4] = {4};
    ask(134, security, sizeof security);
    ask(268, key, sizeof key);
    ask(26, name, sizeof name);
    say_events();
}

void ask_who() {
    const uint8_t frame[] = {0x20, 0,    0,    0,    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x28, 0xCD, 0xC1, 0, 0, 1,
                             0x08, 0x06, 0,    1,    0x08, 0,    6,    4,    0,    1,    0x28, 0xCD, 0xC1, 0, 0, 1,
                             192,  168,  1,    100,  0,    0,    0,    0,    0,    0,    192,  168,  1,    1};
    send(2, header + 2, frame, sizeof frame);
}

void start_radio() {
    start_pins();
    say("test", read_register(0x14, 1));
    write_register(0, 0x000204B3, 1);
    say("control", read_register(0, 0));
    say("waiting", word(in) >> data & 1);
    uint8_t name[20] = "cur_etheraddr";
    ask(262, name, sizeof name);
    uint64_t mac = 0;
    for (size_t at = 0; at < 6; at++) {
        mac = mac << 8 | packet[header + request + at];
    }
    say("mac", mac);
}

}  // namespace

void run() {
    machine::start();
    start_radio();
    for (;;) {
        switch (machine::console_read()) {
            case 'j':
                join("correct horse");
                break;
            case 'w':
                join("wrong horse");
                break;
            case 'a':
                ask_who();
                break;
            case 't':
                say("called", word(in) >> data & 1);
                say("length", take());
                say("answered", packet[14 + 8 + 21]);
                break;
            case 'e':
                say_events();
                break;
            default:
                machine::rest(1000000);
        }
    }
}
