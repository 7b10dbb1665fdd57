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
            memcpy(static_cast<void*>(&value), _data + address, sizeof(T));
        }
        return value;
    }

    template <typename T>
    const T& put(int address, const T& value) {
        const auto* const bytes = reinterpret_cast<const uint8_t*>(&value);
        if (!holds(address, sizeof(T))) {
            refuse(address, sizeof(T));
        } else if (memcmp(_data + address, bytes, sizeof(T)) != 0) {
            memcpy(_data + address, bytes, sizeof(T));
            _dirty = true;
        }
        return value;
    }

    size_t length() const { return _size; }

    uint8_t* getDataPtr() {
        _dirty = true;
        return _data;
    }

    const uint8_t* getConstDataPtr() const { return _data; }

    uint8_t& operator[](int address) { return getDataPtr()[address]; }
    const uint8_t& operator[](int address) const { return _data[address]; }

  protected:
    /// Takes the place as `machine::eeprom_begin` does; the text must live as long as the object.
    explicit SectorEeprom(const char* place) : place_(place) {}

    /// Reads so many bytes of flash into RAM; without them RAM stays as it is.
    void load(size_t size);

    // By the cores' names, for libraries derive from the class: EEPROM_Rotate reads and writes them.
    uint8_t* _data = nullptr;
    size_t _size = 0;
    bool _dirty = false;

  private:
    /// As in the cores an address far beyond every size wraps, and what it then reaches is not looked at.
    bool holds(int address, size_t bytes) const { return address >= 0 && address + bytes <= _size; }

    /// Leaves a write alone, as the cores do, which tell nobody.
    void refuse(int address, size_t bytes) const;

    const char* place_;
};

}  // namespace oceanhil

#endif
