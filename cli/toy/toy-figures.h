/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study's figures: their names, sizes and drawing functions. */
#pragma once

#include <cairo.h>

#include "toy-study.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;     /* of its files, without suffix */
  double width, height; /* points */
  void (*draw) (cairo_t *cr, const CliToyStudy *study);
} CliToyFigure;

/* All figures, ended by one without a name: toy-overview (a summary in six panels), toy-fields
 * (true and learnt scores at several levels), toy-errors (where they are wrong) and toy-chains
 * (snapshots of plain and annealed chains). Not owned. */
const CliToyFigure *cli_toy_figures (void);

G_END_DECLS
