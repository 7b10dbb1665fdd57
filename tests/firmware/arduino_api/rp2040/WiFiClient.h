// Stand-in: signatures only. https://arduino-pico.readthedocs.io/en/latest/wificlient.html
#pragma once

#include "plain_client.h"
