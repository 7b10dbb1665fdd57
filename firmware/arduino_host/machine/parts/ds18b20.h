/// The DS18B20: a thermometer on a 1-Wire bus, with power of its own.
///
/// Source: Maxim Integrated, "DS18B20 Programmable Resolution 1-Wire Digital Thermometer", 19-7487 Rev 6: ROM commands and
/// function commands (pages 10 to 12), time slots (pages 15 and 16), the scratchpad (page 8). The check sum is that of
/// Application Note 27.
#ifndef OCEANHIL_MACHINE_PARTS_DS18B20_H
#define OCEANHIL_MACHINE_PARTS_DS18B20_H

#include "line_part.h"

namespace oceanhil::parts {

class Ds18b20 : public LinePart {
  public:
    Ds18b20();

    void surround(const Climate& climate) override { climate_ = climate; }
    void held(bool is_low, uint64_t now_us) override;
    bool pulls_low(uint64_t now_us) const override;
    uint64_t next_edge_us(uint64_t now_us) const override;

  private:
    /// What the bus's next bits are.
    enum class Turn : uint8_t { none, rom_command, match, search, search_choice, function, write, read, status };

    static constexpr uint8_t kRomBytes = 8;
    static constexpr uint8_t kScratchpadBytes = 9;

    void begin_bus(uint64_t now_us);
    bool is_telling() const;
    bool bit_to_tell(uint64_t now_us);
    void bit_told();
    void take(bool bit, uint64_t now_us);
    void take_byte(uint8_t byte, uint64_t now_us);
    void take_rom_command(uint8_t command);
    void take_function(uint8_t command, uint64_t now_us);
    void tell(const uint8_t* bytes, uint8_t size, Turn then);
    void measure(uint64_t now_us);
    void show(int temperature_tenths);
    uint8_t surplus_bits() const;

    Climate climate_;
    uint8_t rom_[kRomBytes];
    uint8_t scratchpad_[kScratchpadBytes];
    // What the sensor's own EEPROM keeps: both alarms and the resolution.
    uint8_t kept_[3];

    bool is_held_ = false;
    uint64_t held_us_ = 0;
    uint64_t pulls_from_us_ = 0;
    uint64_t pulls_until_us_ = 0;

    Turn turn_ = Turn::none;
    Turn then_ = Turn::none;
    uint8_t told_[kScratchpadBytes] = {};
    uint8_t told_bits_ = 0;
    uint8_t bits_to_tell_ = 0;
    uint8_t taken_ = 0;
    uint8_t taken_bits_ = 0;
    uint8_t taken_bytes_ = 0;
    bool is_complement_ = false;

    bool is_measuring_ = false;
    uint64_t measured_us_ = 0;
    int16_t measured_tenths_ = 0;
};

}  // namespace oceanhil::parts

#endif
