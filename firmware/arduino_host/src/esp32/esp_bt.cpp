// The controller of Bluetooth and Bluedroid above it, which nobody in reach ever answers. Facts:
// components/bt/controller/esp32/bt.c, components/bt/host/bluedroid/api/esp_bt_main.c and esp_bt_device.c of ESP-IDF
// 5.5.1; cores/esp32/esp32-hal-bt.c of arduino-esp32.
#include <esp32-hal-bt.h>
#include <esp_bt.h>
#include <esp_bt_device.h>
#include <esp_bt_main.h>
#include <esp_mac.h>

#include "memory_pieces.h"

namespace {

#if defined(CONFIG_IDF_TARGET_ESP32)
// 70 KB, the least that anybody has measured round `BLEDevice::init` on an ESP32 (nkolban/esp32-snippets#655; #928 has
// 83,496 bytes), in pieces such as its tasks and buffers are. What other chips take, nobody has told.
constexpr size_t kPiecesOfBluedroid = 35;
oceanhil::MemoryPieces<kPiecesOfBluedroid> bluedroid_memory;
bool take_bluedroid_memory() { return bluedroid_memory.take(); }
void give_back_bluedroid_memory() { bluedroid_memory.give_back(); }
#else
bool take_bluedroid_memory() { return true; }
void give_back_bluedroid_memory() {}
#endif

constexpr uint16_t kLeastTaskStack = 3584;

esp_bt_controller_status_t controller = ESP_BT_CONTROLLER_STATUS_IDLE;
esp_bluedroid_status_t bluedroid = ESP_BLUEDROID_STATUS_UNINITIALIZED;
esp_bt_mode_t controller_mode = ESP_BT_MODE_IDLE;
// A mode whose memory was released cannot be had until the next start.
int modes_left = OCEANHIL_BT_MODES;
esp_power_level_t sent_power[ESP_BLE_PWR_TYPE_NUM] = {
    ESP_PWR_LVL_P3, ESP_PWR_LVL_P3, ESP_PWR_LVL_P3, ESP_PWR_LVL_P3, ESP_PWR_LVL_P3, ESP_PWR_LVL_P3,
    ESP_PWR_LVL_P3, ESP_PWR_LVL_P3, ESP_PWR_LVL_P3, ESP_PWR_LVL_P3, ESP_PWR_LVL_P3, ESP_PWR_LVL_P3};

}  // namespace

