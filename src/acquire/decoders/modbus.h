#pragma once

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/modbus-map.h"

G_BEGIN_DECLS

/* Longest message without its checksum: address, function, 252 bytes. */
#define RK_MODBUS_MAX_BYTES 254

/**
 * RkModbus:
 *
 * What both transmission modes of Modbus have in common: which answer belongs to which request, and what it means.
 * Messages are address, function and data, without checksum.
 */
typedef struct {
  RkModbusMap   map;
  RkColumnSet   set;
  GArray       *owners;    /* of guint16 (slave << 8 | function), one per column of an unknown map */

  gboolean      asks;      /* requests were made here: nobody else asks */
  gboolean      is_open;   /* an answer to @asked may come */
  RkModbusBlock asked;     /* last */
  guint         block;     /* of the map, if it was asked for here */
  gboolean      row_open;  /* some blocks of this round are in the row */
  guint         row_block; /* the last of them */
  gboolean      is_full;   /* told that there are too many columns */

  guint64       n_answers;
  guint64       n_rejected;

  /* Only within feed and flush. */
  const RkDecoderEvents *events;
  gpointer               user_data;
} RkModbus;

/* How a message of @n bytes is to be taken. */
typedef enum {
  RK_MODBUS_FOREIGN,   /* it is none that is known here */
  RK_MODBUS_REQUEST,   /* or an echo of one */
  RK_MODBUS_ANSWER,
  RK_MODBUS_EXCEPTION,
} RkModbusMessage;

gboolean rk_modbus_init    (RkModbus *self, GHashTable *options, GError **error);
void     rk_modbus_clear   (RkModbus *self);
/* The six bytes that ask for block @n; FALSE after the last. */
gboolean rk_modbus_request (RkModbus *self, guint n, guint8 message[6]);
/* Bytes of data the answer to a request of @count has. */
guint    rk_modbus_answer_bytes (guint8 function, guint count);
/* Reads a whole message whose checksum is right; @end as in RkFrame. */
RkModbusMessage rk_modbus_read (RkModbus *self, const guint8 *message, gsize n, gsize end);
void     rk_modbus_flush   (RkModbus *self);
void     rk_modbus_reset   (RkModbus *self);

G_END_DECLS
