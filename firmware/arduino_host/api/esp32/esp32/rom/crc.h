#pragma once
#include <rom/crc.h>
