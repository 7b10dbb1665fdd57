#include <EEPROM.h>
#include <remarks.h>
#include <storage.h>

namespace machine = oceanhil::machine;

namespace {

constexpr const char* kOwnName = "eeprom";

}  // namespace

EEPROMClass::EEPROMClass() : name_(kOwnName) {}

EEPROMClass::EEPROMClass(uint32_t) : name_(kOwnName) {}

EEPROMClass::EEPROMClass(const char* name) : name_(name) {}

EEPROMClass::~EEPROMClass() { end(); }

const char* EEPROMClass::place() const { return strcmp(name_, kOwnName) == 0 ? "" : name_; }

bool EEPROMClass::begin(size_t size) {
    const uint8_t* stored = nullptr;
    size_t bytes = 0;
    if (size == 0 || !machine::eeprom_begin(place(), static_cast<uint32_t>(size), stored, bytes)) {
        return false;
    }
    // What was changed before is still to be committed, though what it was is gone: the core keeps its mark.
    delete[] data_;
    data_ = new uint8_t[bytes];
    memcpy(data_, stored, bytes);
    size_ = bytes;
    return true;
}

void EEPROMClass::end() {
    if (size_ == 0) {
        return;
    }
    commit();
    delete[] data_;
    data_ = nullptr;
    size_ = 0;
}

bool EEPROMClass::isDirty() { return is_dirty_; }

uint8_t EEPROMClass::read(int address) { return holds(address, 1) ? data_[address] : 0; }

void EEPROMClass::write(int address, uint8_t value) {
    if (holds(address, 1) && data_[address] != value) {
        data_[address] = value;
        is_dirty_ = true;
    }
}

bool EEPROMClass::commit() {
    if (size_ == 0) {
        return false;
    }
    if (is_dirty_ && machine::eeprom_commit(place(), data_, size_)) {
        is_dirty_ = false;
    }
    return !is_dirty_;
}

uint8_t* EEPROMClass::getDataPtr() {
    is_dirty_ = true;
    return data_;
}

uint16_t EEPROMClass::length() { return static_cast<uint16_t>(size_); }

bool EEPROMClass::text_at(int address, size_t& length) const {
    if (address < 0 || static_cast<size_t>(address) >= size_) {
        return false;
    }
    const void* const end = memchr(data_ + address, 0, size_ - static_cast<size_t>(address));
    if (end == nullptr) {
        return false;
    }
    length = static_cast<size_t>(static_cast<const uint8_t*>(end) - data_) - static_cast<size_t>(address);
    return true;
}

size_t EEPROMClass::readString(int address, char* value, size_t max_length) {
    size_t length = 0;
    if (value == nullptr || !holds(address, max_length) || !text_at(address, length) || length > max_length) {
        return 0;
    }
    memcpy(value, data_ + address, length);
    value[length] = 0;
    return length;
}

String EEPROMClass::readString(int address) {
    size_t length = 0;
    return text_at(address, length) ? String(reinterpret_cast<const char*>(data_ + address)) : String();
}

size_t EEPROMClass::readBytes(int address, void* value, size_t max_length) {
    if (value == nullptr || max_length == 0 || !holds(address, max_length)) {
        return 0;
    }
    memcpy(value, data_ + address, max_length);
    return max_length;
}

size_t EEPROMClass::writeString(int address, const char* value) {
    if (value == nullptr || address < 0) {
        return 0;
    }
    const size_t length = strlen(value);
    // The core looks for room without the NUL, and writes it: what lies behind the last byte is not ours to write.
    if (!holds(address, length)) {
        return 0;
    }
    write_all(address, value, holds(address, length + 1) ? length + 1 : length);
    is_dirty_ = true;
    return length;
}

size_t EEPROMClass::writeBytes(int address, const void* value, size_t length) {
    return value == nullptr || length == 0 ? 0 : write_all(address, value, length);
}

size_t EEPROMClass::write_all(int address, const void* value, size_t bytes) {
    if (!holds(address, bytes)) {
        machine::remark_write_beyond(address, bytes, size_);
        return 0;
    }
    memcpy(data_ + address, value, bytes);
    is_dirty_ = true;
    return bytes;
}

EEPROMClass EEPROM;
