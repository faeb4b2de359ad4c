/* A small network with random weights, and random pictures for it. */
#pragma once

#include "ncsn/model.h"

G_BEGIN_DECLS

NcsnModel *network_new (void);

/* `count` pictures for it. */
NcsnShape network_shape (gsize count);

G_END_DECLS
