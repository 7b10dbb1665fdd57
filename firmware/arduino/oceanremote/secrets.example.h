/// Copy this file to secrets.h and fill it in. secrets.h stays out of version control.
#pragma once

#define OCEANREMOTE_WIFI_SSID "your network"
#define OCEANREMOTE_WIFI_PASSWORD "its password"
/// From the dashboard: "generate firmware". Good for 24 hours, and for one registration.
#define OCEANREMOTE_TOKEN "oc_reg_"
#define OCEANREMOTE_REGISTER_SERVER "https://www.oceanremote.net"
#define OCEANREMOTE_API_SERVER "https://oceanremote.net"
/// Only for a board on a test bench: whoever has the serial line of such a device has the device.
// #define OCEANREMOTE_AGENT
