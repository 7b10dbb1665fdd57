/// What every server of a network is.
#ifndef OCEANHIL_SERVER_H
#define OCEANHIL_SERVER_H

#include "Print.h"

class Server : public Print {
  public:
    virtual void begin() = 0;
};

#endif
