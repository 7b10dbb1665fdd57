// Parts of the chip that sketches ask for and that have nothing attached: speed, touch pads, voltages.
#include <Arduino.h>
#include <esp_task_wdt.h>
#include <machine.h>
#include <soc/soc_caps.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint32_t kCrystalMhz = 40;
constexpr uint32_t kApbHz = 80000000;
// Below 80 MHz the peripherals have the processor's clock.
constexpr uint32_t kSlowestFullMhz = 80;
constexpr uint32_t kHertz = 1000000;
constexpr uint32_t kFastestMhz = F_CPU / 1000000;
constexpr uint32_t kSpeedsMhz[] = {10, 20, 40, 80, 160, 240};

uint32_t speed_mhz = kFastestMhz;

}  // namespace

extern "C" {

bool setCpuFrequencyMhz(uint32_t cpu_freq_mhz) {
    for (const uint32_t each : kSpeedsMhz) {
        if (each == cpu_freq_mhz && each <= kFastestMhz) {
            speed_mhz = each;
            return true;
        }
    }
    return false;
}

uint32_t getCpuFrequencyMhz(void) { return speed_mhz; }

uint32_t getXtalFrequencyMhz(void) { return kCrystalMhz; }

uint32_t getApbFrequency(void) { return speed_mhz < kSlowestFullMhz ? speed_mhz * kHertz : kApbHz; }

bool sigmaDeltaAttach(uint8_t pin, uint32_t freq) {
    pinMode(pin, OUTPUT);
    return freq > 0;
}

bool sigmaDeltaWrite(uint8_t pin, uint8_t duty) {
    constexpr uint16_t kStep = 257;
    machine::pwm_write(pin, static_cast<uint16_t>(duty * kStep));
    return true;
}

bool sigmaDeltaDetach(uint8_t pin) { return sigmaDeltaWrite(pin, 0); }

#if SOC_DAC_SUPPORTED

bool dacWrite(uint8_t pin, uint8_t value) { return (void)value, pin == DAC1 || pin == DAC2; }

bool dacDisable(uint8_t pin) { return dacWrite(pin, 0); }

void touchInterruptSetThresholdDirection(bool mustbeLower) { (void)mustbeLower; }

#endif

#if SOC_TOUCH_SENSOR_SUPPORTED

touch_value_t touchRead(uint8_t pin) {
    constexpr uint64_t kMeasureUs = 500;
#if defined(CONFIG_IDF_TARGET_ESP32S3)
    constexpr touch_value_t kUntouched = 30000;
    const bool is_pad = pin >= T1 && pin <= T14;
#else
    constexpr touch_value_t kUntouched = 80;
    constexpr uint8_t kPads[] = {T0, T1, T2, T3, T4, T5, T6, T7, T8, T9};
    const bool is_pad = memchr(kPads, pin, sizeof kPads) != nullptr;
#endif
    machine::wait_us(is_pad ? kMeasureUs : 0);
    return is_pad ? kUntouched : touch_value_t{0};
}

void touchSetCycles(uint16_t measure, uint16_t sleep) { (void)measure, (void)sleep; }

void touchAttachInterrupt(uint8_t pin, void (*userFunc)(void), touch_value_t threshold) {
    (void)pin, (void)userFunc, (void)threshold;
}

void touchAttachInterruptArg(uint8_t pin, void (*userFunc)(void*), void* arg, touch_value_t threshold) {
    (void)pin, (void)userFunc, (void)arg, (void)threshold;
}

void touchDetachInterrupt(uint8_t pin) { (void)pin; }

void touchSleepWakeUpEnable(uint8_t pin, touch_value_t threshold) { (void)pin, (void)threshold; }

#endif

#if defined(CONFIG_IDF_TARGET_ESP32S3)
bool touchInterruptGetLastStatus(uint8_t pin) { return (void)pin, false; }
#endif

// The watchdog of the main loop and those of the idle tasks: the first watches, the others have nothing to do here.
void enableLoopWDT(void) { esp_task_wdt_add(nullptr); }

void disableLoopWDT(void) { esp_task_wdt_delete(nullptr); }

void feedLoopWDT(void) { esp_task_wdt_reset(); }

void enableCore0WDT(void) { esp_task_wdt_add(xTaskGetIdleTaskHandleForCore(0)); }

bool disableCore0WDT(void) { return esp_task_wdt_delete(xTaskGetIdleTaskHandleForCore(0)) == ESP_OK; }

#if portNUM_PROCESSORS > 1
void enableCore1WDT(void) { esp_task_wdt_add(xTaskGetIdleTaskHandleForCore(1)); }

bool disableCore1WDT(void) { return esp_task_wdt_delete(xTaskGetIdleTaskHandleForCore(1)) == ESP_OK; }
#endif

BaseType_t xTaskCreateUniversal(TaskFunction_t pxTaskCode, const char* const pcName, const uint32_t usStackDepth,
                                void* const pvParameters, UBaseType_t uxPriority, TaskHandle_t* const pxCreatedTask,
                                const BaseType_t xCoreID) {
    return xTaskCreatePinnedToCore(pxTaskCode, pcName, usStackDepth, pvParameters, uxPriority, pxCreatedTask,
                                   xCoreID < 0 ? tskNO_AFFINITY : xCoreID);
}

}  // extern "C"
