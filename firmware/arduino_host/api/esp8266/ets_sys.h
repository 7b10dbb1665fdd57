/// Timers and messages of the ESP8266's SDK (tools/sdk/include/ets_sys.h).
#ifndef _ETS_SYS_H
#define _ETS_SYS_H

#include <c_types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t ETSSignal;
typedef uint32_t ETSParam;

typedef struct ETSEventTag {
    ETSSignal sig;
    ETSParam par;
} ETSEvent;

typedef void (*ETSTask)(ETSEvent* event);

typedef void ETSTimerFunc(void* timer_arg);

/// A timer of the sketch's own memory. `timer_expire`: what the machine knows it by, 0 while it does not run.
typedef struct _ETSTIMER_ {
    struct _ETSTIMER_* timer_next;
    uint32_t timer_expire;
    uint32_t timer_period;
    ETSTimerFunc* timer_func;
    void* timer_arg;
} ETSTimer;

void ets_timer_setfn(ETSTimer* timer, ETSTimerFunc* function, void* argument);
/// After `time`, and then each of it if `repeats`; in milliseconds, or in microseconds unless `is_ms`.
void ets_timer_arm_new(ETSTimer* timer, uint32_t time, bool repeats, bool is_ms);
void ets_timer_disarm(ETSTimer* timer);
void ets_timer_done(ETSTimer* timer);

void ets_delay_us(uint32_t us);
void ets_intr_lock(void);
void ets_intr_unlock(void);
int ets_printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
int ets_putc(int letter);
/// From now on letters of `os_printf` and `ets_printf` go there, one by one.
void ets_install_putc1(void (*put)(char letter));
#define os_install_putc1 ets_install_putc1
int os_printf_plus(const char* format, ...) __attribute__((format(printf, 1, 2)));

#define ets_sprintf sprintf
#define ets_memcmp memcmp
#define ets_memcpy memcpy
#define ets_memmove memmove
#define ets_memset memset
#define ets_strcmp strcmp
#define ets_strcpy strcpy
#define ets_strlen strlen
#define ets_strncmp strncmp
#define ets_strncpy strncpy
#define ets_strstr strstr

// Interrupts of single parts of the chip: none is ever pending that a sketch would have to keep off.
#define ETS_GPIO_INUM 4
#define ETS_UART_INUM 5
static inline void ets_isr_mask(uint32_t which) { (void)which; }
static inline void ets_isr_unmask(uint32_t which) { (void)which; }
#define ETS_GPIO_INTR_DISABLE() ets_isr_mask(1 << ETS_GPIO_INUM)
#define ETS_GPIO_INTR_ENABLE() ets_isr_unmask(1 << ETS_GPIO_INUM)
#define ETS_UART_INTR_DISABLE() ets_isr_mask(1 << ETS_UART_INUM)
#define ETS_UART_INTR_ENABLE() ets_isr_unmask(1 << ETS_UART_INUM)

#define ETS_INTR_LOCK() ets_intr_lock()
#define ETS_INTR_UNLOCK() ets_intr_unlock()

#ifdef __cplusplus
}
#endif

#endif
