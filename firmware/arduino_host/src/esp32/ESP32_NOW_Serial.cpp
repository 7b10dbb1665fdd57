#include <Arduino.h>
#include <ESP32_NOW_Serial.h>

#include <algorithm>
#include <vector>

namespace {

constexpr size_t kNowSerialBytes = 1024;
constexpr int kNowSerialTriesMore = 5;
constexpr unsigned long kNowSerialLookMs = 5;

}  // namespace

size_t ESP_NOW_Serial_Class::setRxBufferSize(size_t size) {
    const size_t was = rx_bytes_;
    rx_bytes_ = was == 0 || size == 0 ? size : was;
    return was == 0 ? size : 0;
}

size_t ESP_NOW_Serial_Class::setTxBufferSize(size_t size) {
    const size_t was = tx_bytes_;
    tx_bytes_ = was == 0 || size == 0 ? size : was;
    if (tx_bytes_ == 0) {
        waiting_.clear();
        on_its_way_ = 0;
    }
    return was == 0 ? size : 0;
}

bool ESP_NOW_Serial_Class::begin(unsigned long) {
    if (!ESP_NOW.begin() || !add()) {
        return false;
    }
    setRxBufferSize(kNowSerialBytes);
    setTxBufferSize(kNowSerialBytes);
    return true;
}

void ESP_NOW_Serial_Class::end() {
    remove();
    setRxBufferSize(0);
    setTxBufferSize(0);
}

size_t ESP_NOW_Serial_Class::read(uint8_t*, size_t) { return rx_bytes_ == 0 ? static_cast<size_t>(-1) : 0; }

void ESP_NOW_Serial_Class::flush() {
    while (!waiting_.empty() && *this) {
        delay(kNowSerialLookMs);
    }
}

int ESP_NOW_Serial_Class::availableForWrite() { return static_cast<int>(tx_bytes_ - waiting_.size()); }

bool ESP_NOW_Serial_Class::send_next() {
    const size_t most = ESP_NOW_MAX_DATA_LEN;
    on_its_way_ = std::min(waiting_.size(), most);
    if (on_its_way_ == 0) {
        return false;
    }
    const std::vector<uint8_t> bytes(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(on_its_way_));
    if (send(bytes.data(), static_cast<int>(bytes.size())) > 0) {
        return true;
    }
    lose();
    return false;
}

/// What was on its way is gone.
void ESP_NOW_Serial_Class::lose() {
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(on_its_way_));
    on_its_way_ = 0;
    tries_ = 0;
    if (removes_on_fail_) {
        end();
    }
}

size_t ESP_NOW_Serial_Class::write(const uint8_t* buffer, size_t size, uint32_t timeout_ms) {
    if (tx_bytes_ == 0 || !*this) {
        return 0;
    }
    const unsigned long since = millis();
    size_t put = 0;
    while (put < size && *this) {
        const size_t some = std::min(size - put, static_cast<size_t>(std::max(0, availableForWrite())));
        waiting_.insert(waiting_.end(), buffer + put, buffer + put + some);
        put += some;
        if (on_its_way_ == 0 && !send_next()) {
            return put == size && *this ? size : 0;
        }
        if (put < size) {
            if (millis() - since >= timeout_ms) {
                break;
            }
            delay(1);
        }
    }
    return put;
}

void ESP_NOW_Serial_Class::onReceive(const uint8_t*, size_t, bool) {}

void ESP_NOW_Serial_Class::onSent(bool success) {
    if (on_its_way_ == 0) {
        return;
    }
    if (success) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(on_its_way_));
        tries_ = 0;
        send_next();
    } else if (tries_ < kNowSerialTriesMore) {
        ++tries_;
        send_next();
    } else {
        lose();
        send_next();
    }
}