extern "C" {

esp_err_t esp_bt_controller_init(esp_bt_controller_config_t* cfg) {
    if (controller != ESP_BT_CONTROLLER_STATUS_IDLE || modes_left == ESP_BT_MODE_IDLE) {
        return ESP_ERR_INVALID_STATE;
    }
    if (cfg == nullptr || cfg->controller_task_stack_size < kLeastTaskStack) {
        return ESP_ERR_INVALID_ARG;
    }
#if defined(CONFIG_IDF_TARGET_ESP32)
    cfg->magic = ESP_BT_CONTROLLER_CONFIG_MAGIC_VAL;
#endif
    if (cfg->magic != ESP_BT_CONTROLLER_CONFIG_MAGIC_VAL) {
        return ESP_ERR_INVALID_ARG;
    }
    controller_mode = static_cast<esp_bt_mode_t>(cfg->mode & modes_left);
    controller = ESP_BT_CONTROLLER_STATUS_INITED;
    return ESP_OK;
}

esp_err_t esp_bt_controller_deinit(void) {
    if (controller != ESP_BT_CONTROLLER_STATUS_INITED) {
        return ESP_ERR_INVALID_STATE;
    }
    controller = ESP_BT_CONTROLLER_STATUS_IDLE;
    return ESP_OK;
}

esp_err_t esp_bt_controller_enable(esp_bt_mode_t mode) {
    if (controller != ESP_BT_CONTROLLER_STATUS_INITED) {
        return ESP_ERR_INVALID_STATE;
    }
    if (mode != controller_mode) {
        return ESP_ERR_INVALID_ARG;
    }
    controller = ESP_BT_CONTROLLER_STATUS_ENABLED;
    return ESP_OK;
}

esp_err_t esp_bt_controller_disable(void) {
    if (controller != ESP_BT_CONTROLLER_STATUS_ENABLED) {
        return ESP_ERR_INVALID_STATE;
    }
    controller = ESP_BT_CONTROLLER_STATUS_INITED;
    return ESP_OK;
}

esp_bt_controller_status_t esp_bt_controller_get_status(void) { return controller; }

esp_err_t esp_bt_controller_mem_release(esp_bt_mode_t mode) {
    if (controller != ESP_BT_CONTROLLER_STATUS_IDLE || (mode & modes_left) == 0) {
        return ESP_ERR_INVALID_STATE;
    }
    modes_left &= ~mode;
    return ESP_OK;
}

esp_err_t esp_bt_mem_release(esp_bt_mode_t mode) { return esp_bt_controller_mem_release(mode); }

esp_err_t esp_ble_tx_power_set(esp_ble_power_type_t power_type, esp_power_level_t power_level) {
    if (power_type >= ESP_BLE_PWR_TYPE_NUM) {
        return ESP_ERR_INVALID_ARG;
    }
    if (controller == ESP_BT_CONTROLLER_STATUS_IDLE) {
        return ESP_ERR_INVALID_STATE;
    }
    sent_power[power_type] = power_level;
    return ESP_OK;
}

esp_power_level_t esp_ble_tx_power_get(esp_ble_power_type_t power_type) {
    return power_type < ESP_BLE_PWR_TYPE_NUM ? sent_power[power_type] : ESP_PWR_LVL_INVALID;
}

esp_bluedroid_status_t esp_bluedroid_get_status(void) { return bluedroid; }

esp_err_t esp_bluedroid_init(void) {
    if (controller != ESP_BT_CONTROLLER_STATUS_ENABLED || bluedroid != ESP_BLUEDROID_STATUS_UNINITIALIZED) {
        return ESP_ERR_INVALID_STATE;
    }
    bluedroid = ESP_BLUEDROID_STATUS_INITIALIZED;
    return ESP_OK;
}

esp_err_t esp_bluedroid_deinit(void) {
    if (bluedroid != ESP_BLUEDROID_STATUS_INITIALIZED) {
        return ESP_ERR_INVALID_STATE;
    }
    bluedroid = ESP_BLUEDROID_STATUS_UNINITIALIZED;
    return ESP_OK;
}

esp_err_t esp_bluedroid_enable(void) {
    if (bluedroid != ESP_BLUEDROID_STATUS_INITIALIZED) {
        return ESP_ERR_INVALID_STATE;
    }
    if (!take_bluedroid_memory()) {
        return ESP_ERR_NO_MEM;
    }
    bluedroid = ESP_BLUEDROID_STATUS_ENABLED;
    return ESP_OK;
}

esp_err_t esp_bluedroid_disable(void) {
    if (bluedroid != ESP_BLUEDROID_STATUS_ENABLED) {
        return ESP_ERR_INVALID_STATE;
    }
    give_back_bluedroid_memory();
    bluedroid = ESP_BLUEDROID_STATUS_INITIALIZED;
    return ESP_OK;
}

const uint8_t* esp_bt_dev_get_address(void) {
    static uint8_t own[ESP_BD_ADDR_LEN];
    return bluedroid == ESP_BLUEDROID_STATUS_ENABLED && esp_read_mac(own, ESP_MAC_BT) == ESP_OK ? own : nullptr;
}

bool btStarted(void) { return controller == ESP_BT_CONTROLLER_STATUS_ENABLED; }

bool btStart(void) {
    if (controller == ESP_BT_CONTROLLER_STATUS_IDLE) {
        esp_bt_controller_config_t config = BT_CONTROLLER_INIT_CONFIG_DEFAULT();
        if (esp_bt_controller_init(&config) != ESP_OK) {
            return false;
        }
    }
    if (controller == ESP_BT_CONTROLLER_STATUS_INITED) {
        esp_bt_controller_enable(OCEANHIL_BT_MODES);
    }
    return btStarted();
}

bool btStop(void) {
    esp_bt_controller_disable();
    esp_bt_controller_deinit();
    return controller == ESP_BT_CONTROLLER_STATUS_IDLE;
}
}
