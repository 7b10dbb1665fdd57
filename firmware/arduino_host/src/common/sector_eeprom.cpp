#include <oceanhil/sector_eeprom.h>
#include <remarks.h>
#include <storage.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

void SectorEeprom::load(size_t size) {
    const uint8_t* stored = nullptr;
    size_t bytes = 0;
    if (!machine::eeprom_begin(place_, static_cast<uint32_t>(size), stored, bytes)) {
        return;
    }
    if (bytes != _size) {
        delete[] _data;
        _data = new uint8_t[bytes];
        _size = bytes;
    }
    memcpy(_data, stored, bytes);
    _dirty = false;
}

uint8_t SectorEeprom::read(int address) const { return holds(address, 1) ? _data[address] : 0; }

void SectorEeprom::write(int address, uint8_t value) { put(address, value); }

void SectorEeprom::refuse(int address, size_t bytes) const { machine::remark_write_beyond(address, bytes, _size); }

bool SectorEeprom::commit() {
    if (_size == 0) {
        return false;
    }
    if (_dirty && machine::eeprom_commit(place_, _data, _size)) {
        _dirty = false;
    }
    return !_dirty;
}

bool SectorEeprom::end() {
    if (_size == 0) {
        return false;
    }
    const bool is_committed = commit();
    delete[] _data;
    _data = nullptr;
    _size = 0;
    _dirty = false;
    return is_committed;
}

}  // namespace oceanhil
