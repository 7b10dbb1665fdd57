/// Where sketches look for what a program says of itself. Missing: the headers of images.
#pragma once

#include <esp_app_desc.h>
