#include <ETH.h>
#include <Network.h>
#include <WiFi.h>
#include <esp_mac.h>

#include "oceanhil/network_stack.h"

NetworkManager Network;
ETHClass ETH;

network_event_handle_t NetworkEvents::onEvent(NetworkEventCb cbEvent, arduino_event_id_t event) {
    return WiFi.onEvent(cbEvent, event);
}

network_event_handle_t NetworkEvents::onEvent(NetworkEventFuncCb cbEvent, arduino_event_id_t event) {
    return WiFi.onEvent(std::move(cbEvent), event);
}

network_event_handle_t NetworkEvents::onEvent(NetworkEventSysCb cbEvent, arduino_event_id_t event) {
    return WiFi.onEvent(cbEvent, event);
}

void NetworkEvents::removeEvent(NetworkEventCb cbEvent, arduino_event_id_t event) { WiFi.removeEvent(cbEvent, event); }

void NetworkEvents::removeEvent(NetworkEventSysCb cbEvent, arduino_event_id_t event) {
    WiFi.removeEvent(cbEvent, event);
}

void NetworkEvents::removeEvent(network_event_handle_t event_handle) { WiFi.removeEvent(event_handle); }

const char* NetworkEvents::eventName(arduino_event_id_t id) { return WiFi.eventName(id); }

bool NetworkManager::begin() {
    oceanhil::start_network_stack();
    return true;
}

int NetworkManager::hostByName(const char* aHostname, IPAddress& aResult) {
    return WiFi.hostByName(aHostname, aResult);
}

uint8_t* NetworkManager::macAddress(uint8_t* mac) {
    esp_efuse_mac_get_default(mac);
    return mac;
}

String NetworkManager::macAddress() {
    uint8_t mac[oceanhil::kMacBytes] = {};
    return oceanhil::mac_text(macAddress(mac), true);
}

const char* NetworkManager::getHostname() { return WiFi.getHostname(); }

bool NetworkManager::setHostname(const char* hostname) { return hostname == nullptr || WiFi.setHostname(hostname); }

NetworkInterface* NetworkManager::getDefaultInterface() {
    if (WiFi.STA.isDefault()) {
        return &WiFi.STA;
    }
    return WiFi.AP.isDefault() ? &WiFi.AP : nullptr;
}

bool NetworkManager::isOnline() { return WiFi.STA.hasIP(); }

size_t NetworkManager::printTo(Print& out) const {
    size_t bytes = 0;
    for (const NetworkInterface* const each : {static_cast<const NetworkInterface*>(&WiFi.STA),
                                               static_cast<const NetworkInterface*>(&WiFi.AP)}) {
        bytes += each->netif() == nullptr ? 0 : out.println(*each);
    }
    return bytes;
}

bool ETHClass::begin() {
    Network.begin();
    return false;
}

bool ETHClass::begin(eth_phy_type_t, int32_t, int, int, int, SPIClass&, uint8_t) { return begin(); }

bool ETHClass::begin(eth_phy_type_t, int32_t, int, int, int, spi_host_device_t, int, int, int, uint8_t) {
    return begin();
}

#ifdef OCEANHIL_HAS_EMAC
bool ETHClass::begin(eth_phy_type_t, int32_t, int, int, int, eth_clock_mode_t) { return begin(); }
#endif

bool ETHClass::config(IPAddress, IPAddress, IPAddress, IPAddress, IPAddress, IPAddress) { return false; }
