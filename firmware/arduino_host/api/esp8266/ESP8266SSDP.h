/// `SSDP` of the ESP8266's core: what the board says of itself to whoever looks for devices, and nobody looks. Facts:
/// libraries/ESP8266SSDP/ESP8266SSDP.h.
#ifndef ESP8266SSDP_H
#define ESP8266SSDP_H

#include <ESP8266WiFi.h>

#define SSDP_INTERVAL_SECONDS 1200
#define SSDP_MULTICAST_TTL 2
#define SSDP_HTTP_PORT 80

class SSDPClass {
  public:
    /// False without a network.
    bool begin() { return WiFi.localIP().isSet(); }
    void end() {}
    /// Writes the description that a device fetches (UPnP Device Architecture 1.0).
    void schema(Print& print) const;
    void schema(WiFiClient client) const { schema(static_cast<Print&>(client)); }
    void setDeviceType(const String& deviceType) { type_ = deviceType; }
    void setUUID(const String& uuid) { uuid_ = uuid; }
    void setName(const String& name) { name_ = name; }
    void setURL(const String& url) { url_ = url; }
    void setSchemaURL(const String& url) { (void)url; }
    void setSerialNumber(const String& serialNumber) { serial_ = serialNumber; }
    void setSerialNumber(const uint32_t serialNumber) { serial_ = String(serialNumber); }
    void setModelName(const String& name) { model_ = name; }
    void setModelNumber(const String& num) { number_ = num; }
    void setModelURL(const String& url) { model_url_ = url; }
    void setManufacturer(const String& name) { maker_ = name; }
    void setManufacturerURL(const String& url) { maker_url_ = url; }
    void setHTTPPort(uint16_t port) { port_ = port; }
    void setTTL(uint8_t ttl) { (void)ttl; }
    void setInterval(uint32_t interval) { (void)interval; }

  private:
    String type_ = "urn:schemas-upnp-org:device:Basic:1";
    String uuid_;
    String name_;
    String url_;
    String serial_;
    String model_;
    String number_;
    String model_url_;
    String maker_;
    String maker_url_;
    uint16_t port_ = SSDP_HTTP_PORT;
};

extern SSDPClass SSDP;

#endif
