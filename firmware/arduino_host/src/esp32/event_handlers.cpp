#include "event_handlers.h"

#include <algorithm>

namespace oceanhil {

namespace {

bool can_hear(esp_event_base_t base, int32_t id, esp_event_handler_t call) {
    // All events of no kind are no event (esp_event.c).
    return call != nullptr && (base != ESP_EVENT_ANY_BASE || id == ESP_EVENT_ANY_ID);
}

template <typename All, typename Which>
void remove_from(All& all, Which which) {
    all.erase(std::remove_if(all.begin(), all.end(), which), all.end());
}

}  // namespace

esp_err_t EventHandlers::add(esp_event_base_t base, int32_t id, esp_event_handler_t call, void* argument) {
    if (!can_hear(base, id, call)) {
        return ESP_ERR_INVALID_ARG;
    }
    for (const auto& each : handlers_) {
        if (!each->is_instance && each->base == base && each->id == id && each->call == call) {
            each->argument = argument;
            return ESP_OK;
        }
    }
    handlers_.push_back(std::make_shared<Handler>(Handler{base, id, call, argument, false}));
    return ESP_OK;
}

esp_err_t EventHandlers::add_instance(esp_event_base_t base, int32_t id, esp_event_handler_t call, void* argument,
                                      esp_event_handler_instance_t* instance) {
    if (!can_hear(base, id, call)) {
        return ESP_ERR_INVALID_ARG;
    }
    const auto made = std::make_shared<Handler>(Handler{base, id, call, argument, true});
    handlers_.push_back(made);
    if (instance != nullptr) {
        *instance = made.get();
    }
    return ESP_OK;
}

void EventHandlers::remove(esp_event_base_t base, int32_t id, esp_event_handler_t call) {
    remove_from(handlers_, [=](const std::shared_ptr<Handler>& each) {
        return each->base == base && each->id == id && each->call == call;
    });
}

esp_err_t EventHandlers::remove_instance(esp_event_handler_instance_t instance) {
    if (instance == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    remove_from(handlers_, [=](const std::shared_ptr<Handler>& each) { return each.get() == instance; });
    return ESP_OK;
}

void EventHandlers::tell(esp_event_base_t base, int32_t id, const void* data) const {
    // Whoever hears it may stop listening.
    const std::vector<std::shared_ptr<Handler>> now = handlers_;
    for (const auto& each : now) {
        const bool is_base = each->base == ESP_EVENT_ANY_BASE || each->base == base;
        if (is_base && (each->id == ESP_EVENT_ANY_ID || each->id == id)) {
            each->call(each->argument, base, id, const_cast<void*>(data));
        }
    }
}

PostedEvent::PostedEvent(esp_event_base_t base, int32_t id, const void* data, size_t bytes)
    : base_(base), id_(id), has_data_(data != nullptr) {
    const auto* const first = static_cast<const uint8_t*>(data);
    if (has_data_) {
        data_.assign(first, first + bytes);
    }
}

void PostedEvent::tell(const EventHandlers& handlers) const {
    handlers.tell(base_, id_, has_data_ ? data_.data() : nullptr);
}

bool is_one_event(esp_event_base_t base, int32_t id) {
    return base != ESP_EVENT_ANY_BASE && id != ESP_EVENT_ANY_ID;
}

}  // namespace oceanhil
