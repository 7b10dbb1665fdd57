/// What this core's FreeRTOS is built with: cores/rp2040/freertos of arduino-pico (FreeRTOSConfig.h, portmacro.h).
#ifndef OCEANHIL_FREERTOS_FIGURES_H
#define OCEANHIL_FREERTOS_FIGURES_H

#include <stdint.h>

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;
/// A task's stack is counted in words.
typedef uint32_t StackType_t;
typedef uint32_t configRUN_TIME_COUNTER_TYPE;

#define configMAX_PRIORITIES 8
#define configMINIMAL_STACK_SIZE ((unsigned short)256)
#define configMAX_TASK_NAME_LEN 10
#define configTASK_NOTIFICATION_ARRAY_ENTRIES 4
#define configTIMER_TASK_PRIORITY 2
#define configTIMER_QUEUE_LENGTH 5
#define configTIMER_TASK_STACK_DEPTH 1024
#define configQUEUE_REGISTRY_SIZE 8
#define configNUMBER_OF_CORES 2
#define configNUM_CORES configNUMBER_OF_CORES
#define configUSE_CORE_AFFINITY 1
#define configRUN_MULTIPLE_PRIORITIES 1
#define portNUM_PROCESSORS configNUMBER_OF_CORES
#define tskNO_AFFINITY ((UBaseType_t) - 1)

#ifdef __cplusplus
extern "C" {
#endif

/// While it is on nobody is switched and nothing is served; nests.
void vPortEnterCritical(void);
void vPortExitCritical(void);
uint32_t ulSetInterruptMask(void);
void vClearInterruptMask(uint32_t mask);

#ifdef __cplusplus
}
#endif

#define portENTER_CRITICAL() vPortEnterCritical()
#define portEXIT_CRITICAL() vPortExitCritical()
#define taskENTER_CRITICAL() vPortEnterCritical()
#define taskEXIT_CRITICAL() vPortExitCritical()
#define taskENTER_CRITICAL_FROM_ISR() ulSetInterruptMask()
#define taskEXIT_CRITICAL_FROM_ISR(mask) vClearInterruptMask(mask)
#define portSET_INTERRUPT_MASK_FROM_ISR() ulSetInterruptMask()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(mask) vClearInterruptMask(mask)
#define portDISABLE_INTERRUPTS() vPortEnterCritical()
#define portENABLE_INTERRUPTS() vPortExitCritical()
#define taskDISABLE_INTERRUPTS() portDISABLE_INTERRUPTS()
#define taskENABLE_INTERRUPTS() portENABLE_INTERRUPTS()
#define portEND_SWITCHING_ISR(wanted) portYIELD_FROM_ISR(wanted)

#endif
