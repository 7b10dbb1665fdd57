// A server, its services and their values: handles are given as Bluedroid gives them, and nobody in reach connects.
// Facts: libraries/BLE/src/BLEServer.cpp, BLEService.cpp, BLECharacteristic.cpp and BLEDescriptor.cpp of arduino-esp32.
#include <BLEDevice.h>
#include <BLEServer.h>
#include <assert.h>
#include <machine.h>

#include <algorithm>
#include <array>
#include <utility>

namespace {

constexpr uint16_t kNoBleHandle = 0xffff;
constexpr uint16_t kHandlesOfCharacteristic = 2;

/// The last of those that have the number; a null pointer if none has.
template <class Part>
Part* with_uuid(const std::vector<Part*>& parts, const BLEUUID& uuid) {
    const auto found =
        std::find_if(parts.rbegin(), parts.rend(), [&uuid](Part* each) { return each->getUUID().equals(uuid); });
    return found == parts.rend() ? nullptr : *found;
}

}  // namespace

BLEDescriptor::BLEDescriptor(BLEUUID uuid, uint16_t max_len) : uuid_(uuid), room_(max_len) { value_.reserve(max_len); }

void BLEDescriptor::setValue(const uint8_t* data, size_t size) {
    if (size <= room_) {
        value_.assign(reinterpret_cast<const char*>(data), size);
    }
}

BLEDescriptor* BLECharacteristic::getDescriptorByUUID(BLEUUID descriptorUUID) {
    return with_uuid(descriptors_, descriptorUUID);
}

esp_gatt_char_prop_t BLECharacteristic::getProperties() {
    static constexpr std::array<std::pair<uint32_t, uint8_t>, 6> kBits = {{
        {PROPERTY_READ, ESP_GATT_CHAR_PROP_BIT_READ},
        {PROPERTY_WRITE, ESP_GATT_CHAR_PROP_BIT_WRITE},
        {PROPERTY_NOTIFY, ESP_GATT_CHAR_PROP_BIT_NOTIFY},
        {PROPERTY_BROADCAST, ESP_GATT_CHAR_PROP_BIT_BROADCAST},
        {PROPERTY_INDICATE, ESP_GATT_CHAR_PROP_BIT_INDICATE},
        {PROPERTY_WRITE_NR, ESP_GATT_CHAR_PROP_BIT_WRITE_NR},
    }};
    uint8_t bits = 0;
    for (const auto& [property, bit] : kBits) {
        bits |= (properties_ & property) != 0 ? bit : 0;
    }
    return bits;
}

void BLECharacteristic::notify(bool is_notification) {
    (void)is_notification;
    assert(getService() != nullptr);
    if (callbacks_ != nullptr) {
        callbacks_->onNotify(this);
        callbacks_->onStatus(this, BLECharacteristicCallbacks::ERROR_NO_CLIENT, 0);
    }
}

void BLECharacteristic::setValue(const uint8_t* data, size_t size) {
    if (size <= ESP_GATT_MAX_ATTR_LEN) {
        value_.assign(reinterpret_cast<const char*>(data), size);
    }
}

uint16_t BLECharacteristic::take_handles(BLEService* service, uint16_t next, uint16_t end) {
    if (handle_ != kNoBleHandle) {
        return next;
    }
    service_ = service;
    // The first is the declaration's, the second that of its value.
    const bool has_room = next + kHandlesOfCharacteristic <= end;
    handle_ = has_room ? static_cast<uint16_t>(next + 1) : 0;
    next = static_cast<uint16_t>(next + (has_room ? kHandlesOfCharacteristic : 0));
    for (BLEDescriptor* const each : descriptors_) {
        each->characteristic_ = this;
        each->handle_ = next < end ? next++ : 0;
    }
    return next;
}

BLECharacteristic* BLEService::createCharacteristic(BLEUUID uuid, uint32_t properties) {
    auto* const made = new BLECharacteristic(uuid, properties);
    addCharacteristic(made);
    return made;
}

BLECharacteristic* BLEService::getCharacteristic(BLEUUID uuid) { return with_uuid(characteristics_, uuid); }

bool BLEService::start() {
    uint16_t next = static_cast<uint16_t>(handle_ + 1);
    for (BLECharacteristic* const each : characteristics_) {
        next = each->take_handles(this, next, end_);
    }
    return true;
}

uint32_t BLEServer::getConnectedCount() {
    // Who looks again and again for somebody waits: each look takes its time.
    oceanhil::machine::micros();
    return 0;
}

BLEService* BLEServer::createService(BLEUUID uuid, uint32_t numHandles, uint8_t inst_id) {
    const auto handles = static_cast<uint16_t>(numHandles);
    auto* const made = new BLEService(this, uuid, next_handle_, handles);
    made->m_instId = inst_id;
    next_handle_ = static_cast<uint16_t>(next_handle_ + handles);
    services_.push_back(made);
    return made;
}

BLEService* BLEServer::getServiceByUUID(BLEUUID uuid) { return with_uuid(services_, uuid); }

void BLEServer::removeService(BLEService* service) {
    services_.erase(std::remove(services_.begin(), services_.end(), service), services_.end());
}

BLEAdvertising* BLEServer::getAdvertising() { return BLEDevice::getAdvertising(); }

void BLEServer::startAdvertising() { BLEDevice::startAdvertising(); }

bool BLEServer::connect(BLEAddress address) { return BLEClient().connect(address); }

void BLEServer::updateConnParams(esp_bd_addr_t remote_bda, uint16_t minInterval, uint16_t maxInterval, uint16_t latency,
                                 uint16_t timeout) {
    esp_ble_conn_update_params_t params = {{}, minInterval, maxInterval, latency, timeout};
    std::copy(remote_bda, remote_bda + ESP_BD_ADDR_LEN, params.bda);
    esp_ble_gap_update_conn_params(&params);
}
