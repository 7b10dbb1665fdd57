#pragma once

#include <esp_sntp.h>
