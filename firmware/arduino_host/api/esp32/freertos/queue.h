#pragma once
#include <oceanhil/freertos/queue.h>
