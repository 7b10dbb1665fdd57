#include <oceanhil/freertos/event_groups.h>
#include <oceanhil/freertos/task_block.h>

#include <new>

struct EventGroupDef_t {
    EventBits_t bits = 0;
    bool is_static = false;
    /// How often all that were awaited together had come.
    uint32_t meetings = 0;
    EventBits_t met = 0;
};

static_assert(sizeof(EventGroupDef_t) <= sizeof(StaticEventGroup_t), "a sketch's memory for a group has room for it");

namespace {

bool are_set(EventBits_t found, EventBits_t wanted, bool waits_for_all) {
    return waits_for_all ? (found & wanted) == wanted : (found & wanted) != 0;
}

}  // namespace

extern "C" {

EventGroupHandle_t xEventGroupCreate(void) { return new (std::nothrow) EventGroupDef_t; }

EventGroupHandle_t xEventGroupCreateStatic(StaticEventGroup_t* memory) {
    EventGroupDef_t* const made = memory == nullptr ? nullptr : new (memory) EventGroupDef_t;
    if (made != nullptr) {
        made->is_static = true;
    }
    return made;
}

void vEventGroupDelete(EventGroupHandle_t group) {
    if (!group->is_static) {
        delete group;
    }
}

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

EventBits_t xEventGroupGetBits(EventGroupHandle_t group) {
    oceanhil::machine::look();
    return group->bits;
}

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

EventBits_t xEventGroupSync(EventGroupHandle_t group, EventBits_t own, EventBits_t awaited, TickType_t ticks) {
    const uint32_t meeting = group->meetings;
    xEventGroupSetBits(group, own);
    EventBits_t found = group->bits;
    if (are_set(group->bits, awaited, true)) {
        // The last one takes the bits away, and the others know what they were.
        ++group->meetings;
        group->met = group->bits;
        group->bits &= ~awaited;
        oceanhil::signal_waiters(group);
        return found;
    }
    const bool has_met = oceanhil::wait_for(group, ticks, [&] { return group->meetings != meeting; });
    return has_met ? group->met : group->bits;
}

BaseType_t xEventGroupClearBitsFromISR(EventGroupHandle_t group, EventBits_t bits) {
    xEventGroupClearBits(group, bits);
    return pdPASS;
}

BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t group, EventBits_t bits, BaseType_t* is_switch_wanted) {
    if (is_switch_wanted != nullptr) {
        *is_switch_wanted = pdTRUE;
    }
    xEventGroupSetBits(group, bits);
    return pdPASS;
}

}  // extern "C"
