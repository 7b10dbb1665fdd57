/// What the EEPROM classes of esp8266/Arduino and arduino-pico have in common: bytes in RAM of one flash sector.
///
/// Behaviour: libraries/EEPROM of both cores. `write` and `put` mark what changes; asking for the bytes themselves
/// marks them all; a second `begin` forgets what was not committed.
#ifndef OCEANHIL_SECTOR_EEPROM_H
#define OCEANHIL_SECTOR_EEPROM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace oceanhil {

class SectorEeprom {
  public:
    uint8_t read(int address) const;
    void write(int address, uint8_t value);
    bool commit();
    bool end();

    template <typename T>
    T& get(int address, T& value) {
        if (holds(address, sizeof(T))) {
            memcpy(static_cast<void*>(&value), data_ + address, sizeof(T));
        }
        return value;
    }

    template <typename T>
    const T& put(int address, const T& value) {
        const auto* const bytes = reinterpret_cast<const uint8_t*>(&value);
        if (holds(address, sizeof(T)) && memcmp(data_ + address, bytes, sizeof(T)) != 0) {
            memcpy(data_ + address, bytes, sizeof(T));
            is_dirty_ = true;
        }
        return value;
    }

    size_t length() const { return size_; }

    uint8_t* getDataPtr() {
        is_dirty_ = true;
        return data_;
    }

    const uint8_t* getConstDataPtr() const { return data_; }

    uint8_t& operator[](int address) { return getDataPtr()[address]; }
    const uint8_t& operator[](int address) const { return data_[address]; }

  protected:
    /// Takes the place as `machine::eeprom_begin` does; the text must live as long as the object.
    explicit SectorEeprom(const char* place) : place_(place) {}

    /// Reads so many bytes of flash into RAM; without them RAM stays as it is.
    void load(size_t size);

  private:
    /// As in the cores an address far beyond every size wraps, and what it then reaches is not looked at.
    bool holds(int address, size_t bytes) const { return address >= 0 && address + bytes <= size_; }

    const char* place_;
    uint8_t* data_ = nullptr;
    size_t size_ = 0;
    bool is_dirty_ = false;
};

}  // namespace oceanhil

#endif
