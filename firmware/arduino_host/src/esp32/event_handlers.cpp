// Facts: components/esp_event/esp_event.c of ESP-IDF 5.5.1.
#include "event_handlers.h"

#include <algorithm>

namespace oceanhil::event_loop {

namespace {

bool is_for(const Handler& handler, esp_event_base_t base, int32_t id) {
    const bool is_base = handler.base == ESP_EVENT_ANY_BASE || handler.base == base;
    return is_base && (handler.id == ESP_EVENT_ANY_ID || handler.id == id);
}

bool is_listening(const Handler& handler) {
    return handler.call != nullptr && (handler.base != ESP_EVENT_ANY_BASE || handler.id == ESP_EVENT_ANY_ID);
}

}  // namespace

Posted::Posted(esp_event_base_t its_base, int32_t its_id, const void* its_data, size_t bytes)
    : base(its_base), id(its_id), has_data(its_data != nullptr) {
    if (has_data) {
        const auto* const first = static_cast<const uint8_t*>(its_data);
        data.assign(first, first + bytes);
    }
}

bool is_event(esp_event_base_t base, int32_t id) { return base != ESP_EVENT_ANY_BASE && id != ESP_EVENT_ANY_ID; }

esp_err_t Handlers::add(const Handler& handler, esp_event_handler_instance_t* instance) {
    if (!is_listening(handler)) {
        return ESP_ERR_INVALID_ARG;
    }
    for (const auto& each : all_) {
        const bool is_same = each->base == handler.base && each->id == handler.id && each->call == handler.call;
        if (is_same && !each->is_instance && !handler.is_instance) {
            each->argument = handler.argument;
            return ESP_OK;
        }
    }
    all_.push_back(std::make_shared<Handler>(handler));
    if (instance != nullptr) {
        *instance = all_.back().get();
    }
    return ESP_OK;
}

void Handlers::remove(esp_event_base_t base, int32_t id, esp_event_handler_t call) {
    const auto is_it = [=](const std::shared_ptr<Handler>& each) {
        return each->base == base && each->id == id && each->call == call;
    };
    all_.erase(std::remove_if(all_.begin(), all_.end(), is_it), all_.end());
}

void Handlers::remove(esp_event_handler_instance_t instance) {
    const auto is_it = [=](const std::shared_ptr<Handler>& each) { return each.get() == instance; };
    all_.erase(std::remove_if(all_.begin(), all_.end(), is_it), all_.end());
}

void Handlers::tell(esp_event_base_t base, int32_t id, const void* data) const {
    // Whoever hears it may stop listening.
    const std::vector<std::shared_ptr<Handler>> now = all_;
    for (const auto& each : now) {
        if (is_for(*each, base, id)) {
            each->call(each->argument, base, id, const_cast<void*>(data));
        }
    }
}

void Handlers::tell(const Posted& posted) const {
    tell(posted.base, posted.id, posted.has_data ? posted.data.data() : nullptr);
}

}  // namespace oceanhil::event_loop
