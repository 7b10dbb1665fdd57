#pragma once
#include <oceanhil/freertos/timers.h>
