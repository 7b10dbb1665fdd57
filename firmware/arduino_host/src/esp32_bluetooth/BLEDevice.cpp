// Bluetooth Low Energy on and off, and the objects of which there is one each. Facts: libraries/BLE/src/BLEDevice.cpp
// and BLESecurity.cpp of arduino-esp32; components/bt/host/bluedroid/api/esp_gap_ble_api.c and esp_gatt_common_api.c of
// ESP-IDF 5.5.1.
#include <BLEDevice.h>
#include <esp32-hal-bt.h>
#include <esp_bt_device.h>
#include <esp_bt_main.h>
#include <esp_gatt_common_api.h>
#include <esp_random.h>
#include <freertos/task.h>

#include "ble_ends.h"

namespace {

constexpr uint32_t kBleInitMs = 200;
constexpr uint32_t kBlePassKeys = 1000000;
constexpr size_t kLongestBleName = 248;
constexpr uint16_t kBleMtuAtFirst = ESP_GATT_DEF_BLE_MTU_SIZE;

struct LowEnergy {
    bool is_initialized = false;
    std::string name;
    BLEServer* server = nullptr;
    BLEScan* scan = nullptr;
    BLEAdvertising* advertising = nullptr;
    uint16_t applications = 0;
    uint16_t mtu = kBleMtuAtFirst;
    uint32_t pass_key = BLE_SM_DEFAULT_PASSKEY;
};

LowEnergy& low_energy() {
    static LowEnergy only;
    return only;
}

esp_err_t judge_bluedroid() {
    return esp_bluedroid_get_status() == ESP_BLUEDROID_STATUS_ENABLED ? ESP_OK : ESP_ERR_INVALID_STATE;
}

}  // namespace

bool BLEDevice::begin(const std::string& name) {
    if (low_energy().is_initialized) {
        return true;
    }
    if (!btStart()) {
        return false;
    }
    if (esp_bluedroid_get_status() == ESP_BLUEDROID_STATUS_UNINITIALIZED && esp_bluedroid_init() != ESP_OK) {
        return false;
    }
    if (esp_bluedroid_get_status() != ESP_BLUEDROID_STATUS_ENABLED && esp_bluedroid_enable() != ESP_OK) {
        return false;
    }
    low_energy().name = name;
    low_energy().is_initialized = true;
    vTaskDelay(pdMS_TO_TICKS(kBleInitMs));
    return true;
}

const std::string& BLEDevice::name() { return low_energy().name; }

void BLEDevice::deinit(bool release_memory) {
    if (!low_energy().is_initialized) {
        return;
    }
    oceanhil::end_ble_scan();
    esp_bluedroid_disable();
    esp_bluedroid_deinit();
    btStop();
    if (release_memory) {
        esp_bt_controller_mem_release(OCEANHIL_BT_MODES);
    } else {
        low_energy().is_initialized = false;
    }
}

bool BLEDevice::getInitialized() { return low_energy().is_initialized; }

BLEClient* BLEDevice::createClient() {
    auto* const made = new BLEClient;
    made->m_appId = low_energy().applications++;
    return made;
}

BLEServer* BLEDevice::createServer() {
    LowEnergy& all = low_energy();
    if (all.server == nullptr) {
        // Its registration is never answered.
        while (judge_bluedroid() != ESP_OK) {
            vTaskDelay(portMAX_DELAY);
        }
        all.server = new BLEServer;
        all.server->m_appId = all.applications++;
    }
    return all.server;
}

BLEServer* BLEDevice::getServer() { return low_energy().server; }

BLEScan* BLEDevice::getScan() {
    LowEnergy& all = low_energy();
    if (all.scan == nullptr) {
        all.scan = new BLEScan;
    }
    return all.scan;
}

BLEAdvertising* BLEDevice::getAdvertising() {
    LowEnergy& all = low_energy();
    if (all.advertising == nullptr) {
        all.advertising = new BLEAdvertising;
    }
    return all.advertising;
}

BLEAddress BLEDevice::getAddress() {
    esp_bd_addr_t own;
    memcpy(own, esp_bt_dev_get_address(), sizeof own);
    return {own};
}

void BLEDevice::setPower(esp_power_level_t powerLevel, esp_ble_power_type_t powerType) {
    esp_ble_tx_power_set(powerType, powerLevel);
}

int BLEDevice::getPower(esp_ble_power_type_t powerType) {
    constexpr int kDbmOfLevel = 3;
    return (esp_ble_tx_power_get(powerType) - ESP_PWR_LVL_N0) * kDbmOfLevel;
}

esp_err_t BLEDevice::setMTU(uint16_t mtu) {
    const esp_err_t error = esp_ble_gatt_set_local_mtu(mtu);
    if (error == ESP_OK) {
        low_energy().mtu = mtu;
    }
    return error;
}

uint16_t BLEDevice::getMTU() { return low_energy().mtu; }

uint32_t BLESecurity::setPassKey(bool staticPasskey, uint32_t passkey) {
    low_energy().pass_key = staticPasskey ? passkey : esp_random() % kBlePassKeys;
    return low_energy().pass_key;
}

uint32_t BLESecurity::getPassKey() { return low_energy().pass_key; }

extern "C" {

esp_err_t esp_ble_gatt_set_local_mtu(uint16_t mtu) {
    if (judge_bluedroid() != ESP_OK) {
        return ESP_ERR_INVALID_STATE;
    }
    return mtu < ESP_GATT_DEF_BLE_MTU_SIZE || mtu > ESP_GATT_MAX_MTU_SIZE ? ESP_ERR_INVALID_SIZE : ESP_OK;
}

esp_err_t esp_ble_gap_set_security_param(esp_ble_sm_param_t param_type, void* value, uint8_t len) {
    (void)value;
    (void)len;
    return param_type >= ESP_BLE_SM_MAX_PARAM ? ESP_ERR_INVALID_ARG : judge_bluedroid();
}

esp_err_t esp_ble_gap_set_device_name(const char* name) {
    if (judge_bluedroid() != ESP_OK) {
        return ESP_ERR_INVALID_STATE;
    }
    return name == nullptr || name[0] == '\0' || strlen(name) > kLongestBleName ? ESP_ERR_INVALID_ARG : ESP_OK;
}

esp_err_t esp_ble_gap_update_conn_params(esp_ble_conn_update_params_t* params) {
    (void)params;
    return judge_bluedroid();
}

esp_err_t esp_ble_gap_disconnect(esp_bd_addr_t remote_device) {
    (void)remote_device;
    return judge_bluedroid();
}

int esp_ble_get_bond_device_num(void) { return judge_bluedroid() == ESP_OK ? 0 : ESP_FAIL; }

esp_err_t esp_ble_get_bond_device_list(int* dev_num, esp_ble_bond_dev_t* dev_list) {
    if (dev_num == nullptr || dev_list == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    *dev_num = 0;
    return judge_bluedroid();
}

esp_err_t esp_ble_remove_bond_device(esp_bd_addr_t bd_addr) {
    (void)bd_addr;
    return judge_bluedroid();
}
}
