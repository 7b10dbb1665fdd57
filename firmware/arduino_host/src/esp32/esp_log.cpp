// Facts: components/log of ESP-IDF 5.5.1 (esp_log_level_get, esp_log_set_vprintf); CONFIG_LOG_DEFAULT_LEVEL_ERROR in
// configs/defconfig.common of esp32-arduino-lib-builder.
#include <esp_log.h>

#include <map>
#include <string>

#include "machine.h"

namespace machine = oceanhil::machine;

namespace {

constexpr const char* kEveryTag = "*";

vprintf_like_t printer = log_printfv;
esp_log_level_t usual_level = ESP_LOG_ERROR;

std::map<std::string, esp_log_level_t>& levels_by_tag() {
    static std::map<std::string, esp_log_level_t> levels;
    return levels;
}

}  // namespace

extern "C" {

uint32_t esp_log_timestamp() { return static_cast<uint32_t>(machine::micros() / machine::kMillisecondUs); }

uint32_t esp_log_early_timestamp() { return esp_log_timestamp(); }

void esp_log_level_set(const char* tag, esp_log_level_t level) {
    if (kEveryTag == std::string(tag)) {
        usual_level = level;
        levels_by_tag().clear();
    } else {
        levels_by_tag()[tag] = level;
    }
}

esp_log_level_t esp_log_level_get(const char* tag) {
    const auto found = levels_by_tag().find(tag);
    return found == levels_by_tag().end() ? usual_level : found->second;
}

vprintf_like_t esp_log_set_vprintf(vprintf_like_t func) {
    const vprintf_like_t former = printer;
    printer = func;
    return former;
}

void esp_log_writev(esp_log_level_t level, const char* tag, const char* format, va_list args) {
    if (level <= esp_log_level_get(tag)) {
        printer(format, args);
    }
}

void esp_log_write(esp_log_level_t level, const char* tag, const char* format, ...) {
    va_list args;
    va_start(args, format);
    esp_log_writev(level, tag, format, args);
    va_end(args);
}

}  // extern "C"
