#include <oceanhil/sector_eeprom.h>
#include <storage.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

void SectorEeprom::load(size_t size) {
    const uint8_t* stored = nullptr;
    size_t bytes = 0;
    if (!machine::eeprom_begin(place_, static_cast<uint32_t>(size), stored, bytes)) {
        return;
    }
    if (bytes != size_) {
        delete[] data_;
        data_ = new uint8_t[bytes];
        size_ = bytes;
    }
    memcpy(data_, stored, bytes);
    is_dirty_ = false;
}

uint8_t SectorEeprom::read(int address) const { return holds(address, 1) ? data_[address] : 0; }

void SectorEeprom::write(int address, uint8_t value) { put(address, value); }

bool SectorEeprom::commit() {
    if (size_ == 0) {
        return false;
    }
    if (is_dirty_ && machine::eeprom_commit(place_, data_, size_)) {
        is_dirty_ = false;
    }
    return !is_dirty_;
}

bool SectorEeprom::end() {
    if (size_ == 0) {
        return false;
    }
    const bool is_committed = commit();
    delete[] data_;
    data_ = nullptr;
    size_ = 0;
    is_dirty_ = false;
    return is_committed;
}

}  // namespace oceanhil
