/// What pico-sdk's calls give where they fail (src/common/pico_base_headers/include/pico/error.h of pico-sdk 2).
#pragma once

#ifndef PICO_ERROR_GENERIC
#define PICO_ERROR_TIMEOUT (-1)
#define PICO_ERROR_GENERIC (-2)
#endif
#define PICO_OK 0
#define PICO_ERROR_NONE 0
#define PICO_ERROR_NO_DATA (-3)
#define PICO_ERROR_NOT_PERMITTED (-4)
#define PICO_ERROR_INVALID_ARG (-5)
#define PICO_ERROR_IO (-6)
#define PICO_ERROR_BADAUTH (-7)
#define PICO_ERROR_CONNECT_FAILED (-8)
#define PICO_ERROR_INSUFFICIENT_RESOURCES (-9)
