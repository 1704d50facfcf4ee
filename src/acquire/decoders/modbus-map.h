#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What one message may ask for (Modbus Application Protocol V1.1b3, 6.1 and 6.3). */
#define RK_MODBUS_MAX_REGISTERS 125
#define RK_MODBUS_MAX_BITS      2000

typedef enum {
  RK_MODBUS_BIT,
  RK_MODBUS_U16,
  RK_MODBUS_S16,
  RK_MODBUS_U32,
  RK_MODBUS_S32,
  RK_MODBUS_F32,
} RkModbusType;

/* A value of the device and where it is. */
typedef struct {
  char        *key;
  char        *unit;     /* nullable */
  int          decimals; /* -1 = unknown */
  guint8       slave;
  guint8       function; /* 1...4 */
  guint16      address;
  RkModbusType type;
  guint8       order[4]; /* which byte on the line is the first, second... of the number */
  guint8       bit;      /* of the register, for bits read by function 3 and 4 */
  double       factor;
  double       divisor;
  double       offset;
} RkModbusRegister;

/* Neighbours that one message asks for. */
typedef struct {
  guint8  slave;
  guint8  function;
  guint16 address;
  guint16 count; /* registers or bits */
} RkModbusBlock;

/**
 * RkModbusMap:
 *
 * What a device keeps in its registers, from the options "slave" and "register-NAME".
 */
typedef struct {
  GArray  *registers; /* of RkModbusRegister, in the order of the blocks */
  GArray  *blocks;    /* of RkModbusBlock */
  guint8   slave;
  gboolean any_slave; /* no slave was named: when listening any one will do */
} RkModbusMap;

/* FALSE with @error: RK_ACQUIRE_ERROR_PROFILE, naming the option. */
gboolean rk_modbus_map_init  (RkModbusMap *self, GHashTable *options, GError **error);
void     rk_modbus_map_clear (RkModbusMap *self);
/* Registers or bits the value takes. */
guint    rk_modbus_width     (const RkModbusRegister *self);
/* @bytes: of the answer to a message for @block that has the register; NaN when they are too few. */
double   rk_modbus_value     (const RkModbusRegister *self, const RkModbusBlock *block, const guint8 *bytes, gsize n);

G_END_DECLS
