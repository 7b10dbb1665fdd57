// Loops of events beside the default one, each with a queue and, if it has a name, a task. Facts:
// components/esp_event/esp_event.c of ESP-IDF 5.5.1.
#include <esp_event.h>
#include <freertos/queue.h>
#include <freertos/task.h>

#include <memory>

#include "event_handlers.h"

namespace {

struct Loop {
    oceanhil::EventHandlers handlers;
    QueueHandle_t queue = nullptr;
    /// Its own, nullptr: whoever calls `esp_event_loop_run`.
    TaskHandle_t task = nullptr;
    /// Which runs it now.
    TaskHandle_t running = nullptr;
};

Loop& loop_of(esp_event_loop_handle_t handle) { return *static_cast<Loop*>(handle); }

void run_for_ever(void* handle) {
    for (;;) {
        esp_event_loop_run(handle, portMAX_DELAY);
    }
}

bool begin_task(Loop& loop, const esp_event_loop_args_t& wanted) {
    return wanted.task_name == nullptr ||
           xTaskCreatePinnedToCore(run_for_ever, wanted.task_name, wanted.task_stack_size, &loop, wanted.task_priority,
                                   &loop.task, wanted.task_core_id) == pdPASS;
}

std::unique_ptr<oceanhil::PostedEvent> next_of(Loop& loop, TickType_t ticks) {
    oceanhil::PostedEvent* posted = nullptr;
    xQueueReceive(loop.queue, &posted, ticks);
    return std::unique_ptr<oceanhil::PostedEvent>(posted);
}

}  // namespace

extern "C" {

esp_err_t esp_event_loop_create(const esp_event_loop_args_t* event_loop_args, esp_event_loop_handle_t* event_loop) {
    if (event_loop_args == nullptr || event_loop == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    auto made = std::make_unique<Loop>();
    made->queue = xQueueCreate(static_cast<UBaseType_t>(event_loop_args->queue_size), sizeof(void*));
    if (made->queue == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    if (!begin_task(*made, *event_loop_args)) {
        vQueueDelete(made->queue);
        return ESP_FAIL;
    }
    *event_loop = made.release();
    return ESP_OK;
}

esp_err_t esp_event_loop_delete(esp_event_loop_handle_t event_loop) {
    const std::unique_ptr<Loop> loop(&loop_of(event_loop));
    while (next_of(*loop, 0) != nullptr) {
    }
    vQueueDelete(loop->queue);
    if (loop->task != nullptr) {
        vTaskDelete(loop->task);
    }
    return ESP_OK;
}

esp_err_t esp_event_loop_run(esp_event_loop_handle_t event_loop, TickType_t ticks_to_run) {
    Loop& loop = loop_of(event_loop);
    const TickType_t begun = xTaskGetTickCount();
    TickType_t left = ticks_to_run;
    while (const auto posted = next_of(loop, left)) {
        loop.running = xTaskGetCurrentTaskHandle();
        posted->tell(loop.handlers);
        loop.running = nullptr;
        const TickType_t passed = xTaskGetTickCount() - begun;
        if (ticks_to_run != portMAX_DELAY && passed >= ticks_to_run) {
            break;
        }
        left = ticks_to_run == portMAX_DELAY ? portMAX_DELAY : ticks_to_run - passed;
    }
    return ESP_OK;
}

esp_err_t esp_event_handler_register_with(esp_event_loop_handle_t event_loop, esp_event_base_t event_base,
                                          int32_t event_id, esp_event_handler_t event_handler,
                                          void* event_handler_arg) {
    return loop_of(event_loop).handlers.add(event_base, event_id, event_handler, event_handler_arg);
}

esp_err_t esp_event_handler_unregister_with(esp_event_loop_handle_t event_loop, esp_event_base_t event_base,
                                            int32_t event_id, esp_event_handler_t event_handler) {
    loop_of(event_loop).handlers.remove(event_base, event_id, event_handler);
    return ESP_OK;
}

esp_err_t esp_event_handler_instance_register_with(esp_event_loop_handle_t event_loop, esp_event_base_t event_base,
                                                   int32_t event_id, esp_event_handler_t event_handler,
                                                   void* event_handler_arg, esp_event_handler_instance_t* instance) {
    auto& handlers = loop_of(event_loop).handlers;
    return handlers.add_instance(event_base, event_id, event_handler, event_handler_arg, instance);
}

esp_err_t esp_event_handler_instance_unregister_with(esp_event_loop_handle_t event_loop, esp_event_base_t, int32_t,
                                                     esp_event_handler_instance_t instance) {
    return loop_of(event_loop).handlers.remove_instance(instance);
}

// A handler that posts to its own loop does not wait for room, which only it could make.
esp_err_t esp_event_post_to(esp_event_loop_handle_t event_loop, esp_event_base_t event_base, int32_t event_id,
                            const void* event_data, size_t event_data_size, TickType_t ticks_to_wait) {
    if (!oceanhil::is_one_event(event_base, event_id)) {
        return ESP_ERR_INVALID_ARG;
    }
    Loop& loop = loop_of(event_loop);
    auto posted = std::make_unique<oceanhil::PostedEvent>(event_base, event_id, event_data, event_data_size);
    const oceanhil::PostedEvent* const item = posted.get();
    const TaskHandle_t self = xTaskGetCurrentTaskHandle();
    const bool is_own = self == loop.task || self == loop.running;
    if (xQueueSend(loop.queue, &item, is_own ? 0 : ticks_to_wait) != pdTRUE) {
        return ESP_ERR_TIMEOUT;
    }
    posted.release();
    return ESP_OK;
}

}  // extern "C"
