/// Numbers of Wi-Fi (cores/esp8266/wl_definitions.h).
#ifndef WL_DEFINITIONS_H_
#define WL_DEFINITIONS_H_

#include <ESP8266WiFiType.h>

#define WL_SSID_MAX_LENGTH 32
#define WL_WPA_KEY_MAX_LENGTH 63
#define WL_WEP_KEY_MAX_LENGTH 13
#define WL_MAC_ADDR_LENGTH 6
#define WL_IPV4_LENGTH 4
#define WL_NETWORKS_LIST_MAXNUM 10
#define MAX_SOCK_NUM 4
#define SOCK_NOT_AVAIL 255
#define NA_STATE -1
#define WL_MAX_ATTEMPT_CONNECTION 10

#endif
