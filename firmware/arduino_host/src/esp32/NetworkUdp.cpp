#include <NetworkUdp.h>

int NetworkUDP::beginPacket() { return remotePort() == 0 ? 0 : beginPacket(remoteIP(), remotePort()); }

int NetworkUDP::beginMulticastPacket() { return group_port_ == 0 ? 0 : beginPacket(group_, group_port_); }
