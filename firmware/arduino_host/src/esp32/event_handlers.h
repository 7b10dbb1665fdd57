/// Who hears what of a loop of events, and a copy of what was posted there. Facts: components/esp_event/esp_event.c of
/// ESP-IDF 5.5.1.
#pragma once

#include <esp_err.h>
#include <esp_event_base.h>
#include <stddef.h>
#include <stdint.h>

#include <memory>
#include <vector>

namespace oceanhil {

class EventHandlers {
  public:
    /// The same handler for the same event is one, with the newer argument.
    esp_err_t add(esp_event_base_t base, int32_t id, esp_event_handler_t call, void* argument);
    /// Each is a handler of its own; `instance` may be nullptr.
    esp_err_t add_instance(esp_event_base_t base, int32_t id, esp_event_handler_t call, void* argument,
                           esp_event_handler_instance_t* instance);
    void remove(esp_event_base_t base, int32_t id, esp_event_handler_t call);
    esp_err_t remove_instance(esp_event_handler_instance_t instance);
    void tell(esp_event_base_t base, int32_t id, const void* data) const;

  private:
    struct Handler {
        esp_event_base_t base;
        int32_t id;
        esp_event_handler_t call;
        void* argument;
        /// Nobody's: registered without an instance.
        bool is_instance;
    };
    std::vector<std::shared_ptr<Handler>> handlers_;
};

/// An event with a copy of its data.
class PostedEvent {
  public:
    PostedEvent(esp_event_base_t base, int32_t id, const void* data, size_t bytes);
    void tell(const EventHandlers& handlers) const;

  private:
    esp_event_base_t base_;
    int32_t id_;
    std::vector<uint8_t> data_;
    bool has_data_;
};

/// Whether it is an event that can be posted: one, and not all of a kind.
bool is_one_event(esp_event_base_t base, int32_t id);

}  // namespace oceanhil
