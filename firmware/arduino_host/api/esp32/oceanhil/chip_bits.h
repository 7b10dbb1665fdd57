/// Single bits by name (components/esp_common/include/esp_bit_defs.h of ESP-IDF).
#pragma once

#define BIT31 (1UL << 31)
#define BIT30 (1UL << 30)
#define BIT29 (1UL << 29)
#define BIT28 (1UL << 28)
#define BIT27 (1UL << 27)
#define BIT26 (1UL << 26)
#define BIT25 (1UL << 25)
#define BIT24 (1UL << 24)
#define BIT23 (1UL << 23)
#define BIT22 (1UL << 22)
#define BIT21 (1UL << 21)
#define BIT20 (1UL << 20)
#define BIT19 (1UL << 19)
#define BIT18 (1UL << 18)
#define BIT17 (1UL << 17)
#define BIT16 (1UL << 16)
#define BIT15 (1UL << 15)
#define BIT14 (1UL << 14)
#define BIT13 (1UL << 13)
#define BIT12 (1UL << 12)
#define BIT11 (1UL << 11)
#define BIT10 (1UL << 10)
#define BIT9 (1UL << 9)
#define BIT8 (1UL << 8)
#define BIT7 (1UL << 7)
#define BIT6 (1UL << 6)
#define BIT5 (1UL << 5)
#define BIT4 (1UL << 4)
#define BIT3 (1UL << 3)
#define BIT2 (1UL << 2)
#define BIT1 (1UL << 1)
#define BIT0 (1UL << 0)

#ifndef BIT
#define BIT(number) (1UL << (number))
#endif
#ifndef BIT64
#define BIT64(number) (1ULL << (number))
#endif
