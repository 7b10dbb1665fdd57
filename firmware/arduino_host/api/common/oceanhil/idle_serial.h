/// A serial line of one's own making, on two pins with nothing attached: what is written goes out into nothing, and no
/// byte ever arrives.
#ifndef OCEANHIL_IDLE_SERIAL_H
#define OCEANHIL_IDLE_SERIAL_H

#include <Stream.h>
#include <stdint.h>

#include "oceanhil/line.h"

namespace oceanhil {

class IdleSerial : public Stream {
  public:
    void end() { line_.close(); }
    void listen() {}
    bool stopListening() { return false; }
    int available() override { return line_.available(); }
    int peek() override { return line_.peek(); }
    int read() override { return line_.read(); }
    void flush() override {}
    using Print::write;
    size_t write(uint8_t byte) override { return line_.write(&byte, 1); }
    size_t write(const uint8_t* bytes, size_t count) override { return line_.write(bytes, count); }

  protected:
    void open() { line_.open(0); }
    bool is_open() const { return line_.is_open(); }

  private:
    Line line_{Attached::nothing};
};

}  // namespace oceanhil

#endif
