/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study's figures: which panels stand where. */
#pragma once

#include <cairo.h>

#include "toy-study.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;     /* of its files, without ending */
  double width, height; /* points */
  void (*draw) (cairo_t *cr, const CliToyStudy *study);
} CliToyFigure;

/* All figures, ended by one without a name: toy-overview (the whole story in six panels),
 * toy-fields (true and learnt scores at several levels), toy-errors (where they are wrong) and
 * toy-chains (plain and annealed chains on their way). Not owned. */
const CliToyFigure *cli_toy_figures (void);

G_END_DECLS
