#include <freertos/event_groups.h>
#include <oceanhil/task_block.h>

#include <new>

struct EventGroupDef_t {
    EventBits_t bits = 0;
};

namespace {

bool are_set(EventBits_t found, EventBits_t wanted, bool waits_for_all) {
    return waits_for_all ? (found & wanted) == wanted : (found & wanted) != 0;
}

}  // namespace

extern "C" {

EventGroupHandle_t xEventGroupCreate(void) { return new (std::nothrow) EventGroupDef_t; }
void vEventGroupDelete(EventGroupHandle_t group) { delete group; }

EventBits_t xEventGroupSetBits(EventGroupHandle_t group, EventBits_t bits) {
    group->bits |= bits;
    oceanhil::signal_waiters(group);
    return group->bits;
}

EventBits_t xEventGroupClearBits(EventGroupHandle_t group, EventBits_t bits) {
    const EventBits_t found = group->bits;
    group->bits &= ~bits;
    return found;
}

EventBits_t xEventGroupGetBits(EventGroupHandle_t group) { return group->bits; }
EventBits_t xEventGroupGetBitsFromISR(EventGroupHandle_t group) { return group->bits; }

EventBits_t xEventGroupWaitBits(EventGroupHandle_t group, EventBits_t bits, BaseType_t clears_on_exit,
                                BaseType_t waits_for_all, TickType_t ticks) {
    EventBits_t found = 0;
    const bool is_served = oceanhil::wait_for(group, ticks, [&] {
        found = group->bits;
        return are_set(found, bits, waits_for_all != pdFALSE);
    });
    if (is_served && clears_on_exit != pdFALSE) {
        group->bits &= ~bits;
    }
    return found;
}

BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t group, EventBits_t bits, BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
    xEventGroupSetBits(group, bits);
    return pdPASS;
}

}  // extern "C"
