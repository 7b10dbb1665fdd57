// Raw flash below the storage libraries: for a bench that puts a board back byte for byte.
#include "agent/agent.h"
#include "agent/sha256.h"

namespace oceanremote {

namespace {

constexpr int64_t kUint32Most = 0xFFFFFFFF;
constexpr int64_t kSectorBytes = 4096;
constexpr int64_t kMostSectors = 32;
constexpr size_t kDigestBytes = 8;

}  // namespace

Agent::Answer Agent::flash_range(int64_t address, int64_t bytes) {
    return address + bytes > int64_t{board_.flash_bytes(board_.context)}
               ? refuse("out-of-range", "beyond the end of the flash chip")
               : Answer::kDone;
}

Agent::Answer Agent::flash_sectors(int64_t address, int64_t sectors) {
    if (address % kSectorBytes != 0) {
        return refuse("bad-argument", "address, expected a multiple of 4096");
    }
    return flash_range(address, sectors * kSectorBytes);
}

Agent::Answer Agent::flash_read() {
    int64_t address = 0;
    int64_t length = 0;
    Found found = number_argument(0, 0, kUint32Most, address);
    found = found == Found::kGood ? number_argument(1, 1, kDataBytes, length) : found;
    if (found != Found::kGood) {
        return refuse(found, "address and length, expected 1 to 256 bytes");
    }
    const Answer possible = flash_range(address, length);
    if (possible != Answer::kDone) {
        return possible;
    }
    uint8_t data[kDataBytes];
    const size_t bytes = static_cast<size_t>(length);
    const Answer read = told(board_.flash_read(board_.context, static_cast<uint32_t>(address), data, bytes));
    if (read != Answer::kDone) {
        return read;
    }
    sentences_.begin("HOK", command().sequence);
    sentences_.data(data, bytes);
    return Answer::kBegun;
}

Agent::Answer Agent::flash_write() {
    int64_t address = 0;
    View data;
    Found found = number_argument(0, 0, kUint32Most, address);
    found = found == Found::kGood ? data_argument(1, 1, kDataBytes, data) : found;
    if (found != Found::kGood) {
        return refuse(found, "address and data, expected 1 to 256 bytes");
    }
    const Answer possible = flash_range(address, static_cast<int64_t>(data.bytes));
    if (possible != Answer::kDone) {
        return possible;
    }
    const uint8_t* bytes = reinterpret_cast<const uint8_t*>(data.data);
    return told(board_.flash_program(board_.context, static_cast<uint32_t>(address), bytes, data.bytes));
}

Agent::Answer Agent::flash_erase() {
    int64_t address = 0;
    const Found found = number_argument(0, 0, kUint32Most, address);
    if (found != Found::kGood) {
        return refuse(found, "address");
    }
    const Answer possible = flash_sectors(address, 1);
    return possible == Answer::kDone ? told(board_.flash_erase(board_.context, static_cast<uint32_t>(address)))
                                     : possible;
}

Agent::Answer Agent::flash_hash() {
    int64_t address = 0;
    int64_t sectors = 0;
    Found found = number_argument(0, 0, kUint32Most, address);
    found = found == Found::kGood ? number_argument(1, 1, kMostSectors, sectors) : found;
    if (found != Found::kGood) {
        return refuse(found, "address and sectors, expected 1 to 32");
    }
    const Answer possible = flash_sectors(address, sectors);
    if (possible != Answer::kDone) {
        return possible;
    }
    sentences_.begin("HOK", command().sequence);
    for (int64_t at = 0; at < sectors; ++at) {
        const Answer put = put_digest(static_cast<uint32_t>(address + at * kSectorBytes));
        if (put != Answer::kBegun) {
            return put;
        }
    }
    return Answer::kBegun;
}

Agent::Answer Agent::put_digest(uint32_t address) {
    Sha256 sum;
    uint8_t data[kDataBytes];
    for (uint32_t at = 0; at < static_cast<uint32_t>(kSectorBytes); at += static_cast<uint32_t>(sizeof data)) {
        const Answer read = told(board_.flash_read(board_.context, address + at, data, sizeof data));
        if (read != Answer::kDone) {
            return read;
        }
        sum.add(data, sizeof data);
    }
    uint8_t digest[Sha256::kDigestBytes];
    sum.end(digest);
    sentences_.data(digest, kDigestBytes);
    return Answer::kBegun;
}

}  // namespace oceanremote
