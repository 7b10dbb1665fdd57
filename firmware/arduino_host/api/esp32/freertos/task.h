#pragma once
#include <oceanhil/freertos/task.h>
