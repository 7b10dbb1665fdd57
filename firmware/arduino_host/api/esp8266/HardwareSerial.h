/// The serial lines of the ESP8266's core 3.x: `Serial` is the console, `Serial1` has nothing attached.
/// Facts: cores/esp8266/HardwareSerial.h, HardwareSerial.cpp and uart.h.
#ifndef HardwareSerial_h
#define HardwareSerial_h

#include <inttypes.h>
#include <time.h>

#include "Stream.h"
#include "oceanhil/line.h"
#include "oceanhil/serial_configs.h"

enum SerialConfig { OCEANHIL_SERIAL_CONFIGS(OCEANHIL_ESP8266_CONFIG) };

enum SerialMode { SERIAL_FULL, SERIAL_RX_ONLY, SERIAL_TX_ONLY };

#define UART0 0
#define UART1 1
#define UART_NO -1
#define UART_TX_FIFO_SIZE 0x80

class HardwareSerial : public Stream {
  public:
    HardwareSerial(int uart_nr);

    void begin(unsigned long baud) { begin(baud, SERIAL_8N1); }
    void begin(unsigned long baud, SerialConfig config) { begin(baud, config, SERIAL_FULL); }
    void begin(unsigned long baud, SerialConfig config, SerialMode mode) { begin(baud, config, mode, 1); }
    void begin(unsigned long baud, SerialConfig config, SerialMode mode, uint8_t tx_pin) {
        begin(baud, config, mode, tx_pin, false);
    }
    void begin(unsigned long baud, SerialConfig config, SerialMode mode, uint8_t tx_pin, bool invert);
    void end() { line_.close(); }
    void updateBaudRate(unsigned long baud);
    int baudRate() { return line_.is_open() ? baud_ : 0; }
    operator bool() const { return line_.is_open(); }

    size_t setRxBufferSize(size_t size);
    size_t getRxBufferSize() { return line_.is_open() ? rx_bytes_ : 0; }
    // The pins of the console are those to which it is attached.
    bool swap(uint8_t = 1) { return line_.is_open(); }
    bool set_tx(uint8_t) { return line_.is_open(); }
    bool pins(uint8_t, uint8_t) { return line_.is_open(); }
    bool isTxEnabled() { return line_.is_open() && mode_ != SERIAL_RX_ONLY; }
    bool isRxEnabled() { return line_.is_open() && mode_ != SERIAL_TX_ONLY; }
    // A console that arrives faster than it is read loses bytes without a mark.
    bool hasOverrun() { return false; }
    bool hasRxError() { return false; }
    void setDebugOutput(bool) {}
    // Nobody sends anything by which a rate could be told.
    void startDetectBaudrate() {}
    unsigned long testBaudrate() { return 0; }
    unsigned long detectBaudrate(time_t timeoutMillis);

    using Stream::read;
    int available() override { return isRxEnabled() ? line_.available() : 0; }
    int peek() override { return isRxEnabled() ? line_.peek() : -1; }
    int read() override { return isRxEnabled() ? line_.read() : -1; }
    int read(uint8_t* bytes, size_t count) override;
    int read(char* bytes, size_t count) { return read(reinterpret_cast<uint8_t*>(bytes), count); }
    int availableForWrite() override { return isTxEnabled() ? kFifoBytes : 0; }
    void flush() override { line_.flush(); }
    using Print::write;
    size_t write(uint8_t octet) override { return write(&octet, 1); }
    size_t write(const uint8_t* bytes, size_t count) override { return isTxEnabled() ? line_.write(bytes, count) : 0; }

  private:
    static constexpr int kFifoBytes = UART_TX_FIFO_SIZE;

    oceanhil::Line line_;
    SerialMode mode_ = SERIAL_FULL;
    int baud_ = 0;
    size_t rx_bytes_ = 256;
};

extern HardwareSerial Serial;
extern HardwareSerial Serial1;

/// Calls the sketch's `serialEvent`, if there is one and bytes have arrived: after each `loop`.
void serialEventRun();

#endif
