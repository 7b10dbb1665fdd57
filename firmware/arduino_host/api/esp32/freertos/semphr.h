#pragma once
#include <oceanhil/freertos/semphr.h>
