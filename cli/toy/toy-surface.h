/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures as files. */
#pragma once

#include "toy-figures.h"

G_BEGIN_DECLS

/* Writes every figure into `folder` as PNG (two pixels a point) and as SVG, aside and renamed. */
gboolean cli_toy_figures_save (const CliToyStudy *study, const char *folder, GError **error);

G_END_DECLS
