/// A serial line of a board: the console, or a UART with nothing attached.
///
/// Nothing attached means: no byte ever arrives, and what is written goes out into nothing, as fast as it is written.
#ifndef OCEANHIL_LINE_H
#define OCEANHIL_LINE_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil {

enum class Attached : uint8_t { console, nothing };

class Line {
  public:
    explicit Line(Attached attached, bool is_open = false) : attached_(attached), is_open_(is_open) {}

    void open(size_t room);
    /// In bits a second.
    void set_speed(uint32_t baud);
    void close() { is_open_ = false; }
    bool is_open() const { return is_open_; }
    bool is_console() const { return attached_ == Attached::console; }

    int available() const;
    int read();
    int peek() const;
    size_t read(uint8_t* bytes, size_t most);
    /// Gives how much was taken: all, or nothing while it is closed.
    size_t write(const uint8_t* bytes, size_t count);

  private:
    bool hears() const { return is_open_ && attached_ == Attached::console; }

    Attached attached_;
    bool is_open_;
};

}  // namespace oceanhil

#endif
