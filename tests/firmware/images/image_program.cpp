// A program for a Pico W as anybody may write one: it calls the boot ROM by its
// tables (RP2040 Datasheet, 2.8.3), and does one thing for each letter that
// comes in.
#include "../../firmware/bare/machine.h"
#include "../../firmware/bare/text.h"

extern "C" [[noreturn]] void run();

namespace {

constexpr uint32_t xip = 0x10000000;
constexpr uint32_t place = 0x100000;
constexpr uint32_t flash = 0x200000;
constexpr uint32_t watchdog = 0x40058000;
constexpr uint32_t why = watchdog + 0x08;
constexpr uint32_t scratch = watchdog + 0x14;
constexpr uint32_t chip_reset = 0x40064008;
constexpr uint32_t mailbox = 0xD0000054;
constexpr uint32_t pin = 17;
constexpr uint32_t ssi = 0x18000000;

volatile uint32_t& word(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }

uint16_t half(uint32_t address) {
    // The compiler takes so low an address for an index into nothing.
    __asm__ volatile("" : "+r"(address));
    return *reinterpret_cast<volatile uint16_t*>(address);
}

constexpr uint32_t code(char first, char second) {
    return static_cast<uint32_t>(first) | static_cast<uint32_t>(second) << 8;
}

uint32_t found(uint32_t table, uint32_t wanted) {
    using LookUp = uint32_t (*)(uint32_t table, uint32_t code);
    return reinterpret_cast<LookUp>(half(0x18))(half(table), wanted);
}

template <typename Function>
Function rom(char first, char second) {
    return reinterpret_cast<Function>(found(0x14, code(first, second)));
}

template <typename Function>
Function number(char kind, uint32_t offset) {
    return reinterpret_cast<Function>(word(found(0x16, code('S', kind)) + offset));
}

void say(const char* name, uint64_t value) {
    bare::Text<160> line;
    line.add(name);
    line.add(" ");
    line.add_number(value);
    line.add("\n");
    machine::console_write(reinterpret_cast<const uint8_t*>(line.data()), line.size());
}

/// Reads a word where none can stand; a compiler that knew would read bytes.
uint32_t unaligned() {
    uint32_t value = 0x20000001;
    __asm__ volatile("ldr %0, [%0]" : "+l"(value));
    return value;
}

uint32_t sum(uint32_t from, uint32_t length) {
    uint32_t total = 0;
    for (uint32_t at = 0; at < length; at++) {
        total += *reinterpret_cast<volatile uint8_t*>(from + at) * (at % 7 + 1);
    }
    return total;
}

void erase() { rom<void (*)(uint32_t, uint32_t, uint32_t, uint8_t)>('R', 'E')(place, 8192, 65536, 0xD8); }

void program() {
    uint8_t page[512];
    for (uint32_t at = 0; at < sizeof page; at++) {
        page[at] = static_cast<uint8_t>(at);
    }
    rom<void (*)(uint32_t, const uint8_t*, uint32_t)>('R', 'P')(place, page, sizeof page);
}

/// Asks the flash chip for its second status register as boot code does: the
/// controller selects the chip by itself as long as it has something to send.
uint32_t second_status() {
    word(ssi + 0x08) = 0;
    word(ssi) = 7U << 16;
    word(ssi + 0x08) = 1;
    word(ssi + 0x60) = 0x35;
    word(ssi + 0x60) = 0;
    while ((word(ssi + 0x28) & 5) != 4) {
    }
    const uint32_t before = word(ssi + 0x60);
    return before == 0xFF ? word(ssi + 0x60) : 0;
}

void say_numbers() {
    using Two = uint32_t (*)(uint32_t, uint32_t);
    using Long = uint64_t (*)(uint64_t, uint64_t);
    using LongOfInt = uint64_t (*)(int32_t);
    using IntOfLong = int32_t (*)(uint64_t);
    using LongOfSingle = uint64_t (*)(uint32_t);
    using SingleOfLong = uint32_t (*)(uint64_t);
    using SingleOfLongInt = uint32_t (*)(uint64_t);
    constexpr uint32_t one_and_a_half = 0x3FC00000, minus_third = 0xBEAAAAAB, infinite = 0x7F800000, denormal = 1;
    say("single-sum", number<Two>('F', 0x00)(one_and_a_half, minus_third));
    say("single-product", number<Two>('F', 0x08)(one_and_a_half, minus_third));
    say("single-quotient", number<Two>('F', 0x0C)(one_and_a_half, minus_third));
    say("single-by-zero", number<Two>('F', 0x0C)(one_and_a_half, 0));
    say("single-infinite-less-itself", number<Two>('F', 0x04)(infinite, infinite));
    say("single-denormal", number<Two>('F', 0x00)(denormal, 0));
    say("single-floor", number<Two>('F', 0x1C)(minus_third, 0));
    say("single-too-large", number<Two>('F', 0x1C)(infinite, 0));
    say("single-fixed", number<Two>('F', 0x20)(one_and_a_half, 4));
    say("single-below-zero", number<Two>('F', 0x24)(minus_third, 0));
    say("single-order", number<Two>('F', 0x10)(minus_third, one_and_a_half));
    say("single-of-64-bits", number<SingleOfLongInt>('F', 0x64)(0x8000008000000001));
    say("double-of-single", number<LongOfSingle>('F', 0x7C)(minus_third));
    const uint64_t third = number<Long>('D', 0x0C)(number<LongOfInt>('D', 0x2C)(1), number<LongOfInt>('D', 0x2C)(-3));
    say("double-third", third);
    say("double-root", number<Long>('D', 0x18)(number<LongOfInt>('D', 0x2C)(2), 0));
    say("double-floor", static_cast<uint32_t>(number<IntOfLong>('D', 0x1C)(third)));
    say("single-of-double", number<SingleOfLong>('D', 0x7C)(third));
}

void say_bits() {
    using One = uint32_t (*)(uint32_t);
    constexpr uint32_t some = 0x00F01200;
    say("ones", rom<One>('P', '3')(some));
    say("leading", rom<One>('L', '3')(some));
    say("trailing", rom<One>('T', '3')(some));
    say("reversed", rom<One>('R', '3')(some));
    say("none", found(0x14, code('N', 'O')));
    uint8_t bytes[9] = {};
    rom<uint8_t* (*)(uint8_t*, uint8_t, uint32_t)>('M', 'S')(bytes + 1, 3, 7);
    rom<uint8_t* (*)(uint8_t*, const uint8_t*, uint32_t)>('M', 'C')(bytes, bytes + 4, 2);
    say("bytes", sum(reinterpret_cast<uint32_t>(bytes), sizeof bytes));
}

void bite(uint32_t how) {
    word(scratch) = 1234;
    word(watchdog + 0x04) = 2000;
    word(watchdog) = how;
    for (;;) {
    }
}

void obey(int letter) {
    switch (letter) {
        case 'e':
            erase();
            say("erased", sum(xip + place, 8192));
            break;
        case 'p':
            program();
            say("programmed", sum(xip + place, 512));
            break;
        case 's':
            say("sum", sum(xip + place, 8192));
            break;
        case 'n':
            say_numbers();
            say("done", 0);
            break;
        case 'b':
            say_bits();
            say("done", 0);
            break;
        case 'w':
            bite(1U << 30);
            break;
        case 'f':
            bite(1U << 31);
            break;
        case 'a':
            word(0xE000ED0C) = 0x05FA0004;
            break;
        case 'u':
            rom<void (*)(uint32_t, uint32_t)>('U', 'B')(0, 0);
            break;
        case 'h':
            say("read", unaligned());
            break;
        case 'd': {
            const uint64_t began_us = machine::uptime_us();
            erase();
            say("took", machine::uptime_us() - began_us);
            break;
        }
        case 'q':
            say("first", second_status());
            say("second", second_status());
            break;
        case 'o':
            word(0x4001C004 + 4 * pin) = 1U << 6;
            word(0x40014004 + 8 * pin) = 5;
            word(0xD0000024) = 1U << pin;
            word(0xD0000014) = 1U << pin;
            say("high", word(0xD0000004) >> pin & 1);
            word(0xD0000018) = 1U << pin;
            say("low", word(0xD0000004) >> pin & 1);
            break;
        case 'x':
            rom<void (*)(uint32_t, uint32_t, uint32_t, uint8_t)>('R', 'E')(flash + place, 4096, 65536, 0xD8);
            say("sum", sum(xip + place, 8192));
            break;
        case '2':
            word(mailbox) = 0;
            word(mailbox) = 1;
            say("done", 0);
            break;
        case 't':
            say("uptime", machine::uptime_us());
            break;
        default:
            break;
    }
}

}  // namespace

void run() {
    machine::start();
    say("why", word(why));
    say("scratch", word(scratch));
    say("chip", word(chip_reset) >> 8);
    for (;;) {
        const int letter = machine::console_read();
        if (letter >= 0) {
            obey(letter);
        } else {
            machine::rest(1000000);
        }
    }
}
