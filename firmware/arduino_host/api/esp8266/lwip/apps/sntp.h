#pragma once

#include <sntp.h>
