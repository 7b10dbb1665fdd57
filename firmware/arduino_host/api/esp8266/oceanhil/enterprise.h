/// Whether the station asks for a network of the kind that knows its users (`wpa2_enterprise.h`).
#pragma once

namespace oceanhil {

bool& asks_for_enterprise();

}  // namespace oceanhil
