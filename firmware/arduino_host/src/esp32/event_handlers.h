/// Who listens to a loop of events, and what is posted there.
#pragma once

#include <esp_event.h>

#include <memory>
#include <vector>

namespace oceanhil::event_loop {

struct Handler {
    esp_event_base_t base;
    int32_t id;
    esp_event_handler_t call;
    void* argument;
    /// One of its own, even if it is registered twice.
    bool is_instance;
};

/// An event with a copy of its data.
struct Posted {
    Posted(esp_event_base_t base, int32_t id, const void* data, size_t bytes);

    esp_event_base_t base;
    int32_t id;
    std::vector<uint8_t> data;
    bool has_data;
};

/// Whether it can be posted: all events of a kind, or of no kind, are none.
bool is_event(esp_event_base_t base, int32_t id);

class Handlers {
  public:
    /// ESP_ERR_INVALID_ARG if nobody would be called, or for all events of no kind (esp_event.c). The same call for the same
    /// event is one, with the newer argument, unless it is an instance.
    esp_err_t add(const Handler& handler, esp_event_handler_instance_t* instance);
    void remove(esp_event_base_t base, int32_t id, esp_event_handler_t call);
    void remove(esp_event_handler_instance_t instance);
    void tell(esp_event_base_t base, int32_t id, const void* data) const;
    void tell(const Posted& posted) const;

  private:
    std::vector<std::shared_ptr<Handler>> all_;
};

}  // namespace oceanhil::event_loop
