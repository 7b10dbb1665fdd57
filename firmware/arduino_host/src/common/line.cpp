#include "oceanhil/line.h"

#include "machine.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

void Line::open(size_t room) {
    is_open_ = true;
    if (attached_ == Attached::console) {
        machine::console_room(room);
    }
}

void Line::set_speed(uint32_t baud) {
    if (attached_ == Attached::console) {
        machine::console_speed(baud);
    }
}

int Line::available() const { return hears() ? static_cast<int>(machine::console_available()) : 0; }

int Line::read() { return hears() ? machine::console_read() : -1; }

int Line::peek() const { return hears() ? machine::console_peek() : -1; }

size_t Line::read(uint8_t* bytes, size_t most) {
    size_t count = 0;
    while (count < most) {
        const int byte = read();
        if (byte < 0) {
            break;
        }
        bytes[count++] = static_cast<uint8_t>(byte);
    }
    return count;
}

size_t Line::write(const uint8_t* bytes, size_t count) {
    if (!is_open_ || count == 0) {
        return 0;
    }
    if (attached_ == Attached::console) {
        machine::console_write(bytes, count);
    }
    return count;
}

}  // namespace oceanhil
