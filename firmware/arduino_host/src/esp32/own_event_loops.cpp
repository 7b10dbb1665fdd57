// Loops of events of a sketch's own: a queue, and the task that tells what is in it, or whoever runs the loop. Facts:
// components/esp_event/esp_event.c of ESP-IDF 5.5.1.
#include <esp_event.h>
#include <freertos/queue.h>
#include <freertos/task.h>

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "event_handlers.h"

namespace {

using oceanhil::event_loop::Handlers;
using oceanhil::event_loop::Posted;

struct OwnLoop {
    Handlers handlers;
    QueueHandle_t queue = nullptr;
    TaskHandle_t task = nullptr;
    /// Who tells an event now.
    TaskHandle_t teller = nullptr;
};

OwnLoop* own_loop(esp_event_loop_handle_t handle) { return static_cast<OwnLoop*>(handle); }

/// Tells the next event, if one comes in so many ticks.
bool tell_next(OwnLoop& loop, TickType_t ticks) {
    Posted* next = nullptr;
    if (xQueueReceive(loop.queue, &next, ticks) != pdTRUE) {
        return false;
    }
    const std::unique_ptr<Posted> posted(next);
    loop.teller = xTaskGetCurrentTaskHandle();
    loop.handlers.tell(*posted);
    loop.teller = nullptr;
    return true;
}

void run_loop(void* context) {
    while (true) {
        tell_next(*own_loop(context), portMAX_DELAY);
    }
}

}  // namespace

extern "C" {

esp_err_t esp_event_loop_create(const esp_event_loop_args_t* event_loop_args, esp_event_loop_handle_t* event_loop) {
    if (event_loop_args == nullptr || event_loop == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    auto loop = std::unique_ptr<OwnLoop>(new (std::nothrow) OwnLoop);
    if (loop == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    loop->queue = xQueueCreate(static_cast<UBaseType_t>(event_loop_args->queue_size), sizeof(Posted*));
    if (loop->queue == nullptr) {
        return ESP_ERR_NO_MEM;
    }
    const char* const name = event_loop_args->task_name;
    if (name != nullptr &&
        xTaskCreatePinnedToCore(run_loop, name, event_loop_args->task_stack_size, loop.get(),
                                event_loop_args->task_priority, &loop->task, event_loop_args->task_core_id) != pdPASS) {
        vQueueDelete(loop->queue);
        return ESP_FAIL;
    }
    *event_loop = loop.release();
    return ESP_OK;
}

esp_err_t esp_event_loop_delete(esp_event_loop_handle_t event_loop) {
    OwnLoop* const loop = own_loop(event_loop);
    if (loop == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    if (loop->task != nullptr) {
        vTaskDelete(loop->task);
    }
    for (Posted* each = nullptr; xQueueReceive(loop->queue, &each, 0) == pdTRUE;) {
        delete each;
    }
    vQueueDelete(loop->queue);
    delete loop;
    return ESP_OK;
}

esp_err_t esp_event_loop_run(esp_event_loop_handle_t event_loop, TickType_t ticks_to_run) {
    OwnLoop* const loop = own_loop(event_loop);
    if (loop == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    const TickType_t begun = xTaskGetTickCount();
    TickType_t passed = 0;
    while (tell_next(*loop, ticks_to_run == portMAX_DELAY ? portMAX_DELAY : ticks_to_run - passed)) {
        passed = xTaskGetTickCount() - begun;
        if (ticks_to_run != portMAX_DELAY && passed >= ticks_to_run) {
            break;
        }
    }
    return ESP_OK;
}

esp_err_t esp_event_handler_register_with(esp_event_loop_handle_t event_loop, esp_event_base_t event_base,
                                          int32_t event_id, esp_event_handler_t event_handler,
                                          void* event_handler_arg) {
    OwnLoop* const loop = own_loop(event_loop);
    return loop == nullptr
               ? ESP_ERR_INVALID_ARG
               : loop->handlers.add({event_base, event_id, event_handler, event_handler_arg, false}, nullptr);
}

esp_err_t esp_event_handler_unregister_with(esp_event_loop_handle_t event_loop, esp_event_base_t event_base,
                                            int32_t event_id, esp_event_handler_t event_handler) {
    OwnLoop* const loop = own_loop(event_loop);
    if (loop == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    loop->handlers.remove(event_base, event_id, event_handler);
    return ESP_OK;
}

esp_err_t esp_event_handler_instance_register_with(esp_event_loop_handle_t event_loop, esp_event_base_t event_base,
                                                   int32_t event_id, esp_event_handler_t event_handler,
                                                   void* event_handler_arg, esp_event_handler_instance_t* instance) {
    OwnLoop* const loop = own_loop(event_loop);
    return loop == nullptr
               ? ESP_ERR_INVALID_ARG
               : loop->handlers.add({event_base, event_id, event_handler, event_handler_arg, true}, instance);
}

esp_err_t esp_event_handler_instance_unregister_with(esp_event_loop_handle_t event_loop, esp_event_base_t, int32_t,
                                                     esp_event_handler_instance_t instance) {
    OwnLoop* const loop = own_loop(event_loop);
    if (loop == nullptr || instance == nullptr) {
        return ESP_ERR_INVALID_ARG;
    }
    loop->handlers.remove(instance);
    return ESP_OK;
}

esp_err_t esp_event_post_to(esp_event_loop_handle_t event_loop, esp_event_base_t event_base, int32_t event_id,
                            const void* event_data, size_t event_data_size, TickType_t ticks_to_wait) {
    OwnLoop* const loop = own_loop(event_loop);
    if (loop == nullptr || !oceanhil::event_loop::is_event(event_base, event_id)) {
        return ESP_ERR_INVALID_ARG;
    }
    auto posted = std::make_unique<Posted>(event_base, event_id, event_data, event_data_size);
    Posted* const sent = posted.get();
    // A handler that waited for room would wait for itself.
    const bool is_teller = loop->teller == xTaskGetCurrentTaskHandle();
    if (xQueueSendToBack(loop->queue, &sent, is_teller ? 0 : ticks_to_wait) != pdTRUE) {
        return ESP_ERR_TIMEOUT;
    }
    posted.release();
    return ESP_OK;
}

}  // extern "C"
