#include <WiFiUdp.h>

void WiFiUDP::stopAll() { stop_all(nullptr); }

void WiFiUDP::stopAllExcept(WiFiUDP* exC) { stop_all(exC); }
