#pragma once
#include "oceanhil/cert_store.h"
