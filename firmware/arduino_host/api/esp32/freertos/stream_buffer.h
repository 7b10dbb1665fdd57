#pragma once
#include <oceanhil/freertos/stream_buffer.h>
