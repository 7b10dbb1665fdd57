// UART0 on GPIO 0 and 1, with its FIFOs.
#include "../bare/machine.h"
#include "registers.h"

namespace machine {

void console_write(const uint8_t* bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        while ((rp2040::word(rp2040::uart_flags) & rp2040::is_transmitting_full) != 0) {
        }
        rp2040::word(rp2040::uart_data) = bytes[i];
    }
}

int console_read() {
    if ((rp2040::word(rp2040::uart_flags) & rp2040::is_receiving_empty) != 0) {
        return -1;
    }
    return static_cast<int>(rp2040::word(rp2040::uart_data) & 0xFF);
}

}  // namespace machine
