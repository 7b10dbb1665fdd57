#pragma once
#include <oceanhil/freertos/message_buffer.h>
