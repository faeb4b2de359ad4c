/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ncsn/canvas.h"

NcsnCanvas *
ncsn_canvas_new (NcsnScore score, const NcsnCanvasOptions *options)
{
  return NULL;
}

void
ncsn_canvas_free (NcsnCanvas *canvas)
{
}

NcsnScore
ncsn_canvas_score (NcsnCanvas *canvas)
{
  return (NcsnScore){0};
}

gsize
ncsn_canvas_patches (const NcsnCanvasOptions *options, gsize height, gsize width)
{
  return 0;
}
