#include "api/IPAddress.h"
