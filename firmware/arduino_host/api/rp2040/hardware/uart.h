/// Serial lines by pico-sdk's own names, with nothing attached: what is sent takes its time, nothing ever comes. Facts:
/// src/rp2_common/hardware_uart of pico-sdk 2. Registers are missing.
#pragma once

#include <hardware/gpio.h>
#include <hardware/irq.h>
#include <hardware/regs/dreq.h>
#include <hardware/resets.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct uart_inst uart_inst_t;

extern uart_inst_t* const oceanhil_uarts[2];

#define uart0 (oceanhil_uarts[0])
#define uart1 (oceanhil_uarts[1])
#define uart_default uart0
#define PICO_DEFAULT_UART 0
#define PICO_DEFAULT_UART_TX_PIN 0
#define PICO_DEFAULT_UART_RX_PIN 1
#define PICO_DEFAULT_UART_BAUD_RATE 115200
#define NUM_UARTS 2
#define UART_NUM(uart) ((uart) == uart1)
#define UART_INSTANCE(num) ((num) ? uart1 : uart0)
#define UART_FUNCSEL_NUM(uart, gpio) GPIO_FUNC_UART
#define UART_IRQ_NUM(uart) (UART0_IRQ + UART_NUM(uart))
#define UART_DREQ_NUM(uart, is_tx) (DREQ_UART0_TX + UART_NUM(uart) * 2 + !(is_tx))

typedef enum { UART_PARITY_NONE, UART_PARITY_EVEN, UART_PARITY_ODD } uart_parity_t;

/// Gives the speed that the divider makes of it.
uint uart_init(uart_inst_t* uart, uint baudrate);
void uart_deinit(uart_inst_t* uart);
uint uart_set_baudrate(uart_inst_t* uart, uint baudrate);
bool uart_is_enabled(uart_inst_t* uart);
void uart_set_format(uart_inst_t* uart, uint data_bits, uint stop_bits, uart_parity_t parity);
/// Of 32 characters if it is on, else of one.
void uart_set_fifo_enabled(uart_inst_t* uart, bool enabled);
void uart_set_translate_crlf(uart_inst_t* uart, bool translate);
// Nobody holds the line, hears a break, or sends what would interrupt; room for more interrupts nobody here.
static inline void uart_set_hw_flow(uart_inst_t* uart, bool cts, bool rts) { (void)uart, (void)cts, (void)rts; }
static inline void uart_set_break(uart_inst_t* uart, bool en) { (void)uart, (void)en; }
static inline void uart_set_irqs_enabled(uart_inst_t* uart, bool rx, bool tx) { (void)uart, (void)rx, (void)tx; }
static inline void uart_set_irq_enables(uart_inst_t* uart, bool rx, bool tx) { uart_set_irqs_enabled(uart, rx, tx); }

bool uart_is_writable(uart_inst_t* uart);
void uart_tx_wait_blocking(uart_inst_t* uart);
static inline void uart_default_tx_wait_blocking(void) { uart_tx_wait_blocking(uart_default); }
static inline bool uart_is_readable(uart_inst_t* uart) {
    (void)uart;
    return false;
}
/// Waits so long.
bool uart_is_readable_within_us(uart_inst_t* uart, uint32_t us);
void uart_write_blocking(uart_inst_t* uart, const uint8_t* src, size_t len);
/// For ever.
void uart_read_blocking(uart_inst_t* uart, uint8_t* dst, size_t len);
char uart_getc(uart_inst_t* uart);
static inline void uart_putc_raw(uart_inst_t* uart, char c) { uart_write_blocking(uart, (const uint8_t*)&c, 1); }
void uart_putc(uart_inst_t* uart, char c);
void uart_puts(uart_inst_t* uart, const char* s);
static inline uint uart_get_index(uart_inst_t* uart) { return UART_NUM(uart) ? 1U : 0U; }
static inline uart_inst_t* uart_get_instance(uint num) { return UART_INSTANCE(num); }
static inline uint uart_get_dreq_num(uart_inst_t* uart, bool is_tx) { return (uint)UART_DREQ_NUM(uart, is_tx); }
static inline uint uart_get_dreq(uart_inst_t* uart, bool is_tx) { return uart_get_dreq_num(uart, is_tx); }
static inline uint uart_get_reset_num(uart_inst_t* uart) { return UART_NUM(uart) ? RESET_UART1 : RESET_UART0; }

#ifdef __cplusplus
}
#endif
