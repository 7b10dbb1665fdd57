/// ESP of esp8266/Arduino 3.x (cores/esp8266/Esp.h).
///
/// Not here: a heap in IRAM.
#ifndef ESP_H
#define ESP_H

#include <WString.h>
#include <core_esp8266_features.h>
#include <stddef.h>
#include <stdint.h>
#include <user_interface.h>

class Stream;

typedef enum {
    WDTO_0MS = 0,
    WDTO_15MS = 15,
    WDTO_30MS = 30,
    WDTO_60MS = 60,
    WDTO_120MS = 120,
    WDTO_250MS = 250,
    WDTO_500MS = 500,
    WDTO_1S = 1000,
    WDTO_2S = 2000,
    WDTO_4S = 4000,
    WDTO_8S = 8000
} WDTO_t;

#define wdt_enable(time) ESP.wdtEnable(time)
#define wdt_disable() ESP.wdtDisable()
#define wdt_reset() ESP.wdtFeed()

#ifndef cli
#define cli() ets_intr_lock()
#define sei() ets_intr_unlock()
#endif

enum RFMode { RF_DEFAULT = 0, RF_CAL = 1, RF_NO_CAL = 2, RF_DISABLED = 4 };

#define RF_MODE(mode) \
    int __get_rf_mode() { return mode; }
#define RF_PRE_INIT() void __run_user_rf_pre_init()

#define WakeMode RFMode
#define WAKE_RF_DEFAULT RF_DEFAULT
#define WAKE_RFCAL RF_CAL
#define WAKE_NO_RFCAL RF_NO_CAL
#define WAKE_RF_DISABLED RF_DISABLED

enum ADCMode { ADC_TOUT = 33, ADC_TOUT_3V3 = 33, ADC_VCC = 255, ADC_VDD = 255 };

#define ADC_MODE(mode) \
    int __get_adc_mode(void) { return (int)(mode); }

typedef enum { FM_QIO = 0x00, FM_QOUT = 0x01, FM_DIO = 0x02, FM_DOUT = 0x03, FM_UNKNOWN = 0xff } FlashMode_t;

class EspClass {
  public:
    /// The software watchdog is on from the beginning and bites after some 3.2 s, whatever is asked for.
    static void wdtEnable(uint32_t timeout_ms = 0);
    static void wdtEnable(WDTO_t timeout_ms);
    /// What is left is the hardware's, which bites after some 8.2 s.
    static void wdtDisable();
    static void wdtFeed();

    /// For 0 it sleeps until a reset.
    static void deepSleep(uint64_t time_us, RFMode mode = RF_DEFAULT);
    static void deepSleepInstant(uint64_t time_us, RFMode mode = RF_DEFAULT);
    static uint64_t deepSleepMax();

    /// `offset` in words of 4 bytes.
    static bool rtcUserMemoryRead(uint32_t offset, uint32_t* data, size_t size);
    static bool rtcUserMemoryWrite(uint32_t offset, uint32_t* data, size_t size);

    static void reset();
    static void restart();

    /// In millivolts.
    static uint16_t getVcc();
    static uint32_t getChipId();

    static uint32_t getFreeHeap();
    static uint32_t getMaxFreeBlockSize();
    static uint8_t getHeapFragmentation();
    static void getHeapStats(uint32_t* free = nullptr, uint32_t* max = nullptr, uint8_t* frag = nullptr);
    [[deprecated("Use 'uint32_t*' on max, 2nd argument")]] static void getHeapStats(uint32_t* free, uint16_t* max,
                                                                                    uint8_t* frag = nullptr) {
        uint32_t whole = 0;
        getHeapStats(free, &whole, frag);
        if (max != nullptr) {
            *max = static_cast<uint16_t>(whole);
        }
    }
    static uint32_t getFreeContStack();
    static void resetFreeContStack();

    static const char* getSdkVersion();
    static String getCoreVersion();
    static String getFullVersion();
    static uint8_t getBootVersion();
    static uint8_t getBootMode();
    static uint8_t getCpuFreqMHz() { return static_cast<uint8_t>(esp_get_cpu_freq_mhz()); }

    static uint32_t getFlashChipId();
    static uint8_t getFlashChipVendorId();
    static uint32_t getFlashChipRealSize();
    static uint32_t getFlashChipSize();
    static uint32_t getFlashChipSpeed();
    static FlashMode_t getFlashChipMode();
    static uint32_t getFlashChipSizeByChipId();
    /// Whether the chip has at least the size that the program was made for, or with `needsEquals` just that.
    static bool checkFlashConfig(bool needsEquals = false);

    static bool flashEraseSector(uint32_t sector);
    static bool flashWrite(uint32_t address, const uint32_t* data, size_t size);
    /// Bytes that share a word with others leave those as they are.
    static bool flashWrite(uint32_t address, const uint8_t* data, size_t size);
    static bool flashRead(uint32_t address, uint32_t* data, size_t size);
    static bool flashRead(uint32_t address, uint8_t* data, size_t size);

    /// In its boot loader it waits to be programmed, until it is reset or has power anew.
    [[noreturn]] static void rebootIntoUartDownloadMode();
    /// The program in flash is whole.
    static bool checkFlashCRC() { return true; }
    // Which heap is asked: there is one, as where the core is built without others.
    static void setDramHeap() {}
    static void setIramHeap() {}
    static void setExternalHeap() {}
    static void resetHeap() {}

    static uint32_t getSketchSize();
    static uint32_t getFreeSketchSpace();
    /// Thirty-two digits that are the same for every sketch.
    static String getSketchMD5();
    /// No image has room (`Update`), so this is false, or restarts the board where it is to.
    static bool updateSketch(Stream& in, uint32_t size, bool restartOnFail = false, bool restartOnSuccess = true);

    static String getResetReason();
    static String getResetInfo();
    static struct rst_info* getResetInfoPtr();

    static bool eraseConfig();

    static uint8_t* random(uint8_t* resultArray, size_t outputSizeBytes);
    static uint32_t random();
    static uint32_t getCycleCount() { return esp_get_cycle_count(); }
};

extern EspClass ESP;

#endif
