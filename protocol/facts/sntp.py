"""The SNTP clients of the cores, all of them lwIP's: when they ask first, again, and after a failure."""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_CHECKED: Final = "2026-11-23"
_LWIP: Final = "lwip-tcpip/lwip STABLE-2_1_3_RELEASE src/include/lwip/apps/sntp_opts.h:"
_PICO: Final = "earlephilhower/arduino-pico 5.4.0 cores/rp2040/lwip/src/include/lwip/apps/sntp_opts.h:"

INTERVAL_ESP32_S: Final = Fact(
    "arduino-esp32 asks again after (CONFIG_LWIP_SNTP_UPDATE_DELAY; ESP-IDF's own default is an hour)",
    "arduino-esp32",
    (
        Version(
            3 * 3600,
            "espressif/esp32-arduino-lib-builder release/v4.4 configs/defconfig.common:58; "
            "espressif/esp32-arduino-lib-builder idf-release_v5.5 configs/defconfig.common:68; "
            "espressif/esp-idf v5.5.1 components/lwip/Kconfig:1142",
        ),
    ),
    _CHECKED,
    "s",
)
INTERVAL_ESP8266_S: Final = Fact(
    "esp8266/Arduino asks again after",
    "esp8266/Arduino",
    (Version(3600, "esp8266/Arduino 3.1.2 tools/sdk/lwip2/include/lwipopts.h:3629"),),
    _CHECKED,
    "s",
)
INTERVAL_PICO_S: Final = Fact(
    "arduino-pico asks again after, whatever `timeout` NTP.begin is given",
    "arduino-pico",
    (Version(3600, f"{_PICO}171"),),
    _CHECKED,
    "s",
)
SHORTEST_INTERVAL_S: Final = Fact(
    "no client asks more often than every",
    "ESP-IDF",
    (
        Version(
            15,
            "espressif/esp-idf v5.5.1 components/lwip/apps/sntp/sntp.c:104; "
            "lwip-tcpip/lwip STABLE-2_1_3_RELEASE src/apps/sntp/sntp.c:75",
        ),
    ),
    _CHECKED,
    "s",
)
FIRST_DELAY_ESP32_MS: Final = Fact(
    "the first question of an ESP32 waits at random for less than; adjustable from 5.3 on",
    "ESP-IDF",
    (
        Version(0, "espressif/esp-lwip 2acf959a src/include/lwip/apps/sntp_opts.h:117"),
        Version(
            5000,
            "espressif/esp-idf v4.4.7 components/lwip/port/esp32/include/lwipopts.h:86; "
            "espressif/esp-lwip a45be9e4 src/include/lwip/apps/sntp_opts.h:146; "
            "espressif/esp-idf v5.5.1 components/lwip/Kconfig:1163",
            "4.0",
        ),
    ),
    _CHECKED,
    "ms",
)
FIRST_DELAY_ESP8266_MS: Final = Fact(
    "likewise of an ESP8266, unless a sketch defines sntp_startup_delay_MS_rfc_not_less_than_60000",
    "esp8266/Arduino",
    (Version(0, "esp8266/Arduino 3.1.2 tools/sdk/lwip2/include/lwipopts.h:3647"),),
    _CHECKED,
    "ms",
)
FIRST_DELAY_PICO_MS: Final = Fact(
    "likewise of a Pico W",
    "arduino-pico",
    (
        Version(
            5000,
            f"earlephilhower/arduino-pico 5.4.0 include/lwipopts.h:20; {_PICO}156",
            "3.0.0",
        ),
    ),
    _CHECKED,
    "ms",
)
ANSWER_S: Final = Fact("how long a client waits for an answer", "lwIP", (Version(15, f"{_LWIP}164"),), _CHECKED, "s")
RETRY_S: Final = Fact(
    "how long a client with one server waits after a failure, twice as long after each further one",
    "lwIP",
    (Version(15, f"{_LWIP}189; {_LWIP}201"),),
    _CHECKED,
    "s",
)
LONGEST_RETRY_S: Final = Fact(
    "and no longer than; a client with several servers asks the next one at once",
    "lwIP",
    (Version(150, f"{_LWIP}194; lwip-tcpip/lwip STABLE-2_1_3_RELEASE src/apps/sntp/sntp.c:403"),),
    _CHECKED,
    "s",
)
LONGEST_RETRY_ESP32_S: Final = Fact(
    "likewise on an ESP32: its lwIP before 5.0 no longer doubles above 120 s",
    "ESP-IDF",
    (
        Version(120, "espressif/esp-lwip a45be9e4 src/apps/sntp/sntp.c:384", "4.4"),
        Version(150, "espressif/esp-lwip f7922143 src/apps/sntp/sntp.c:387", "5.1"),
    ),
    _CHECKED,
    "s",
)
SERVERS: Final = Fact(
    "how many servers a client knows: arduino-esp32, esp8266/Arduino, arduino-pico",
    "lwIP",
    (
        Version(
            (3, 3, 2),
            "espressif/esp32-arduino-lib-builder idf-release_v5.5 configs/defconfig.common:67; "
            "esp8266/Arduino 3.1.2 tools/sdk/lwip2/include/lwipopts.h:3635; "
            "earlephilhower/arduino-pico 5.4.0 include/lwipopts.h:80",
        ),
    ),
    _CHECKED,
)
