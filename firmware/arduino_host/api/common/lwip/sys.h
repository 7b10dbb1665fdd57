/// What lwIP asks its system for (src/include/lwip/sys.h of lwIP 2): the time. Threads, mailboxes and semaphores are missing:
/// FreeRTOS has them.
#ifndef OCEANHIL_LWIP_SYS_H
#define OCEANHIL_LWIP_SYS_H

#include "lwip/arch.h"
#include "lwip/opt.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Milliseconds since the boot.
u32_t sys_now(void);

#ifdef __cplusplus
}
#endif

#endif
