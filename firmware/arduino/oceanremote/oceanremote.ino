// An OceanRemote device for ESP32, ESP8266 and Pico W. Its secrets stand in secrets.h: copy secrets.example.h.
#include <OceanRemote.h>

#if __has_include("secrets.h")
#include "secrets.h"
#else
#include "secrets.example.h"
#endif
#include "root_certificate.h"

#ifndef OCEANREMOTE_TIME_SERVER
#define OCEANREMOTE_TIME_SERVER "pool.ntp.org"
#endif

#ifdef OCEANREMOTE_AGENT
static OceanRemoteBenchDevice device;
#else
static OceanRemoteDevice device;
#endif
static SimulatedSensor sensor;

void setup() {
#if defined(OCEANREMOTE_AGENT) && (defined(ESP32) || defined(ESP8266))
    // A sentence of the agent has up to 640 bytes, and may come while a request is being sent.
    Serial.setRxBufferSize(1024);
#endif
    Serial.begin(115200);
    OceanRemoteConfig config;
    config.wifi_ssid = OCEANREMOTE_WIFI_SSID;
    config.wifi_password = OCEANREMOTE_WIFI_PASSWORD;
    config.registration_token = OCEANREMOTE_TOKEN;
    config.register_server = OCEANREMOTE_REGISTER_SERVER;
    config.api_server = OCEANREMOTE_API_SERVER;
    config.time_server = OCEANREMOTE_TIME_SERVER;
    config.root_certificate = OCEANREMOTE_ROOT_CERTIFICATE;
    config.sensor = &sensor;
    // This sketch does nothing else, and 50 ms of the serial line fit into what waits.
    config.longest_rest_ms = 50;
    device.begin(config);
}

void loop() { device.loop(); }
