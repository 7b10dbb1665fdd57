/// Kinds of cards. Facts: libraries/SD/src/sd_defines.h of arduino-esp32.
#pragma once

typedef enum { CARD_NONE, CARD_MMC, CARD_SD, CARD_SDHC, CARD_UNKNOWN } sdcard_type_t;
