/* Eight floats at once, where compilers do not vectorise by themselves: sums, which they must not
 * regroup, and choices. GCC and Clang split the type where a processor's registers are smaller. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_LANES 8

/* To be read from and written to any place that holds floats. */
typedef float NcsnLanes __attribute__ ((vector_size (NCSN_LANES * sizeof (float)),
                                        aligned (sizeof (float)), may_alias));

/* What a comparison gives: all bits of a lane, or none. */
typedef gint32 NcsnMask __attribute__ ((vector_size (NCSN_LANES * sizeof (gint32))));

G_END_DECLS
