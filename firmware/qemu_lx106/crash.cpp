// What an exception prints, in the words of the ESP8266 Arduino core, and the reset after it.
#include "../bare/machine.h"

extern "C" [[noreturn]] void crashed(uint32_t cause, uint32_t epc1, uint32_t excvaddr);

namespace {

void say(const char* text) {
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    machine::console_write(reinterpret_cast<const uint8_t*>(text), length);
}

void say_number(uint32_t number) {
    char digits[11];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    say(digits + at);
}

void say_address(uint32_t address) {
    char digits[11] = "0x00000000";
    for (size_t i = 9; i >= 2; i--, address >>= 4) {
        digits[i] = "0123456789abcdef"[address & 15];
    }
    say(digits);
}

}  // namespace

void crashed(uint32_t cause, uint32_t epc1, uint32_t excvaddr) {
    say("\r\nException (");
    say_number(cause);
    say("):\r\nepc1=");
    say_address(epc1);
    say(" epc2=0x00000000 epc3=0x00000000 excvaddr=");
    say_address(excvaddr);
    say(" depc=0x00000000\r\n");
    machine::reset(machine::Reset::watchdog);
}
