// ESP, and ESP-IDF's calls about the chip.
#include <Arduino.h>
#include <boot.h>
#include <esp_cpu.h>
#include <esp_heap_caps.h>
#include <esp_mac.h>
#include <esp_sleep.h>
#include <esp_system.h>
#include <heap.h>
#include <machine.h>
#include <network.h>
#include <storage.h>
#include <string.h>

#include <algorithm>
#include <new>
#include <vector>

namespace machine = oceanhil::machine;

namespace {

constexpr size_t kMacBytes = 6;
constexpr uint32_t kMega = 1000000;
constexpr uint32_t kFlashHz = 80 * kMega;
// The application partition of the core's default table (tools/partitions/default.csv), and an image of usual size in
// it.
constexpr uint32_t kPartitionBytes = 0x140000;
constexpr uint32_t kImageBytes = 0xE8000;
constexpr uint32_t kWordBytes = 4;
// A sleep that nothing ends: a hundred years.
constexpr uint64_t kForeverUs = 100ULL * 365 * 86400 * kMega;

// What was enabled to end a sleep, a bit each; only the timer ever does.
uint32_t wakeup_sources = 0;
uint64_t timer_us = 0;
bool has_slept_lightly = false;
esp_deep_sleep_cb_t sleep_hooks[3] = {};

std::vector<shutdown_handler_t>& shutdown_handlers() {
    static std::vector<shutdown_handler_t> all;
    return all;
}

bool is_woken_by(esp_sleep_source_t source) { return (wakeup_sources >> source & 1) != 0; }

esp_err_t enable_wakeup(esp_sleep_source_t source, bool is_possible) {
    if (!is_possible) {
        return ESP_ERR_INVALID_ARG;
    }
    wakeup_sources |= 1U << source;
    return ESP_OK;
}

bool is_outside(uint32_t caps) { return (caps & MALLOC_CAP_SPIRAM) != 0; }

bool is_in_words(uint32_t offset, size_t size) { return offset % kWordBytes == 0 && size % kWordBytes == 0; }

esp_reset_reason_t software_reason() {
    switch (machine::last_crash()) {
        case machine::LastCrash::panic:
        case machine::LastCrash::software_watchdog:
            return ESP_RST_PANIC;
        case machine::LastCrash::task_watchdog:
            return ESP_RST_TASK_WDT;
        case machine::LastCrash::interrupt_watchdog:
            return ESP_RST_INT_WDT;
        case machine::LastCrash::none:
            break;
    }
    return ESP_RST_SW;
}

}  // namespace

