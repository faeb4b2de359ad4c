/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments that choose the sampler: a quality, for people who do not want to know more, or a
 * step rule with its numbers. */
#pragma once

#include <libgimp/gimp.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* What "quality" is when the arguments below it count. */
#define NCSN_QUALITY_CUSTOM "custom"

/* Declares them. */
void plugin_sampler_arguments_declare (GimpProcedure *procedure);

/* The sampler that the configuration asks for, of a model whose own schedule is `own`: the
 * quality's for this purpose, or, where it is "custom" or a rule or a number is given, that rule
 * (annealed if none is named) with the numbers that are not 0. FALSE with a sentence when they make
 * no sense together. */
gboolean plugin_sampler_arguments_read (GimpProcedureConfig *config, const NcsnSchedule *own,
                                        NcsnPurpose purpose, NcsnSampler *sampler, GError **error);

/* Sets the quality, and below it the rule and the numbers of `sampler`, or none if it is NULL. The
 * step size is left to follow the other numbers. */
void plugin_sampler_arguments_set (GimpProcedureConfig *config, const char *quality,
                                   const NcsnSampler *sampler);

G_END_DECLS
