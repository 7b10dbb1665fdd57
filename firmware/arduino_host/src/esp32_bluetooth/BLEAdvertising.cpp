#include <BLEAdvertising.h>
#include <esp_bt_main.h>

namespace {

constexpr int kUuidBitsOf16 = 16;
constexpr int kUuidBitsOf32 = 32;

bool can_advertise() { return esp_bluedroid_get_status() == ESP_BLUEDROID_STATUS_ENABLED; }

/// The least significant byte first; nothing without a number.
std::string uuid_bytes(BLEUUID& uuid) {
    const esp_bt_uuid_t* const native = uuid.getNative();
    if (native == nullptr) {
        return {};
    }
    return {reinterpret_cast<const char*>(native->uuid.uuid128), native->len};
}

}  // namespace

void BLEAdvertisementData::append(const std::string& bytes) {
    if (payload_.size() + bytes.size() <= ESP_BLE_ADV_DATA_LEN_MAX) {
        payload_ += bytes;
    }
}

void BLEAdvertisementData::add(uint8_t type, const std::string& bytes) {
    append(std::string{static_cast<char>(bytes.size() + 1), static_cast<char>(type)} + bytes);
}

void BLEAdvertisementData::add_service(const ServiceTypes& types, BLEUUID& uuid, const std::string& data) {
    const int bits = uuid.bitSize();
    if (bits == 0) {
        return;
    }
    const uint8_t type = bits == kUuidBitsOf16   ? types.of_16
                         : bits == kUuidBitsOf32 ? types.of_32
                                                 : types.of_128;
    add(type, uuid_bytes(uuid) + data);
}

void BLEAdvertisementData::setAppearance(uint16_t appearance) {
    add(ESP_BLE_AD_TYPE_APPEARANCE, {static_cast<char>(appearance), static_cast<char>(appearance >> 8)});
}

void BLEAdvertisementData::setCompleteServices(BLEUUID uuid) {
    add_service({ESP_BLE_AD_TYPE_16SRV_CMPL, ESP_BLE_AD_TYPE_32SRV_CMPL, ESP_BLE_AD_TYPE_128SRV_CMPL}, uuid);
}

void BLEAdvertisementData::setPartialServices(BLEUUID uuid) {
    add_service({ESP_BLE_AD_TYPE_16SRV_PART, ESP_BLE_AD_TYPE_32SRV_PART, ESP_BLE_AD_TYPE_128SRV_PART}, uuid);
}

void BLEAdvertisementData::setFlags(uint8_t flag) { add(ESP_BLE_AD_TYPE_FLAG, {static_cast<char>(flag)}); }

bool BLEAdvertising::removeServiceUUID(int index) {
    if (index < 0 || static_cast<size_t>(index) >= services_.size()) {
        return false;
    }
    services_.erase(services_.begin() + index);
    return true;
}

bool BLEAdvertising::removeServiceUUID(BLEUUID serviceUUID) {
    for (size_t index = 0; index < services_.size(); index++) {
        if (services_[index].equals(serviceUUID)) {
            return removeServiceUUID(static_cast<int>(index));
        }
    }
    return false;
}

bool BLEAdvertising::start() { return can_advertise(); }

bool BLEAdvertising::stop() { return can_advertise(); }

bool BLEAdvertising::setAdvertisementData(BLEAdvertisementData& advertisementData) {
    (void)advertisementData;
    return can_advertise();
}

bool BLEAdvertising::setScanResponseData(BLEAdvertisementData& advertisementData) {
    (void)advertisementData;
    return can_advertise();
}

bool BLEAdvertising::setDeviceAddress(esp_bd_addr_t addr, esp_ble_addr_type_t type) {
    (void)addr;
    (void)type;
    return can_advertise();
}
