#include "agent/agent.h"

namespace oceanremote {

namespace {

constexpr int64_t kUint32Most = 0xFFFFFFFF;
constexpr int64_t kMostEeprom = 65535;

}  // namespace

Agent::Answer Agent::eeprom_begin() {
    int64_t bytes = 0;
    const Found found = number_argument(0, 1, kMostEeprom, bytes);
    if (found != Found::kGood) {
        return refuse(found, "size, expected 1 to 65535");
    }
    const Answer begun = told(board_.eeprom_begin(board_.context, static_cast<uint32_t>(bytes)));
    if (begun == Answer::kDone) {
        sentences_.begin("HOK", command().sequence);
        sentences_.number(board_.eeprom_length(board_.context));
        return Answer::kBegun;
    }
    return begun;
}

Agent::Answer Agent::eeprom_range(int64_t address, size_t bytes) {
    const uint32_t size = board_.eeprom_length(board_.context);
    if (size == 0) {
        return refuse("out-of-range", "EEPROM has 0 bytes, send EEPROM,BEGIN first");
    }
    return address + static_cast<int64_t>(bytes) > int64_t{size} ? refuse("out-of-range", "beyond the end of EEPROM")
                                                                 : Answer::kDone;
}

Agent::Answer Agent::eeprom_read() {
    int64_t address = 0;
    int64_t length = 0;
    Found found = number_argument(0, 0, kUint32Most, address);
    found = found == Found::kGood ? number_argument(1, 1, kDataBytes, length) : found;
    if (found != Found::kGood) {
        return refuse(found, "address and length, expected 1 to 256 bytes");
    }
    uint8_t data[kDataBytes];
    const size_t bytes = static_cast<size_t>(length);
    const Answer possible = eeprom_range(address, bytes);
    if (possible != Answer::kDone) {
        return possible;
    }
    const Answer read = told(board_.eeprom_read(board_.context, static_cast<uint32_t>(address), data, bytes));
    if (read != Answer::kDone) {
        return read;
    }
    sentences_.begin("HOK", command().sequence);
    sentences_.data(data, bytes);
    return Answer::kBegun;
}

Agent::Answer Agent::eeprom_write() {
    int64_t address = 0;
    View data;
    Found found = number_argument(0, 0, kUint32Most, address);
    found = found == Found::kGood ? data_argument(1, 1, kDataBytes, data) : found;
    if (found != Found::kGood) {
        return refuse(found, "address and data, expected 1 to 256 bytes");
    }
    const Answer possible = eeprom_range(address, data.bytes);
    if (possible != Answer::kDone) {
        return possible;
    }
    const uint8_t* bytes = reinterpret_cast<const uint8_t*>(data.data);
    return told(board_.eeprom_write(board_.context, static_cast<uint32_t>(address), bytes, data.bytes));
}

Agent::Answer Agent::eeprom_xor() {
    int64_t address = 0;
    View mask;
    Found found = number_argument(0, 0, kUint32Most, address);
    found = found == Found::kGood ? data_argument(1, 1, kDataBytes, mask) : found;
    if (found != Found::kGood) {
        return refuse(found, "address and data, expected 1 to 256 bytes");
    }
    const Answer possible = eeprom_range(address, mask.bytes);
    if (possible != Answer::kDone) {
        return possible;
    }
    const uint32_t from = static_cast<uint32_t>(address);
    uint8_t data[kDataBytes];
    const Answer read = told(board_.eeprom_read(board_.context, from, data, mask.bytes));
    if (read != Answer::kDone) {
        return read;
    }
    for (size_t at = 0; at < mask.bytes; ++at) {
        data[at] = static_cast<uint8_t>(data[at] ^ static_cast<uint8_t>(mask.data[at]));
    }
    return told(board_.eeprom_write(board_.context, from, data, mask.bytes));
}

Agent::Answer Agent::eeprom_erase() {
    const Answer possible = eeprom_range(0, 1);
    if (possible != Answer::kDone) {
        return possible;
    }
    uint8_t blank[kDataBytes];
    for (uint8_t& byte : blank) {
        byte = 0xFF;
    }
    const uint32_t size = board_.eeprom_length(board_.context);
    for (uint32_t at = 0; at < size; at += static_cast<uint32_t>(sizeof blank)) {
        const size_t bytes = size - at < sizeof blank ? size - at : sizeof blank;
        if (board_.eeprom_write(board_.context, at, blank, bytes) == OR_POWER_LOST) {
            return Answer::kNone;
        }
    }
    return Answer::kDone;
}

Agent::Answer Agent::eeprom_commit() { return told(board_.eeprom_commit(board_.context)); }

}  // namespace oceanremote
