"""What ESP-IDF prints when a program crashes: texts of its panic handler, checks and watchdogs.

Of the dumps under them only what tells something is here; their blank lines are the simulator's.
"""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_IDF: Final = "ESP-IDF"
_4: Final = "espressif/esp-idf v4.4.7 components/"
_5: Final = "espressif/esp-idf v5.5.1 components/"
_CHECKED: Final = "2026-11-23"

GURU: Final = Fact(
    "an exception, on its core; those in a table of causes say more after it",
    _IDF,
    (
        Version(
            "Guru Meditation Error: Core {core} panic'ed ({cause}). ",
            f"{_4}esp_system/panic.c:261; {_5}esp_system/panic.c:324",
        ),
    ),
    _CHECKED,
)
UNHANDLED: Final = Fact(
    "what follows an exception of the processor, and no other",
    _IDF,
    (
        Version(
            "Exception was unhandled.",
            f"{_4}esp_system/port/arch/xtensa/panic_arch.c:386; {_5}esp_system/port/arch/xtensa/panic_arch.c:247",
        ),
    ),
    _CHECKED,
)
XTENSA_CAUSES: Final = Fact(
    "exceptions of an Xtensa core, by EXCCAUSE from 0",
    _IDF,
    (
        Version(
            (
                *("IllegalInstruction", "Syscall", "InstructionFetchError", "LoadStoreError"),
                *("Level1Interrupt", "Alloca", "IntegerDivideByZero", "PCValue"),
                *("Privileged", "LoadStoreAlignment", "res", "res"),
                *("InstrPDAddrError", "LoadStorePIFDataError", "InstrPIFAddrError", "LoadStorePIFAddrError"),
                *("InstTLBMiss", "InstTLBMultiHit", "InstFetchPrivilege", "res"),
                *("InstrFetchProhibited", "res", "res", "res"),
                *("LoadStoreTLBMiss", "LoadStoreTLBMultihit", "LoadStorePrivilege", "res"),
                *("LoadProhibited", "StoreProhibited"),
            ),
            f"{_4}esp_system/port/arch/xtensa/panic_arch.c:368; {_5}esp_system/port/arch/xtensa/panic_arch.c:229",
        ),
    ),
    _CHECKED,
)
_PSEUDO: Final = (
    *("Unknown reason", "Unhandled debug exception", "Double exception", "Unhandled kernel exception"),
    *("Coprocessor exception", "Interrupt wdt timeout on CPU0", "Interrupt wdt timeout on CPU1"),
)
XTENSA_OTHER_CAUSES: Final = Fact(
    "what else ends a program on an Xtensa core, by what the handler writes into EXCCAUSE, from 0",
    _IDF,
    (
        Version(
            (*_PSEUDO, "Cache disabled but cached memory region accessed"),
            f"{_4}esp_system/port/arch/xtensa/panic_arch.c:412",
        ),
        Version((*_PSEUDO, "Cache error"), f"{_5}esp_system/port/arch/xtensa/panic_arch.c:283", "5.5"),
    ),
    _CHECKED,
)
XTENSA_CACHE_DETAILS: Final = Fact[tuple[str, ...]](
    "the line under a cache error of an Xtensa core",
    _IDF,
    (
        Version((), f"{_4}esp_system/port/arch/xtensa/panic_arch.c:419"),
        Version(
            ("Cache disabled but cached memory region accessed",),
            f"{_5}esp_system/port/arch/xtensa/panic_arch.c:220",
            "5.5",
        ),
    ),
    _CHECKED,
)
RISCV_CAUSES: Final = Fact(
    "exceptions of a RISC-V core, by MCAUSE from 0",
    _IDF,
    (
        Version(
            (
                *("Instruction address misaligned", "Instruction access fault", "Illegal instruction", "Breakpoint"),
                *("Load address misaligned", "Load access fault"),
                *("Store address misaligned", "Store access fault"),
            ),
            f"{_4}esp_system/port/arch/riscv/panic_arch.c:314; {_5}esp_system/port/arch/riscv/panic_arch.c:275",
        ),
    ),
    _CHECKED,
)
RISCV_INTERRUPT_WATCHDOG: Final = Fact(
    "interrupts that a RISC-V core held off for too long, where Guru names a cause",
    _IDF,
    (
        Version(
            "Interrupt wdt timeout on CPU0",
            f"{_4}esp_system/port/arch/riscv/panic_arch.c:257; {_5}esp_system/port/arch/riscv/panic_arch.c:238",
        ),
    ),
    _CHECKED,
)
RISCV_CACHE_ERROR: Final = Fact(
    "a cache error of a RISC-V core, where Guru names a cause",
    _IDF,
    (
        Version(
            "Cache error",
            f"{_4}esp_system/port/arch/riscv/panic_arch.c:261; {_5}esp_system/port/arch/riscv/panic_arch.c:231",
        ),
    ),
    _CHECKED,
)
RISCV_CACHE_DETAILS: Final = Fact(
    "the line under it, of code in flash that ran while flash was written (ESP32-C3)",
    _IDF,
    (
        Version("access to cache while ibus or cache is disabled", f"{_4}esp_system/port/arch/riscv/panic_arch.c:102"),
        Version(
            "Cached memory region accessed while ibus or cache is disabled",
            f"{_5}esp_system/port/soc/esp32c3/cache_err_int.c:64",
            "5.5",
        ),
    ),
    _CHECKED,
)
RISCV_STACK: Final = Fact(
    "a stack overflow that a RISC-V core's stack guard found, where Guru names a cause; empty: there is no guard",
    _IDF,
    (
        Version("", f"{_4}esp_system/port/arch/riscv/panic_arch.c:261"),
        Version(
            "Stack protection fault",
            "espressif/esp-idf v5.2 components/esp_system/Kconfig:558; "
            f"{_5}esp_system/port/arch/riscv/panic_arch.c:255",
            "5.2",
        ),
    ),
    _CHECKED,
)
RISCV_STACK_DETAILS: Final = Fact(
    "the lines under it",
    _IDF,
    (
        Version(
            (
                'Detected in task "{task}" at 0x{pc:08x}',
                "Stack pointer: 0x{sp:08x}",
                "Stack bounds: 0x{low:08x} - 0x{high:08x}",
            ),
            f"{_5}esp_system/port/arch/riscv/panic_arch.c:71",
            "5.2",
        ),
    ),
    _CHECKED,
)
ABORT: Final = Fact(
    "abort()",
    _IDF,
    (
        Version(
            "abort() was called at PC 0x{pc:x} on core {core:d}",
            f"{_4}newlib/abort.c:24; {_5}newlib/src/abort.c:16",
        ),
    ),
    _CHECKED,
)
ASSERT: Final = Fact(
    "a failed assertion",
    _IDF,
    (
        Version(
            "assert failed: {function} {file}:{line:d} ({condition})",
            f"{_4}newlib/assert.c:21; {_5}newlib/src/assert.c:13",
        ),
    ),
    _CHECKED,
)
HEAP_CORRUPT: Final = Fact(
    "a heap whose own data was overwritten, found when a block is freed: what is said before the assertion",
    _IDF,
    (
        Version(
            "CORRUPT HEAP: Bad head at 0x{at:08x}. Expected 0x{expected:08x} got 0x{found:08x}",
            f"{_4}heap/multi_heap_poisoning.c:100; {_5}heap/multi_heap_poisoning.c:99",
        ),
    ),
    _CHECKED,
)
HEAP_ASSERTION: Final = Fact(
    "the assertion that fails then",
    _IDF,
    (
        Version(
            "assert failed: multi_heap_free multi_heap_poisoning.c:259 (head != NULL)",
            f"{_4}heap/multi_heap_poisoning.c:259",
        ),
        Version(
            "assert failed: multi_heap_free multi_heap_poisoning.c:279 (head != NULL)",
            f"{_5}heap/multi_heap_poisoning.c:279",
            "5.5",
        ),
    ),
    _CHECKED,
)
STACK_OVERFLOW: Final = Fact(
    "a stack overflow that FreeRTOS found by its canary (CONFIG_FREERTOS_CHECK_STACKOVERFLOW_CANARY, the default)",
    _IDF,
    (
        Version(
            "***ERROR*** A stack overflow in task {task} has been detected.",
            f"{_4}freertos/port/xtensa/port.c:397; {_5}freertos/FreeRTOS-Kernel/portable/xtensa/port.c:553",
        ),
    ),
    _CHECKED,
)
STACK_SMASHED: Final = Fact(
    "a function that overwrote its own frame; the whole text, no abort() after it",
    _IDF,
    (
        Version(
            "Stack smashing protect failure!",
            f"{_4}esp_system/stack_check.c:35; {_5}esp_system/stack_check.c:28",
        ),
    ),
    _CHECKED,
)
TASK_WATCHDOG: Final = Fact(
    "the task watchdog: its headline",
    _IDF,
    (
        Version(
            "Task watchdog got triggered. The following tasks did not reset the watchdog in time:",
            f"{_4}esp_system/task_wdt.c:155",
        ),
        Version(
            "Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:",
            f"espressif/esp-idf v5.0 components/esp_system/task_wdt.c:527; {_5}esp_system/task_wdt/task_wdt.c:790",
            "5.0",
        ),
    ),
    _CHECKED,
)
TASK_WATCHDOG_TASK: Final = Fact(
    "a task that did not reset it, with the core to which it is pinned",
    _IDF,
    (Version(" - {task} (CPU {core:d})", f"{_4}esp_system/task_wdt.c:162; {_5}esp_system/task_wdt/task_wdt.c:816"),),
    _CHECKED,
)
TASK_WATCHDOG_RUNNING: Final = Fact(
    "the tasks that run when the task watchdog bites: head and a line for each core",
    _IDF,
    (
        Version(
            ("Tasks currently running:", "CPU {core:d}: {task}"),
            f"{_4}esp_system/task_wdt.c:165; {_5}esp_system/task_wdt/task_wdt.c:491",
        ),
    ),
    _CHECKED,
)
TASK_WATCHDOG_ABORTS: Final = Fact(
    "what it says when it ends the program (CONFIG_ESP_TASK_WDT_PANIC, as arduino-esp32 has it)",
    _IDF,
    (
        Version(
            "Aborting.",
            f"{_4}esp_system/task_wdt.c:173; {_5}esp_system/task_wdt/task_wdt.c:379",
        ),
    ),
    _CHECKED,
)
TASK_WATCHDOG_DUMPS: Final = Fact[tuple[str, ...]](
    "what follows where abort() is not called as such: of another core than the one that serves the watchdog, and of "
    "that one; {what} is `backtrace`, on a RISC-V core `registers`",
    _IDF,
    (
        Version((), f"{_4}esp_system/task_wdt.c:176"),
        Version(
            ("Print CPU {core:d} {what}", "Print CPU {core:d} (current core) {what}"),
            f"espressif/esp-idf v5.0 components/esp_system/task_wdt.c:449; {_5}esp_system/task_wdt/task_wdt.c:398",
            "5.0",
        ),
    ),
    _CHECKED,
)
BACKTRACE: Final = Fact(
    "the head of a backtrace",
    _IDF,
    (
        Version(
            "Backtrace:",
            f"{_4}esp_system/port/arch/xtensa/debug_helpers.c:76; {_5}esp_system/port/arch/xtensa/debug_helpers.c:71",
        ),
    ),
    _CHECKED,
)
REGISTERS: Final = Fact(
    "the head of a register dump",
    _IDF,
    (
        Version(
            "Core {core} register dump:",
            f"{_4}esp_system/port/arch/xtensa/panic_arch.c:49; {_5}esp_system/port/arch/xtensa/panic_arch.c:47",
        ),
    ),
    _CHECKED,
)
ELF_SHA256: Final = Fact(
    "which build it was",
    _IDF,
    (
        Version(
            "ELF file SHA256: {digest}",
            f"{_4}esp_system/panic.c:317; {_5}esp_system/panic.c:392",
        ),
    ),
    _CHECKED,
)
ELF_SHA256_DIGITS: Final = Fact(
    "how much of it is printed (CONFIG_APP_RETRIEVE_LEN_ELF_SHA)",
    _IDF,
    (
        Version(16, f"{_4}app_update/Kconfig.projbuild:41"),
        Version(9, f"{_5}esp_app_format/Kconfig.projbuild:42", "5.2"),
    ),
    _CHECKED,
    "digits",
)
REBOOTING: Final = Fact(
    "the end of a dump",
    _IDF,
    (Version("Rebooting...", f"{_4}esp_system/panic.c:383; {_5}esp_system/panic.c:455"),),
    _CHECKED,
)
_PLAIN: Final = ("", "Brownout detector was triggered", "")
_TAGGED: Final = ("E BOD: Brownout detector was triggered", "", "")
_BROWNOUT: Final[tuple[Version[tuple[str, ...]], ...]] = (
    Version((), "espressif/esp-idf v5.1.3 components/esp_system/port/brownout.c:56", "5.1.3"),
    Version(_TAGGED, "espressif/esp-idf v5.3.5 components/esp_system/port/brownout.c:57", "5.3.5"),
    Version((), "espressif/esp-idf v5.4 components/esp_system/port/brownout.c:60", "5.4"),
    Version(_TAGGED, "espressif/esp-idf v5.4.3 components/esp_system/port/brownout.c:60", "5.4.3"),
    Version((), "espressif/esp-idf v5.5 components/esp_hw_support/power_supply/brownout.c:70", "5.5"),
    Version(_TAGGED, f"{_5}esp_hw_support/power_supply/brownout.c:70", "5.5.1"),
)
BROWNOUT: Final = Fact[tuple[str, ...]](
    "a brown-out of an ESP32. Where the source logs it as information (I BOD:), arduino-esp32, which logs errors "
    "alone, prints nothing",
    _IDF,
    (Version(_PLAIN, f"{_4}esp_system/port/brownout.c:67"), *_BROWNOUT),
    _CHECKED,
)
BROWNOUT_S3_C3: Final = Fact[tuple[str, ...]](
    "a brown-out of an ESP32-S3 or C3: their hardware resets them without a word, until XMC's flash chips wanted a "
    "reset of their own (SPI_FLASH_BROWNOUT_RESET_XMC, which is on)",
    _IDF,
    (
        Version((), "espressif/esp-idf v4.4.7 components/soc/esp32c3/include/soc/soc_caps.h:78"),
        Version(_PLAIN, "espressif/esp-idf v5.0 components/spi_flash/Kconfig:203", "5.0"),
        *_BROWNOUT,
    ),
    _CHECKED,
)