extern "C" {

void esp_restart(void) {
    const std::vector<shutdown_handler_t> handlers = shutdown_handlers();
    std::for_each(handlers.rbegin(), handlers.rend(), [](shutdown_handler_t each) { each(); });
    machine::restart();
}

esp_err_t esp_register_shutdown_handler(shutdown_handler_t handle) {
    auto& all = shutdown_handlers();
    if (std::find(all.begin(), all.end(), handle) != all.end()) {
        return ESP_ERR_INVALID_STATE;
    }
    all.push_back(handle);
    return ESP_OK;
}

esp_err_t esp_unregister_shutdown_handler(shutdown_handler_t handle) {
    auto& all = shutdown_handlers();
    const auto found = std::find(all.begin(), all.end(), handle);
    if (found == all.end()) {
        return ESP_ERR_INVALID_STATE;
    }
    all.erase(found);
    return ESP_OK;
}

uint32_t esp_get_free_heap_size(void) {
    machine::look();
    return machine::heap_free();
}


uint32_t esp_get_free_internal_heap_size(void) { return machine::heap_free(); }

uint32_t esp_get_minimum_free_heap_size(void) { return machine::heap_least_free(); }

const char* esp_get_idf_version(void) { return ESP.getSdkVersion(); }

void esp_chip_info(esp_chip_info_t* out_info) {
#if CONFIG_IDF_TARGET_ESP32S3
    constexpr esp_chip_model_t kModel = CHIP_ESP32S3;
    constexpr uint32_t kFeatures = CHIP_FEATURE_WIFI_BGN | CHIP_FEATURE_BLE;
#elif CONFIG_IDF_TARGET_ESP32C3
    constexpr esp_chip_model_t kModel = CHIP_ESP32C3;
    constexpr uint32_t kFeatures = CHIP_FEATURE_WIFI_BGN | CHIP_FEATURE_BLE;
#else
    constexpr esp_chip_model_t kModel = CHIP_ESP32;
    constexpr uint32_t kFeatures = CHIP_FEATURE_WIFI_BGN | CHIP_FEATURE_BLE | CHIP_FEATURE_BT;
#endif
    *out_info = {kModel, kFeatures, ESP.getChipRevision(), ESP.getChipCores()};
}

void* heap_caps_malloc(size_t size, uint32_t caps) { return is_outside(caps) ? nullptr : malloc(size); }

void* heap_caps_calloc(size_t n, size_t size, uint32_t caps) { return is_outside(caps) ? nullptr : calloc(n, size); }

void* heap_caps_realloc(void* ptr, size_t size, uint32_t caps) {
    return is_outside(caps) ? nullptr : realloc(ptr, size);
}

void heap_caps_free(void* ptr) { free(ptr); }

size_t heap_caps_get_total_size(uint32_t caps) { return is_outside(caps) ? 0 : machine::heap_size(); }

size_t heap_caps_get_free_size(uint32_t caps) {
    machine::look();
    return is_outside(caps) ? 0 : machine::heap_free();
}


size_t heap_caps_get_minimum_free_size(uint32_t caps) { return is_outside(caps) ? 0 : machine::heap_least_free(); }

size_t heap_caps_get_largest_free_block(uint32_t caps) { return is_outside(caps) ? 0 : machine::heap_largest(); }

void heap_caps_get_info(multi_heap_info_t* info, uint32_t caps) {
    const size_t free_bytes = heap_caps_get_free_size(caps);
    *info = {free_bytes, heap_caps_get_total_size(caps) - free_bytes, heap_caps_get_largest_free_block(caps),
             heap_caps_get_minimum_free_size(caps), 0, 0, 0};
}

bool heap_caps_check_integrity_all(bool print_errors) { return (void)print_errors, machine::heap_is_whole(); }

esp_reset_reason_t esp_reset_reason(void) {
    switch (machine::reset_reason()) {
        case machine::Reset::power_on:
        case machine::Reset::pin:
            return ESP_RST_POWERON;
        case machine::Reset::software:
            return software_reason();
        case machine::Reset::watchdog:
            // That of timer group 0, as the ROM says it.
            return ESP_RST_TASK_WDT;
        case machine::Reset::brownout:
            return ESP_RST_BROWNOUT;
        case machine::Reset::deep_sleep:
            return ESP_RST_DEEPSLEEP;
    }
    return ESP_RST_UNKNOWN;
}

void esp_system_abort(const char* details) {
    machine::console_write(reinterpret_cast<const uint8_t*>(details), strlen(details));
    machine::crash(machine::Crash::abort);
}

esp_err_t esp_efuse_mac_get_default(uint8_t* mac) {
    if (mac == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    return machine::mac_read(mac) ? ESP_OK : ESP_ERR_INVALID_CRC;
}

esp_err_t esp_read_mac(uint8_t* mac, esp_mac_type_t type) {
    const esp_err_t is_read = esp_efuse_mac_get_default(mac);
    if (is_read == ESP_OK) {
        mac[kMacBytes - 1] = static_cast<uint8_t>(mac[kMacBytes - 1] + type);
    }
    return is_read;
}

esp_err_t esp_base_mac_addr_get(uint8_t* mac) { return esp_efuse_mac_get_default(mac); }

esp_err_t esp_sleep_enable_timer_wakeup(uint64_t time_in_us) {
    timer_us = time_in_us;
    return enable_wakeup(ESP_SLEEP_WAKEUP_TIMER, true);
}

esp_err_t esp_sleep_disable_wakeup_source(esp_sleep_source_t source) {
    if (source == ESP_SLEEP_WAKEUP_ALL) {
        wakeup_sources = 0;
        return ESP_OK;
    }
    if (!is_woken_by(source)) {
        return ESP_ERR_INVALID_STATE;
    }
    wakeup_sources &= ~(1U << source);
    return ESP_OK;
}

esp_sleep_wakeup_cause_t esp_sleep_get_wakeup_cause(void) {
    const bool is_awake_again = has_slept_lightly || machine::reset_reason() == machine::Reset::deep_sleep;
    return is_awake_again ? ESP_SLEEP_WAKEUP_TIMER : ESP_SLEEP_WAKEUP_UNDEFINED;
}

esp_err_t esp_sleep_enable_ext0_wakeup(gpio_num_t gpio_num, int level) {
    return enable_wakeup(ESP_SLEEP_WAKEUP_EXT0, gpio_num >= 0 && (level == 0 || level == 1));
}

esp_err_t esp_sleep_enable_ext1_wakeup(uint64_t io_mask, esp_sleep_ext1_wakeup_mode_t level_mode) {
    return enable_wakeup(ESP_SLEEP_WAKEUP_EXT1, level_mode <= ESP_EXT1_WAKEUP_ANY_HIGH && io_mask != 0);
}

esp_err_t esp_sleep_enable_ext1_wakeup_io(uint64_t io_mask, esp_sleep_ext1_wakeup_mode_t level_mode) {
    return esp_sleep_enable_ext1_wakeup(io_mask, level_mode);
}

esp_err_t esp_deep_sleep_enable_gpio_wakeup(uint64_t gpio_pin_mask, esp_deepsleep_gpio_wake_up_mode_t mode) {
    return enable_wakeup(ESP_SLEEP_WAKEUP_GPIO, gpio_pin_mask != 0 && mode <= ESP_GPIO_WAKEUP_GPIO_HIGH);
}

esp_err_t esp_sleep_enable_gpio_wakeup(void) { return enable_wakeup(ESP_SLEEP_WAKEUP_GPIO, true); }

esp_err_t esp_sleep_enable_uart_wakeup(int uart_num) {
    return enable_wakeup(ESP_SLEEP_WAKEUP_UART, uart_num == 0 || uart_num == 1);
}

esp_err_t esp_sleep_enable_touchpad_wakeup(void) { return enable_wakeup(ESP_SLEEP_WAKEUP_TOUCHPAD, true); }

esp_err_t esp_sleep_pd_config(esp_sleep_pd_domain_t domain, esp_sleep_pd_option_t option) {
    return domain >= ESP_PD_DOMAIN_MAX || option > ESP_PD_OPTION_AUTO ? ESP_ERR_INVALID_ARG : ESP_OK;
}

uint64_t esp_sleep_get_ext1_wakeup_status(void) { return 0; }

uint64_t esp_sleep_get_gpio_wakeup_status(void) { return 0; }

touch_pad_t esp_sleep_get_touchpad_wakeup_status(void) { return TOUCH_PAD_MAX; }

void esp_deep_sleep_start(void) {
    for (const esp_deep_sleep_cb_t each : sleep_hooks) {
        if (each != nullptr) {
            each();
        }
    }
    machine::deep_sleep(is_woken_by(ESP_SLEEP_WAKEUP_TIMER) ? timer_us : kForeverUs);
}

void esp_deep_sleep(uint64_t time_in_us) {
    esp_sleep_enable_timer_wakeup(time_in_us);
    esp_deep_sleep_start();
}

esp_err_t esp_deep_sleep_try_to_start(void) { esp_deep_sleep_start(); }

esp_err_t esp_deep_sleep_try(uint64_t time_in_us) { esp_deep_sleep(time_in_us); }

esp_err_t esp_deep_sleep_register_hook(esp_deep_sleep_cb_t new_dslp_cb) {
    for (esp_deep_sleep_cb_t& each : sleep_hooks) {
        if (each == nullptr || each == new_dslp_cb) {
            each = new_dslp_cb;
            return ESP_OK;
        }
    }
    return ESP_ERR_NO_MEM;
}

void esp_deep_sleep_deregister_hook(esp_deep_sleep_cb_t old_dslp_cb) {
    for (esp_deep_sleep_cb_t& each : sleep_hooks) {
        each = each == old_dslp_cb ? nullptr : each;
    }
}

void esp_deep_sleep_disable_rom_logging(void) {}

esp_err_t esp_sleep_enable_wifi_wakeup(void) { return enable_wakeup(ESP_SLEEP_WAKEUP_WIFI, true); }

esp_err_t esp_sleep_disable_wifi_wakeup(void) { return esp_sleep_disable_wakeup_source(ESP_SLEEP_WAKEUP_WIFI); }

esp_err_t esp_sleep_enable_bt_wakeup(void) { return enable_wakeup(ESP_SLEEP_WAKEUP_BT, true); }

esp_err_t esp_sleep_disable_bt_wakeup(void) { return esp_sleep_disable_wakeup_source(ESP_SLEEP_WAKEUP_BT); }

bool esp_sleep_is_valid_wakeup_gpio(gpio_num_t gpio_num) {
#if defined(CONFIG_IDF_TARGET_ESP32S3)
    return gpio_num >= 0 && gpio_num <= 21;
#elif defined(CONFIG_IDF_TARGET_ESP32C3)
    return gpio_num >= 0 && gpio_num <= 5;
#else
    constexpr uint64_t kPins = 1ULL << 0 | 1ULL << 2 | 1ULL << 4 | 0xFULL << 12 | 7ULL << 25 | 0xFFULL << 32;
    return gpio_num >= 0 && (kPins >> gpio_num & 1) != 0;
#endif
}

uint32_t esp_sleep_get_wakeup_causes(void) { return 1U << esp_sleep_get_wakeup_cause(); }

esp_err_t esp_light_sleep_start(void) {
    if (!is_woken_by(ESP_SLEEP_WAKEUP_TIMER)) {
        return ESP_ERR_INVALID_STATE;
    }
    machine::wait_us(timer_us);
    has_slept_lightly = true;
    return ESP_OK;
}

}  // extern "C"

void EspClass::restart() { esp_restart(); }

uint32_t EspClass::getHeapSize() { return machine::heap_size(); }
uint32_t EspClass::getFreeHeap() {
    machine::look();
    return machine::heap_free();
}

uint32_t EspClass::getMinFreeHeap() { return machine::heap_least_free(); }
uint32_t EspClass::getMaxAllocHeap() { return machine::heap_largest(); }

#if CONFIG_IDF_TARGET_ESP32S3
uint16_t EspClass::getChipRevision() { return 2; }
const char* EspClass::getChipModel() { return "ESP32-S3"; }
uint8_t EspClass::getChipCores() { return 2; }
#elif CONFIG_IDF_TARGET_ESP32C3
uint16_t EspClass::getChipRevision() { return 4; }
const char* EspClass::getChipModel() { return "ESP32-C3"; }
uint8_t EspClass::getChipCores() { return 1; }
#else
uint16_t EspClass::getChipRevision() { return 301; }
const char* EspClass::getChipModel() { return "ESP32-D0WD-V3"; }
uint8_t EspClass::getChipCores() { return 2; }
#endif

uint32_t EspClass::getCpuFreqMHz() { return getCpuFrequencyMhz(); }

uint32_t esp_cpu_get_cycle_count() { return ESP.getCycleCount(); }

int esp_cpu_get_core_id() { return ARDUINO_RUNNING_CORE; }

uint32_t EspClass::getCycleCount() { return static_cast<uint32_t>(machine::micros() * (F_CPU / kMega)); }

const char* EspClass::getSdkVersion() { return "v5.5.1"; }
const char* EspClass::getCoreVersion() { return ESP_ARDUINO_VERSION_STR; }

void EspClass::deepSleep(uint64_t time_us) { esp_deep_sleep(time_us); }

uint32_t EspClass::magicFlashChipSize(uint8_t byte) {
    constexpr uint32_t kSmallest = 0x100000;
    constexpr uint8_t kMostDoublings = 8;
    const uint8_t doublings = (byte & 0xF0) >> 4;
    return doublings > kMostDoublings ? 0 : kSmallest << doublings;
}

uint32_t EspClass::getFlashChipSize() { return machine::flash_size(); }
uint32_t EspClass::getFlashChipSpeed() { return kFlashHz; }
FlashMode_t EspClass::getFlashChipMode() { return FM_DIO; }

uint32_t EspClass::getSketchSize() { return kImageBytes; }
uint32_t EspClass::getFreeSketchSpace() { return kPartitionBytes; }

bool EspClass::flashEraseSector(uint32_t sector) { return machine::flash_erase(sector); }

bool EspClass::flashWrite(uint32_t offset, uint32_t* data, size_t size) {
    return is_in_words(offset, size) && machine::flash_write(offset, data, size);
}

bool EspClass::flashRead(uint32_t offset, uint32_t* data, size_t size) {
    return is_in_words(offset, size) && machine::flash_read(offset, data, size);
}

uint32_t EspClass::magicFlashChipSpeed(uint8_t byte) {
    constexpr uint32_t k26Mhz = 26 * kMega;
    switch (byte & 0x0F) {
        case 0x0:
            return kFlashHz / 2;
        case 0x1:
            return k26Mhz;
        case 0x2:
            return kFlashHz / 4;
        case 0xF:
            return kFlashHz;
        default:
            return 0;
    }
}

String EspClass::getSketchMD5() { return "6f6365616e68696c2073696d756c6174"; }

bool EspClass::partitionEraseRange(const esp_partition_t* partition, uint32_t offset, size_t size) {
    return esp_partition_erase_range(partition, offset, size) == ESP_OK;
}

bool EspClass::partitionWrite(const esp_partition_t* partition, uint32_t offset, uint32_t* data, size_t size) {
    return esp_partition_write(partition, offset, data, size) == ESP_OK;
}

bool EspClass::partitionRead(const esp_partition_t* partition, uint32_t offset, uint32_t* data, size_t size) {
    return esp_partition_read(partition, offset, data, size) == ESP_OK;
}

uint64_t EspClass::getEfuseMac() {
    uint64_t mac = 0;
    return machine::mac_read(reinterpret_cast<uint8_t*>(&mac)) ? mac : 0;
}

EspClass ESP;

namespace oceanhil::machine {

/// The core is built with exceptions: whoever catches none has the abort of std::terminate.
void out_of_memory() { throw std::bad_alloc(); }

#if CONFIG_IDF_TARGET_ESP32
// 110,580 bytes can be had at once, however much is free: the longest region is that of 113,840 bytes at 0x3ffe4350
// (espressif/esp-idf#5783 and #12100). The heaps of the others are not broken up like that.
uint32_t heap_region() {
    constexpr uint32_t kLargestBlock = 110580;
    constexpr uint32_t kOverhead = 12;
    return kLargestBlock + kOverhead;
}
#endif

}  // namespace oceanhil::machine
