/// Event groups of FreeRTOS: 24 bits.
#ifndef EVENT_GROUPS_H
#define EVENT_GROUPS_H

#include <oceanhil/freertos/FreeRTOS.h>
#include <oceanhil/freertos/timers.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct EventGroupDef_t* EventGroupHandle_t;
typedef TickType_t EventBits_t;

EventGroupHandle_t xEventGroupCreate(void);
/// In memory of the sketch's own.
EventGroupHandle_t xEventGroupCreateStatic(StaticEventGroup_t* memory);
void vEventGroupDelete(EventGroupHandle_t group);
EventBits_t xEventGroupSetBits(EventGroupHandle_t group, EventBits_t bits);
EventBits_t xEventGroupClearBits(EventGroupHandle_t group, EventBits_t bits);
EventBits_t xEventGroupGetBits(EventGroupHandle_t group);
EventBits_t xEventGroupWaitBits(EventGroupHandle_t group, EventBits_t bits, BaseType_t clears_on_exit,
                                BaseType_t waits_for_all, TickType_t ticks);
/// Sets its own bits and waits for all of others; who sees them all takes them away.
EventBits_t xEventGroupSync(EventGroupHandle_t group, EventBits_t own, EventBits_t awaited, TickType_t ticks);
BaseType_t xEventGroupClearBitsFromISR(EventGroupHandle_t group, EventBits_t bits);
BaseType_t xEventGroupSetBitsFromISR(EventGroupHandle_t group, EventBits_t bits, BaseType_t* is_switch_wanted);
EventBits_t xEventGroupGetBitsFromISR(EventGroupHandle_t group);

#ifdef __cplusplus
}
#endif

#ifndef BIT0
#define BIT0 0x00000001
#define BIT1 0x00000002
#define BIT2 0x00000004
#define BIT3 0x00000008
#define BIT4 0x00000010
#define BIT5 0x00000020
#define BIT6 0x00000040
#define BIT7 0x00000080
#endif

#endif
