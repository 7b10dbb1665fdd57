/// The serial lines of the ESP32's core 3.x: `Serial` is the console, the others have nothing attached.
/// Facts: cores/esp32/HardwareSerial.h and HardwareSerial.cpp, esp32-hal-uart.h.
#ifndef HardwareSerial_h
#define HardwareSerial_h

#include <hal/uart_types.h>
#include <inttypes.h>
#include <soc/soc_caps.h>

#include <functional>

#include "Stream.h"
#include "oceanhil/line.h"
#include "oceanhil/serial_configs.h"

enum SerialConfig : uint32_t { OCEANHIL_SERIAL_CONFIGS(OCEANHIL_ESP32_CONFIG) };

typedef enum {
    UART_NO_ERROR,
    UART_BREAK_ERROR,
    UART_BUFFER_FULL_ERROR,
    UART_FIFO_OVF_ERROR,
    UART_FRAME_ERROR,
    UART_PARITY_ERROR
} hardwareSerial_error_t;

typedef uart_mode_t SerialMode;
typedef uart_hw_flowcontrol_t SerialHwFlowCtrl;

typedef std::function<void(void)> OnReceiveCb;
typedef std::function<void(hardwareSerial_error_t)> OnReceiveErrorCb;

class HardwareSerial : public Stream {
  public:
    HardwareSerial(uint8_t uart_nr);

    void begin(unsigned long baud, uint32_t config = SERIAL_8N1, int8_t rxPin = -1, int8_t txPin = -1,
               bool invert = false, unsigned long timeout_ms = 20000UL, uint8_t rxfifo_full_thrhd = 120);
    void end() { line_.close(); }
    void updateBaudRate(unsigned long baud);
    uint32_t baudRate() { return line_.is_open() ? baud_ : 0; }
    operator bool() const { return line_.is_open(); }

    int available() override { return line_.available(); }
    int availableForWrite() override { return line_.is_open() ? kFifoBytes : 0; }
    int peek() override { return line_.peek(); }
    int read() override { return line_.read(); }
    size_t read(uint8_t* bytes, size_t count) { return line_.read(bytes, count); }
    size_t read(char* bytes, size_t count) { return read(reinterpret_cast<uint8_t*>(bytes), count); }
    size_t readBytes(uint8_t* bytes, size_t length) override { return Stream::readBytes(bytes, length); }
    size_t readBytes(char* bytes, size_t length) override { return Stream::readBytes(bytes, length); }
    void flush() override { line_.flush(); }
    void flush(bool txOnly);

    size_t write(uint8_t octet) override { return send(&octet, 1); }
    size_t write(const uint8_t* bytes, size_t count) override { return send(bytes, count); }
    size_t write(const char* bytes, size_t count) { return write(reinterpret_cast<const uint8_t*>(bytes), count); }
    size_t write(const char* text) { return Print::write(text); }
    size_t write(unsigned long octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(long octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(unsigned int octet) { return write(static_cast<uint8_t>(octet)); }
    size_t write(int octet) { return write(static_cast<uint8_t>(octet)); }

    /// Before `begin` only; gives the size, 0 if it cannot be changed.
    size_t setRxBufferSize(size_t size);
    size_t setTxBufferSize(size_t size);
    bool setRxTimeout(uint8_t symbols_timeout);
    bool setRxFIFOFull(uint8_t fifoBytes);
    bool setRxInvert(bool) { return line_.is_open(); }
    /// Before `begin` or after it; false of a pin that there is not.
    bool setPins(int8_t rxPin, int8_t txPin, int8_t ctsPin = -1, int8_t rtsPin = -1);
    void setDebugOutput(bool) {}
    void eventQueueReset() {}
    /// Calls `function` after bytes have arrived, from within a call that lets time pass; nullptr ends it. What arrives
    /// at once is told once, so that it comes to the same with and without `onlyOnTimeout`.
    void onReceive(OnReceiveCb function, bool onlyOnTimeout = false);
    /// No error ever comes, but for a break of a line that is bound to itself.
    void onReceiveError(OnReceiveErrorCb function) { on_error_ = std::move(function); }
    // False before `begin`, as there; nobody is at the other end whom it would concern.
    bool setMode(SerialMode mode) { return (void)mode, line_.is_open(); }
    bool setHwFlowCtrlMode(SerialHwFlowCtrl mode = UART_HW_FLOWCTRL_CTS_RTS, uint8_t threshold = 64) {
        return (void)mode, (void)threshold, line_.is_open();
    }

  private:
    static constexpr int kFifoBytes = 128;

    friend void uart_internal_loopback(uint8_t uartNum, int8_t rxPin);
    friend void uart_send_break(uint8_t uartNum);
    friend int uart_send_msg_with_break(uint8_t uartNum, uint8_t* msg, size_t msgSize);

    oceanhil::Line line_;
    void tell();
    size_t send(const uint8_t* bytes, size_t count);
    void send_break();

    OnReceiveCb on_receive_;
    OnReceiveErrorCb on_error_;
    uint32_t baud_ = 0;
    size_t rx_bytes_ = 256;
};

extern HardwareSerial Serial0;
extern HardwareSerial Serial1;
#if SOC_UART_NUM > 2
extern HardwareSerial Serial2;
#endif
// Sketches may speak of UART 0 by either name.
#define Serial Serial0

/// Binds what UART `uartNum` sends to its own RX pin, from now on.
void uart_internal_loopback(uint8_t uartNum, int8_t rxPin);
/// Holds the line low for as long as a byte takes; who is bound to itself reads a 0 and hears of an error.
void uart_send_break(uint8_t uartNum);
/// The same behind some bytes; gives how many.
int uart_send_msg_with_break(uint8_t uartNum, uint8_t* msg, size_t msgSize);

/// Calls the sketch's `serialEvent`, if there is one and bytes have arrived: after each `loop`.
void serialEventRun();

#endif
