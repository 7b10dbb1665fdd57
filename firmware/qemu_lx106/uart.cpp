// The 16550 of the lx60 board. QEMU hands over bytes only as its FIFO has room, so that polling loses nothing.
#include "../bare/machine.h"
#include "registers.h"

namespace machine {

void console_write(const uint8_t* bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        while ((lx60::word(lx60::uart_status) & lx60::may_send) == 0) {
        }
        lx60::word(lx60::uart_data) = bytes[i];
    }
}

int console_read() {
    if ((lx60::word(lx60::uart_status) & lx60::received) == 0) {
        return -1;
    }
    return static_cast<int>(lx60::word(lx60::uart_data) & 0xFF);
}

}  // namespace machine
