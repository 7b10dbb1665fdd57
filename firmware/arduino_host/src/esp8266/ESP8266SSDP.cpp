#include <ESP8266SSDP.h>

namespace {

void tell_element(Print& print, const char* what, const String& value) {
    print.printf("<%s>%s</%s>", what, value.c_str(), what);
}

}  // namespace

void SSDPClass::schema(Print& print) const {
    print.print("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<?xml version=\"1.0\"?>"
                "<root xmlns=\"urn:schemas-upnp-org:device-1-0\"><specVersion><major>1</major><minor>0</minor>"
                "</specVersion>");
    tell_element(print, "URLBase", "http://" + WiFi.localIP().toString() + ":" + String(port_));
    print.print("<device>");
    tell_element(print, "deviceType", type_);
    tell_element(print, "friendlyName", name_);
    tell_element(print, "presentationURL", url_);
    tell_element(print, "serialNumber", serial_);
    tell_element(print, "modelName", model_);
    tell_element(print, "modelNumber", number_);
    tell_element(print, "modelURL", model_url_);
    tell_element(print, "manufacturer", maker_);
    tell_element(print, "manufacturerURL", maker_url_);
    tell_element(print, "UDN", uuid_);
    print.print("</device></root>\r\n\r\n");
}

SSDPClass SSDP;
