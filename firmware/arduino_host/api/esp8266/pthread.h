/// esp8266/Arduino has no threads.
#pragma once

#include_next <pthread.h>

#include "oceanhil/no_threads.h"
