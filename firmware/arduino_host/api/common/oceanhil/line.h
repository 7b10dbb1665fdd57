/// A serial line of a board: the console, or a UART with nothing attached.
///
/// Nothing attached means: no byte ever arrives, and what is written goes out into nothing, as fast as the line is.
/// Bound to itself, what is written comes back: each byte as late as the line's speed has it, in the pieces in which a
/// UART hands it over.
#ifndef OCEANHIL_LINE_H
#define OCEANHIL_LINE_H

#include <stddef.h>
#include <stdint.h>

#include <vector>

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
    /// From now on what is written comes back.
    void loop_back() { is_looped_ = attached_ == Attached::nothing; }
    bool is_looped() const { return is_looped_; }
    /// A piece is handed over once it has so many bytes, or nothing has come for so many times as long as a byte takes.
    void hand_over_at(uint8_t bytes) { piece_ = bytes == 0 ? 1 : bytes; }
    void hand_over_after(uint8_t symbols) { patience_ = symbols; }
    /// When the last of all that was written is handed over; 0 if it was.
    uint64_t last_comes_us() const { return coming_.empty() ? 0 : coming_.back().at_us; }
    /// Gives how much was taken: all, or nothing while it is closed.
    size_t write(const uint8_t* bytes, size_t count);
    /// Waits until all that was written is sent.
    void flush() const;

  private:
    struct Coming {
        uint64_t at_us;
        uint8_t byte;
    };
    static constexpr uint32_t kUsualBaud = 115200;
    static constexpr uint8_t kUsualPiece = 120;
    static constexpr uint8_t kUsualPatience = 2;

    bool hears() const { return is_open_ && attached_ == Attached::console; }
    uint64_t byte_us() const;
    void await_byte() const;
    void send_into_nothing(size_t count);
    void send_to_itself(const uint8_t* bytes, size_t count);

    Attached attached_;
    bool is_open_;
    bool is_looped_ = false;
    uint8_t piece_ = kUsualPiece;
    uint8_t patience_ = kUsualPatience;
    uint32_t baud_ = kUsualBaud;
    // Nothing of the heap while there is none.
    std::vector<Coming> coming_;
    // When the line has sent all that was written.
    uint64_t free_at_us_ = 0;
};

}  // namespace oceanhil

#endif
