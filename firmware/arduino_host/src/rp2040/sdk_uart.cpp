// Serial sdk_lines by pico-sdk's names, with nothing attached. Facts: src/rp2_common/hardware_uart/uart.c of pico-sdk 2.
#include <Arduino.h>
#include <hardware/clocks.h>
#include <hardware/uart.h>
#include <machine.h>

namespace machine = oceanhil::machine;

struct uart_inst {
    uint baudrate;
    uint bits;
    bool has_fifo;
    bool translates;
    /// When all that was sent is out.
    uint64_t idle_us;
};

namespace {

constexpr uint kFifoDepth = 32;
// A start bit, eight of data, and a stop bit.
constexpr uint kUsualBits = 10;
constexpr uint kLeastDivider = 1;
constexpr uint kMostDivider = 65535;

uart_inst sdk_lines[2] = {{0, kUsualBits, true, false, 0}, {0, kUsualBits, true, false, 0}};

uint64_t character_us(const uart_inst& line) {
    return line.baudrate == 0 ? 0 : uint64_t{line.bits} * machine::kSecondUs / line.baudrate;
}

/// Until when there is no room for one more.
uint64_t full_until_us(const uart_inst& line) {
    const uint64_t room_us = character_us(line) * (line.has_fifo ? kFifoDepth : 1);
    return line.idle_us > room_us ? line.idle_us - room_us : 0;
}

void wait_for_line(uint64_t then_us) {
    const uint64_t now_us = machine::micros();
    if (then_us > now_us) {
        machine::wait_us(then_us - now_us);
    }
}

}  // namespace

extern "C" {

uart_inst_t* const oceanhil_uarts[2] = {&sdk_lines[0], &sdk_lines[1]};

uint uart_init(uart_inst_t* uart, uint baudrate) {
    *uart = {0, kUsualBits, true, uart->translates, 0};
    return uart_set_baudrate(uart, baudrate);
}

void uart_deinit(uart_inst_t* uart) { uart->baudrate = 0; }

uint uart_set_baudrate(uart_inst_t* uart, uint baudrate) {
    const uint clock_hz = clock_get_hz(clk_peri);
    const auto divider = static_cast<uint>(8ULL * clock_hz / baudrate) + 1;
    uint whole = divider >> 7;
    uint fraction = (divider & 0x7f) >> 1;
    if (whole < kLeastDivider || whole >= kMostDivider) {
        whole = whole < kLeastDivider ? kLeastDivider : kMostDivider;
        fraction = 0;
    }
    uart->baudrate = 4 * clock_hz / (64 * whole + fraction);
    return uart->baudrate;
}

bool uart_is_enabled(uart_inst_t* uart) { return uart->baudrate != 0; }

void uart_set_format(uart_inst_t* uart, uint data_bits, uint stop_bits, uart_parity_t parity) {
    uart->bits = 1 + data_bits + stop_bits + (parity == UART_PARITY_NONE ? 0 : 1);
}

void uart_set_fifo_enabled(uart_inst_t* uart, bool enabled) { uart->has_fifo = enabled; }
void uart_set_translate_crlf(uart_inst_t* uart, bool translate) { uart->translates = translate; }
bool uart_is_writable(uart_inst_t* uart) { return machine::micros() >= full_until_us(*uart); }
void uart_tx_wait_blocking(uart_inst_t* uart) { wait_for_line(uart->idle_us); }

bool uart_is_readable_within_us(uart_inst_t*, uint32_t us) {
    machine::wait_us(us);
    return false;
}

void uart_write_blocking(uart_inst_t* uart, const uint8_t*, size_t len) {
    for (size_t each = 0; each < len; ++each) {
        wait_for_line(full_until_us(*uart));
        const uint64_t now_us = machine::micros();
        uart->idle_us = (uart->idle_us > now_us ? uart->idle_us : now_us) + character_us(*uart);
    }
}

void uart_read_blocking(uart_inst_t*, uint8_t*, size_t len) {
    while (len > 0) {
        yield();
        machine::wait_us(1);
    }
}

char uart_getc(uart_inst_t* uart) {
    uint8_t heard = 0;
    uart_read_blocking(uart, &heard, 1);
    return static_cast<char>(heard);
}

void uart_putc(uart_inst_t* uart, char c) {
    if (uart->translates && c == '\n') {
        uart_putc_raw(uart, '\r');
    }
    uart_putc_raw(uart, c);
}

void uart_puts(uart_inst_t* uart, const char* s) {
    bool was_return = false;
    for (; *s != '\0'; ++s) {
        was_return ? uart_putc_raw(uart, *s) : uart_putc(uart, *s);
        was_return = *s == '\r';
    }
}

}  // extern "C"
