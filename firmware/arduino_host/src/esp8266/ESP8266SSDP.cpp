#include <ESP8266SSDP.h>

namespace {

void tell(Print& print, const char* what, const String& value) {
    print.printf("<%s>%s</%s>", what, value.c_str(), what);
}

}  // namespace

void SSDPClass::schema(Print& print) const {
    print.print("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<?xml version=\"1.0\"?>"
                "<root xmlns=\"urn:schemas-upnp-org:device-1-0\"><specVersion><major>1</major><minor>0</minor>"
                "</specVersion>");
    tell(print, "URLBase", "http://" + WiFi.localIP().toString() + ":" + String(port_));
    print.print("<device>");
    tell(print, "deviceType", type_);
    tell(print, "friendlyName", name_);
    tell(print, "presentationURL", url_);
    tell(print, "serialNumber", serial_);
    tell(print, "modelName", model_);
    tell(print, "modelNumber", number_);
    tell(print, "modelURL", model_url_);
    tell(print, "manufacturer", maker_);
    tell(print, "manufacturerURL", maker_url_);
    tell(print, "UDN", uuid_);
    print.print("</device></root>\r\n\r\n");
}

SSDPClass SSDP;
