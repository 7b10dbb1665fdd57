#pragma once
#include <oceanhil/freertos/event_groups.h>
