#include "sentence.h"

#include "machine.h"

namespace bare {

void send_event(const char* words, size_t length) {
    constexpr char digits[] = "0123456789ABCDEF";
    Text<96> sentence;
    sentence.add("$HEV,0,");
    sentence.add(words, length);
    uint8_t checksum = 0;
    for (size_t i = 1; i < sentence.size(); i++) {
        checksum = static_cast<uint8_t>(checksum ^ static_cast<uint8_t>(sentence.data()[i]));
    }
    const char end[] = {'*', digits[checksum >> 4], digits[checksum & 15], '\r', '\n'};
    sentence.add(end, sizeof end);
    machine::console_write(reinterpret_cast<const uint8_t*>(sentence.data()), sentence.size());
}

}  // namespace bare
