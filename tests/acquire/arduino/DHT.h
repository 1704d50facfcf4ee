#include "sensors.h"
