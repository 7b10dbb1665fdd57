/// `Network` of arduino-esp32 3.x: all interfaces, and the events of all. Facts: libraries/Network/src of the core.
#pragma once

#include <NetworkClient.h>
#include <NetworkEvents.h>
#include <NetworkInterface.h>
#include <NetworkManager.h>
#include <NetworkServer.h>
#include <NetworkUdp.h>
