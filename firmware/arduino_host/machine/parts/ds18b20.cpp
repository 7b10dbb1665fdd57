#include "ds18b20.h"

#include <string.h>

#include <algorithm>
#include <cmath>

namespace oceanhil::parts {

namespace {

constexpr uint64_t kResetUs = 480;
// A slot that the program holds for longer than this and shorter than a reset is none.
constexpr uint64_t kSlotUs = 120;
// It looks 15 to 60 µs behind the beginning of a slot, and holds a zero as long.
constexpr uint64_t kLooksUs = 30;
constexpr uint64_t kPresenceFromUs = 30;
constexpr uint64_t kPresenceUs = 120;
constexpr uint64_t kMeasuringUs = 750000;
constexpr int kPowerOnTenths = 850;

enum RomCommand : uint8_t { kReadRom = 0x33, kMatchRom = 0x55, kSkipRom = 0xCC, kSearchRom = 0xF0 };

enum Function : uint8_t {
    kConvert = 0x44,
    kCopy = 0x48,
    kWrite = 0x4E,
    kReadPowerSupply = 0xB4,
    kRecall = 0xB8,
    kRead = 0xBE
};

constexpr uint8_t kBitsOfByte = 8;
constexpr uint8_t kRomBits = 64;
constexpr uint8_t kAlarmHigh = 2;
constexpr uint8_t kConfig = 4;
constexpr uint8_t kFirstRom[] = {0x28, 0x0C, 0xEA, 0x20, 0x00, 0x00, 0x01};
constexpr uint8_t kFirstScratchpad[] = {0, 0, 0x4B, 0x46, 0x7F, 0xFF, 0x0C, 0x10};

uint8_t check_sum_of(const uint8_t* bytes, uint8_t size) {
    uint8_t sum = 0;
    for (uint8_t at = 0; at < size; ++at) {
        sum ^= bytes[at];
        for (uint8_t bit = 0; bit < kBitsOfByte; ++bit) {
            sum = static_cast<uint8_t>((sum & 1) != 0 ? sum >> 1 ^ 0x8C : sum >> 1);
        }
    }
    return sum;
}

bool bit_of(const uint8_t* bytes, uint8_t bit) { return (bytes[bit / kBitsOfByte] >> bit % kBitsOfByte & 1) != 0; }

}  // namespace

Ds18b20::Ds18b20() {
    memcpy(rom_, kFirstRom, sizeof kFirstRom);
    rom_[kRomBytes - 1] = check_sum_of(rom_, kRomBytes - 1);
    memcpy(scratchpad_, kFirstScratchpad, sizeof kFirstScratchpad);
    memcpy(kept_, scratchpad_ + kAlarmHigh, sizeof kept_);
    show(kPowerOnTenths);
}

void Ds18b20::held(bool is_low, uint64_t now_us) {
    if (is_low == is_held_) {
        return;
    }
    is_held_ = is_low;
    if (is_low) {
        held_us_ = now_us;
        pulls_from_us_ = now_us;
        pulls_until_us_ = is_telling() && !bit_to_tell(now_us) ? now_us + kLooksUs : now_us;
        return;
    }
    const uint64_t held_us = now_us - held_us_;
    if (held_us >= kResetUs) {
        begin_bus(now_us);
    } else if (held_us > kSlotUs) {
        turn_ = Turn::none;
    } else if (is_telling()) {
        bit_told();
    } else {
        take(held_us < kLooksUs, now_us);
    }
}

bool Ds18b20::pulls_low(uint64_t now_us) const { return now_us >= pulls_from_us_ && now_us < pulls_until_us_; }

uint64_t Ds18b20::next_edge_us(uint64_t now_us) const {
    if (pulls_from_us_ == pulls_until_us_ || now_us >= pulls_until_us_) {
        return kNever;
    }
    return now_us < pulls_from_us_ ? pulls_from_us_ : pulls_until_us_;
}

void Ds18b20::begin_bus(uint64_t now_us) {
    turn_ = Turn::rom_command;
    taken_bits_ = 0;
    pulls_from_us_ = now_us + kPresenceFromUs;
    pulls_until_us_ = pulls_from_us_ + kPresenceUs;
}

bool Ds18b20::is_telling() const { return turn_ == Turn::read || turn_ == Turn::search || turn_ == Turn::status; }

/// Told are the bytes of an answer; each bit of the ROM and its complement; or whether the last command is done.
bool Ds18b20::bit_to_tell(uint64_t now_us) {
    if (turn_ == Turn::read) {
        return bit_of(told_, told_bits_);
    }
    if (turn_ == Turn::search) {
        return bit_of(rom_, taken_bits_) != is_complement_;
    }
    measure(now_us);
    return !is_measuring_;
}

void Ds18b20::bit_told() {
    if (turn_ == Turn::search) {
        turn_ = is_complement_ ? Turn::search_choice : Turn::search;
        is_complement_ = !is_complement_;
    } else if (turn_ == Turn::read && ++told_bits_ == bits_to_tell_) {
        turn_ = then_;
        taken_bits_ = 0;
    }
}

void Ds18b20::take(bool bit, uint64_t now_us) {
    if (turn_ == Turn::none) {
        return;
    }
    if (turn_ == Turn::search_choice || turn_ == Turn::match) {
        // Whoever is not meant says nothing until the next reset.
        const bool is_meant = bit == bit_of(rom_, taken_bits_);
        const bool is_last = ++taken_bits_ == kRomBits;
        const Turn next = turn_ == Turn::match ? Turn::match : Turn::search;
        turn_ = is_meant ? (is_last ? Turn::function : next) : Turn::none;
        taken_bits_ = is_last ? 0 : taken_bits_;
        return;
    }
    taken_ = static_cast<uint8_t>(taken_ >> 1 | (bit ? 0x80 : 0));
    if (++taken_bits_ == kBitsOfByte) {
        taken_bits_ = 0;
        take_byte(taken_, now_us);
    }
}

void Ds18b20::take_byte(uint8_t byte, uint64_t now_us) {
    if (turn_ == Turn::rom_command) {
        return take_rom_command(byte);
    }
    if (turn_ == Turn::function) {
        return take_function(byte, now_us);
    }
    // Three bytes are written: both alarms and the resolution, of which two bits are the program's.
    const uint8_t at = kAlarmHigh + taken_bytes_;
    scratchpad_[at] = at == kConfig ? static_cast<uint8_t>((byte & 0x60) | 0x1F) : byte;
    turn_ = ++taken_bytes_ == sizeof kept_ ? Turn::none : Turn::write;
}

void Ds18b20::take_rom_command(uint8_t command) {
    is_complement_ = false;
    switch (command) {
        case kReadRom:
            return tell(rom_, kRomBytes, Turn::function);
        case kMatchRom:
            turn_ = Turn::match;
            return;
        case kSkipRom:
            turn_ = Turn::function;
            return;
        case kSearchRom:
            turn_ = Turn::search;
            return;
        default:
            // No alarm is on.
            turn_ = Turn::none;
    }
}

void Ds18b20::take_function(uint8_t command, uint64_t now_us) {
    measure(now_us);
    turn_ = Turn::status;
    switch (command) {
        case kConvert:
            is_measuring_ = true;
            measured_us_ = now_us + (kMeasuringUs >> surplus_bits());
            measured_tenths_ = climate_.temperature_tenths;
            return;
        case kCopy:
            memcpy(kept_, scratchpad_ + kAlarmHigh, sizeof kept_);
            return;
        case kRecall:
            memcpy(scratchpad_ + kAlarmHigh, kept_, sizeof kept_);
            return;
        case kReadPowerSupply:
            return;
        case kWrite:
            turn_ = Turn::write;
            taken_bytes_ = 0;
            return;
        case kRead:
            scratchpad_[kScratchpadBytes - 1] = check_sum_of(scratchpad_, kScratchpadBytes - 1);
            return tell(scratchpad_, kScratchpadBytes, Turn::none);
        default:
            turn_ = Turn::none;
    }
}

void Ds18b20::tell(const uint8_t* bytes, uint8_t size, Turn then) {
    memcpy(told_, bytes, size);
    told_bits_ = 0;
    bits_to_tell_ = static_cast<uint8_t>(size * kBitsOfByte);
    turn_ = Turn::read;
    then_ = then;
}

void Ds18b20::measure(uint64_t now_us) {
    if (is_measuring_ && now_us >= measured_us_) {
        is_measuring_ = false;
        show(measured_tenths_);
    }
}

/// In sixteenths of a degree, of which those that the resolution leaves out are zeros.
void Ds18b20::show(int temperature_tenths) {
    const int tenths = std::clamp(temperature_tenths, -550, 1250);
    const auto sixteenths = static_cast<uint16_t>(std::lround(tenths * 1.6));
    const auto shown = static_cast<uint16_t>(sixteenths >> surplus_bits() << surplus_bits());
    scratchpad_[0] = static_cast<uint8_t>(shown);
    scratchpad_[1] = static_cast<uint8_t>(shown >> kBitsOfByte);
}

uint8_t Ds18b20::surplus_bits() const { return static_cast<uint8_t>(3 - (scratchpad_[kConfig] >> 5 & 3)); }

}  // namespace oceanhil::parts
