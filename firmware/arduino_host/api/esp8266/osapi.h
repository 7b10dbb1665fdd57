/// Timers, texts and chance under the SDK's names (tools/sdk/include/osapi.h).
#ifndef _OSAPI_H_
#define _OSAPI_H_

#include <os_type.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define os_delay_us ets_delay_us
#define os_intr_lock ets_intr_lock
#define os_intr_unlock ets_intr_unlock
#define os_memcmp memcmp
#define os_memcpy memcpy
#define os_memmove memmove
#define os_memset memset
#define os_bzero(place, count) memset(place, 0, count)
#define os_strcat strcat
#define os_strchr strchr
#define os_strcmp strcmp
#define os_strcpy strcpy
#define os_strlen strlen
#define os_strncmp strncmp
#define os_strncpy strncpy
#define os_strstr strstr
#define os_sprintf sprintf
#define os_putc ets_putc
#define os_printf os_printf_plus

#ifdef USE_US_TIMER
#define os_timer_arm_us(timer, us, repeats) ets_timer_arm_new(timer, us, repeats, 0)
#endif
#define os_timer_arm(timer, ms, repeats) ets_timer_arm_new(timer, ms, repeats, 1)
#define os_timer_arm_us(timer, us, repeats) ets_timer_arm_new(timer, us, repeats, 0)
#define os_timer_disarm ets_timer_disarm
#define os_timer_done ets_timer_done
#define os_timer_setfn ets_timer_setfn

unsigned long os_random(void);
int os_get_random(unsigned char* bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
