/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing of the plot of noise levels (schedule-plot.h). */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The numbers of `count` levels, at least 1, each positive. alphas NULL: there are no step sizes.
 * Not owned. */
typedef struct {
  const double *sigmas, *alphas;
  guint count;
} UiScheduleCurves;

/* Draws both curves, the axes and a legend into width × height pixels; the levels in the accent
 * colour, everything else in that of text. */
void ui_schedule_draw (cairo_t *cr, PangoLayout *layout, int width, int height,
                       const UiScheduleCurves *curves, const GdkRGBA *ink, const GdkRGBA *accent);

G_END_DECLS
