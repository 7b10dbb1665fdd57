// Groups of bits for which tasks wait. Facts: event_groups.c of ESP-IDF 5.5.1's FreeRTOS 10.5.
#include <oceanhil/freertos/event_groups.h>
#include <oceanhil/freertos/kernel_assertion.h>
#include <oceanhil/freertos/task_block.h>

#include <new>

struct EventGroupDef_t {
    EventBits_t bits = 0;
    bool is_static = false;
};

static_assert(sizeof(EventGroupDef_t) <= sizeof(StaticEventGroup_t), "a sketch's memory for a group has room for it");

namespace machine = oceanhil::machine;

using oceanhil::kernel_asserts;

namespace {

using Block = tskTaskControlBlock;

/// The bits of the kernel's own, of which a sketch has none.
constexpr EventBits_t kControlBits = 0xff000000;
constexpr const char* kEventsFile = "event_groups.c";

bool are_set(EventBits_t found, EventBits_t wanted, bool waits_for_all) {
    return waits_for_all ? (found & wanted) == wanted : (found & wanted) != 0;
}

/// What is to be seen of a group by those who wait at it, and which of its bits they take away.
struct Shown {
    EventBits_t bits = 0;
    EventBits_t taken = 0;
};

/// Gives a task the bits as they are now, if it waits for them.
bool is_met(Block& each, void* context) {
    auto& shown = *static_cast<Shown*>(context);
    if (!are_set(shown.bits, each.wish, each.wishes_all)) {
        return false;
    }
    shown.taken |= each.takes_wish ? each.wish : 0;
    each.wish = shown.bits;
    each.is_wish_met = true;
    return true;
}

bool is_let_go(Block& each, void*) {
    each.wish = 0;
    each.is_wish_met = true;
    return true;
}

/// Whatever is called by a timer or an interrupt has no place of its own to wait.
bool can_wait(TickType_t ticks) { return ticks != 0 && !machine::is_serving(); }

/// The present task begins to wait: whoever sets bits from now on gives them to it.
Block& wish(EventGroupHandle_t group, EventBits_t wanted, bool takes, bool waits_for_all) {
    Block& self = *oceanhil::present_task();
    self.wish = wanted;
    self.takes_wish = takes;
    self.wishes_all = waits_for_all;
    self.is_wish_met = false;
    oceanhil::begin_wait(self, group);
    return self;
}

/// Waits for what it has wished, and gives that, or the bits as they are when the time is over.
EventBits_t await_wish(EventGroupHandle_t group, Block& self, TickType_t ticks) {
    const EventBits_t wanted = self.wish;
    if (oceanhil::wait_for(group, ticks, [&self] { return self.is_wish_met; })) {
        return self.wish;
    }
    self.awaited = nullptr;
    const EventBits_t found = group->bits;
    if (self.takes_wish && are_set(found, wanted, self.wishes_all)) {
        group->bits &= ~wanted;
    }
    return found;
}

}  // namespace

extern "C" {

EventGroupHandle_t xEventGroupCreate(void) { return new (std::nothrow) EventGroupDef_t; }

EventGroupHandle_t xEventGroupCreateStatic(StaticEventGroup_t* memory) {
    kernel_asserts(memory != nullptr, {109, kEventsFile, "xEventGroupCreateStatic", "pxEventGroupBuffer"});
    auto* const made = new (memory) EventGroupDef_t;
    made->is_static = true;
    return made;
}

void vEventGroupDelete(EventGroupHandle_t group) {
    kernel_asserts(group != nullptr, {661, kEventsFile, "vEventGroupDelete", "pxEventBits"});
    machine::tasks_hold();
    oceanhil::signal_served_waiters(group, is_let_go, nullptr);
    if (!group->is_static) {
        delete group;
    }
    machine::tasks_release();
}

EventBits_t xEventGroupSetBits(EventGroupHandle_t group, EventBits_t bits) {
    constexpr const char* kSet = "xEventGroupSetBits";
    kernel_asserts(group != nullptr, {561, kEventsFile, kSet, "xEventGroup"});
    kernel_asserts((bits & kControlBits) == 0, {562, kEventsFile, kSet, "( uxBitsToSet & 0xff000000UL ) == 0"});
    machine::tasks_hold();
    Shown shown;
    shown.bits = group->bits |= bits;
    oceanhil::signal_served_waiters(group, is_met, &shown);
    group->bits &= ~shown.taken;
    machine::tasks_release();
    return group->bits;
}

EventBits_t xEventGroupClearBits(EventGroupHandle_t group, EventBits_t bits) {
    constexpr const char* kClear = "xEventGroupClearBits";
    kernel_asserts(group != nullptr, {496, kEventsFile, kClear, "xEventGroup"});
    kernel_asserts((bits & kControlBits) == 0, {497, kEventsFile, kClear, "( uxBitsToClear & 0xff000000UL ) == 0"});
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
    constexpr const char* kWait = "xEventGroupWaitBits";
    kernel_asserts(group != nullptr, {345, kEventsFile, kWait, "xEventGroup"});
    kernel_asserts((bits & kControlBits) == 0, {346, kEventsFile, kWait, "( uxBitsToWaitFor & 0xff000000UL ) == 0"});
    kernel_asserts(bits != 0, {347, kEventsFile, kWait, "uxBitsToWaitFor != 0"});
    const EventBits_t found = group->bits;
    if (are_set(found, bits, waits_for_all != pdFALSE)) {
        group->bits &= clears_on_exit == pdFALSE ? ~EventBits_t{0} : ~bits;
        return found;
    }
    if (!can_wait(ticks)) {
        return found;
    }
    return await_wish(group, wish(group, bits, clears_on_exit != pdFALSE, waits_for_all != pdFALSE), ticks);
}

EventBits_t xEventGroupSync(EventGroupHandle_t group, EventBits_t own, EventBits_t awaited, TickType_t ticks) {
    constexpr const char* kSync = "xEventGroupSync";
    kernel_asserts((awaited & kControlBits) == 0, {219, kEventsFile, kSync, "( uxBitsToWaitFor & 0xff000000UL ) == 0"});
    kernel_asserts(awaited != 0, {220, kEventsFile, kSync, "uxBitsToWaitFor != 0"});
    machine::tasks_hold();
    const EventBits_t all = group->bits | own;
    xEventGroupSetBits(group, own);
    // The last one takes the bits away, and the others know what they were.
    const bool has_met = are_set(all, awaited, true);
    group->bits &= has_met ? ~awaited : ~EventBits_t{0};
    Block* const self = has_met || !can_wait(ticks) ? nullptr : &wish(group, awaited, true, true);
    machine::tasks_release();
    if (self != nullptr) {
        return await_wish(group, *self, ticks);
    }
    return has_met ? all : group->bits;
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
