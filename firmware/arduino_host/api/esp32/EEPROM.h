/// EEPROM of arduino-esp32: a blob in NVS, whose name is its namespace and its key.
///
/// Behaviour: libraries/EEPROM/src/EEPROM.cpp there. It has neither `operator[]` nor `update`.
#ifndef EEPROM_h
#define EEPROM_h

#include <Arduino.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef EEPROM_FLASH_PARTITION_NAME
#define EEPROM_FLASH_PARTITION_NAME "eeprom"
#endif

class EEPROMClass {
  public:
    EEPROMClass();
    /// NVS has no sectors: the core's own object, whatever the number.
    explicit EEPROMClass(uint32_t sector);
    explicit EEPROMClass(const char* name);
    ~EEPROMClass();
    EEPROMClass(const EEPROMClass&) = delete;
    EEPROMClass& operator=(const EEPROMClass&) = delete;

    bool begin(size_t size);
    uint8_t read(int address);
    void write(int address, uint8_t value);
    uint16_t length();
    bool commit();
    void end();
    bool isDirty();
    uint8_t* getDataPtr();

    template <typename T>
    T& get(int address, T& value) {
        if (holds(address, sizeof(T))) {
            memcpy(static_cast<void*>(&value), data_ + address, sizeof(T));
        }
        return value;
    }

    template <typename T>
    const T& put(int address, const T& value) {
        write_all(address, &value, sizeof(T));
        return value;
    }

    uint8_t readByte(int address) { return read_all<uint8_t>(address); }
    int8_t readChar(int address) { return read_all<int8_t>(address); }
    uint8_t readUChar(int address) { return read_all<uint8_t>(address); }
    int16_t readShort(int address) { return read_all<int16_t>(address); }
    uint16_t readUShort(int address) { return read_all<uint16_t>(address); }
    int32_t readInt(int address) { return read_all<int32_t>(address); }
    uint32_t readUInt(int address) { return read_all<uint32_t>(address); }
    int32_t readLong(int address) { return read_all<int32_t>(address); }
    uint32_t readULong(int address) { return read_all<uint32_t>(address); }
    int64_t readLong64(int address) { return read_all<int64_t>(address); }
    uint64_t readULong64(int address) { return read_all<uint64_t>(address); }
    float readFloat(int address) { return read_all<float>(address); }
    double readDouble(int address) { return read_all<double>(address); }
    bool readBool(int address) { return read_all<int8_t>(address) != 0; }
    size_t readString(int address, char* value, size_t max_length);
    String readString(int address);
    size_t readBytes(int address, void* value, size_t max_length);

    size_t writeByte(int address, uint8_t value) { return write_all(address, &value, sizeof value); }
    size_t writeChar(int address, int8_t value) { return write_all(address, &value, sizeof value); }
    size_t writeUChar(int address, uint8_t value) { return write_all(address, &value, sizeof value); }
    size_t writeShort(int address, int16_t value) { return write_all(address, &value, sizeof value); }
    size_t writeUShort(int address, uint16_t value) { return write_all(address, &value, sizeof value); }
    size_t writeInt(int address, int32_t value) { return write_all(address, &value, sizeof value); }
    size_t writeUInt(int address, uint32_t value) { return write_all(address, &value, sizeof value); }
    size_t writeLong(int address, int32_t value) { return write_all(address, &value, sizeof value); }
    size_t writeULong(int address, uint32_t value) { return write_all(address, &value, sizeof value); }
    size_t writeLong64(int address, int64_t value) { return write_all(address, &value, sizeof value); }
    size_t writeULong64(int address, uint64_t value) { return write_all(address, &value, sizeof value); }
    size_t writeFloat(int address, float value) { return write_all(address, &value, sizeof value); }
    size_t writeDouble(int address, double value) { return write_all(address, &value, sizeof value); }
    size_t writeBool(int address, bool value) { return write_all(address, &value, sizeof value); }
    size_t writeString(int address, const char* value);
    size_t writeString(int address, String value) { return writeString(address, value.c_str()); }
    size_t writeBytes(int address, const void* value, size_t length);

  private:
    /// As in the core an address far beyond every size wraps.
    bool holds(int address, size_t bytes) const { return address >= 0 && address + bytes <= size_; }

    template <typename T>
    T read_all(int address) {
        T value = 0;
        return get(address, value);
    }

    size_t write_all(int address, const void* value, size_t bytes);
    /// How long the text at an address is; false if there is none, or it does not end within the bytes.
    bool text_at(int address, size_t& length) const;
    const char* place() const;

    uint8_t* data_ = nullptr;
    size_t size_ = 0;
    bool is_dirty_ = false;
    const char* name_;
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_EEPROM)
extern EEPROMClass EEPROM;
#endif

#endif
