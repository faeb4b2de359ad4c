/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a sampler's numbers: how options, arguments, dialogs and records name and describe
 * each, and where it is in NcsnSampler. */
#include "ncsn/sampler.h"

#include <glib/gi18n-lib.h>
#include <stddef.h>

#define ALL_RULES G_MAXSIZE

typedef struct {
  NcsnNumberInfo info;
  gsize value; /* offset in NcsnSampler */
  gsize flag;  /* offset in NcsnRuleInfo of the gboolean that tells whether a rule reads the number,
                  or ALL_RULES */
} Number;

static const Number numbers[NCSN_N_NUMBERS] = {
    [NCSN_NUMBER_SIGMA_BEGIN] =
        {.info = {.name = "sigma-begin",
                  .symbol = "σ",
                  .help = N_ ("Largest noise level, where pixels are in [0, 1]"),
                  .label = N_ ("_First noise level"),
                  .blurb = N_ ("The largest noise level σ, in pixel values from 0 to 1; 0: the "
                               "model's own"),
                  .max = 1000,
                  .step = 1},
         .value = offsetof (NcsnSampler, schedule.sigma_begin),
         .flag = offsetof (NcsnRuleInfo, levels)},
    [NCSN_NUMBER_SIGMA_END] =
        {.info = {.name = "sigma-end",
                  .symbol = "σ",
                  .help = N_ ("Smallest noise level"),
                  .label = N_ ("_Last noise level"),
                  .blurb = N_ ("The smallest noise level σ, in pixel values from 0 to 1; 0: the "
                               "model's own"),
                  .max = 1000,
                  .step = 0.001},
         .value = offsetof (NcsnSampler, schedule.sigma_end),
         .flag = ALL_RULES},
    [NCSN_NUMBER_LEVELS] =
        {.info = {.name = "levels",
                  .symbol = "L",
                  .help = N_ ("Number of noise levels"),
                  .label = N_ ("_Number of levels"),
                  .blurb = N_ ("How many noise levels there are; 0: the sampler's own number"),
                  .whole = TRUE,
                  .max = NCSN_MAX_LEVELS,
                  .step = 1},
         .value = offsetof (NcsnSampler, schedule.levels),
         .flag = offsetof (NcsnRuleInfo, levels)},
    [NCSN_NUMBER_STEPS] =
        {.info = {.name = "steps",
                  .symbol = "T",
                  .help = N_ ("Langevin steps at each level"),
                  .label = N_ ("S_teps per level"),
                  .blurb = N_ ("How many Langevin steps are made at each noise level; 0: the "
                               "sampler's own number"),
                  .whole = TRUE,
                  .max = G_MAXINT,
                  .step = 1},
         .value = offsetof (NcsnSampler, schedule.steps),
         .flag = offsetof (NcsnRuleInfo, steps)},
    [NCSN_NUMBER_EPSILON] =
        {.info = {.name = "epsilon",
                  .symbol = "ε",
                  .help = N_ ("Step size at the smallest level, in x + (ε/2) s + √ε z; twice the "
                              "step_lr of the authors' code. Suited to the other four when one of "
                              "them is given without it; auto: keeps the noise nearest to its "
                              "level (Song & Ermon 2020)"),
                  .label = N_ ("Step si_ze"),
                  .blurb = N_ ("The step size ε at the last noise level, as in x + (α/2) s + √α z "
                               "with α = ε σ²/σ_last² (twice the step_lr of the authors' code); "
                               "0: a size that suits the other numbers"),
                  .max = 1000,
                  .step = 0.00001},
         .value = offsetof (NcsnSampler, schedule.epsilon),
         .flag = offsetof (NcsnRuleInfo, epsilon)},
    [NCSN_NUMBER_SNR] =
        {.info = {.name = "snr",
                  .symbol = "r",
                  .help = N_ ("Size of the correcting steps: their signal-to-noise ratio"),
                  .label = N_ ("Si_gnal to noise"),
                  .blurb = N_ ("The ratio r of signal to noise in the correcting Langevin steps; "
                               "0: the sampler's own"),
                  .max = 1,
                  .step = 0.01},
         .value = offsetof (NcsnSampler, snr),
         .flag = offsetof (NcsnRuleInfo, snr)},
    [NCSN_NUMBER_RHO] =
        {.info = {.name = "rho",
                  .symbol = "ρ",
                  .help = N_ ("Noise levels evenly spaced in σ^(1/ρ), also where the model has "
                              "chosen ones"),
                  .label = N_ ("Spacin_g ρ"),
                  .blurb =
                      N_ ("Noise levels are evenly spaced in σ^(1/ρ): larger ones, more "
                          "levels at the end; 0: those chosen for the model if it has as many, "
                          "or else ρ = 7"),
                  .max = 100,
                  .step = 1},
         .value = offsetof (NcsnSampler, rho),
         .flag = offsetof (NcsnRuleInfo, rho)},
    [NCSN_NUMBER_CHURN] =
        {.info = {.name = "churn",
                  .symbol = "S",
                  .help = N_ ("New noise, summed over the whole chain"),
                  .label = N_ ("Ch_urn"),
                  .blurb = N_ ("How much new noise is added over the whole chain; 0: none"),
                  .max = 10000,
                  .step = 1},
         .value = offsetof (NcsnSampler, churn),
         .flag = offsetof (NcsnRuleInfo, churn)},
    [NCSN_NUMBER_ORDER] =
        {.info = {.name = "order",
                  .symbol = "k",
                  .help = N_ ("From how many evaluations a step is made, 1 to 4"),
                  .label = N_ ("O_rder"),
                  .blurb = N_ ("From how many of the last evaluations each step is made, 1 to 4; "
                               "0: the sampler's own number"),
                  .whole = TRUE,
                  .max = 4,
                  .step = 1},
         .value = offsetof (NcsnSampler, order),
         .flag = offsetof (NcsnRuleInfo, order)},
};

const NcsnNumberInfo *
ncsn_number_info (NcsnNumber number)
{
  return &numbers[number].info;
}

double
ncsn_sampler_get (const NcsnSampler *sampler, NcsnNumber number)
{
  const gsize value = numbers[number].value;

  return numbers[number].info.whole ? G_STRUCT_MEMBER (guint, sampler, value)
                                    : G_STRUCT_MEMBER (double, sampler, value);
}

void
ncsn_sampler_set (NcsnSampler *sampler, NcsnNumber number, double value)
{
  if (numbers[number].info.whole)
    G_STRUCT_MEMBER (guint, sampler, numbers[number].value) = (guint)value;
  else
    G_STRUCT_MEMBER (double, sampler, numbers[number].value) = value;
}

gboolean
ncsn_rule_reads (NcsnRule rule, NcsnNumber number)
{
  const gsize flag = numbers[number].flag;

  return flag == ALL_RULES || G_STRUCT_MEMBER (gboolean, ncsn_rule_info (rule), flag);
}
