/// Whether the station asks for a network of the kind that knows its users (`esp_eap_client.h`).
#ifndef OCEANHIL_ENTERPRISE_H
#define OCEANHIL_ENTERPRISE_H

namespace oceanhil {

bool& asks_for_enterprise();

}  // namespace oceanhil

#endif
