/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes the tangent of conditional instance normalisation ++ and its gradient. Each thread
 * processes one picture, vectorised over the channels. Over a channel's pixels all results are
 * affine in x, t and dy, with coefficients from a few sums. The equations are in norm-tangent.h. */
#include "tensor/norm/norm-tangent.h"

#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"
#include "tensor/norm/norm-passes.h"
#include "tensor/norm/norm-statistics.h"

typedef struct {
  const float *x, *t, *scale, *dy;
  NcsnShape shape;
  gsize rows;
  float *y, *statistics, *dx, *dt;
  float *dscale; /* one row per picture */
  NcsnThreads *threads;
} Job;

/* One picture's part of the job. */
typedef struct {
  NcsnShape shape;
  gsize c, first; /* first: offset of its first float in x */
  double pixels;
  const float *x, *t, *gamma, *alpha;
  NcsnNormStatistics st;
  float *tau, *rho;
} Picture;

gsize
ncsn_norm_tangent_statistics_size (NcsnShape x)
{
  return x.n * (5 * x.c + 1);
}

static Picture
picture_of (const Job *job, gsize n)
{
  gsize c = job->shape.c, pixels = job->shape.h * job->shape.w;
  const float *scale = job->scale + (job->rows == 1 ? 0 : n) * 3 * c;
  float *statistics = job->statistics + n * (5 * c + 1);

  return (Picture){.shape = job->shape,
                   .c = c,
                   .first = n * pixels * c,
                   .pixels = (double)pixels,
                   .x = job->x + n * pixels * c,
                   .t = job->t + n * pixels * c,
                   .gamma = scale,
                   .alpha = scale + c,
                   .st = ncsn_norm_statistics_at (statistics, c),
                   .tau = statistics + 3 * c + 1,
                   .rho = statistics + 4 * c + 1};
}

/* out += a·a_k */
NCSN_SIMD static void
add_multiple (const float *a, gsize pixels, gsize channels, const float *of_a, float *out)
{
  for (gsize p = 0; p < pixels; p++)
    for (gsize k = 0; k < channels; k++)
      out[p * channels + k] += a[p * channels + k] * of_a[k];
}

/* Σ a and Σ a (b - shift) over the picture: 2 C doubles, followed by 2 C floats of scratch memory.
 */
static void
sums_of (const Picture *p, const float *a, const float *b, const float *shift, double *sums)
{
  memset (sums, 0, 2 * p->c * sizeof (double));
  ncsn_norm_add_sums (a, b, shift, (gsize)p->pixels, p->c, (float *)(sums + 2 * p->c), sums);
}

/* y' = γ r t - γ r² ρ x + γ (α u' - r τ + r² ρ μ) */
static void
forward_picture (const Job *job, gsize n, float *scratch)
{
  Picture p = picture_of (job, n);
  gsize c = p.c;
  double *sums = (double *)scratch; /* first for the statistics; then come rows of c floats */
  float *of_t = scratch + ncsn_norm_moments_size (p.shape), *of_x = of_t + c, *constant = of_x + c,
        *du = constant + c;
  float *y = job->y + p.first;

  ncsn_norm_statistics (p.x, p.shape, scratch, p.st);
  sums_of (&p, p.t, p.x, p.st.mean, sums);
  for (gsize k = 0; k < c; k++) {
    p.tau[k] = (float)(sums[k] / p.pixels);
    p.rho[k] = (float)(sums[c + k] * (double)p.st.rstd[k] / p.pixels);
  }
  ncsn_norm_project_means (p.st, c, p.tau, du);
  for (gsize k = 0; k < c; k++) {
    float r = p.st.rstd[k];
    of_t[k] = p.gamma[k] * r;
    of_x[k] = -of_t[k] * r * p.rho[k];
    constant[k] = p.gamma[k] * p.alpha[k] * du[k] - of_t[k] * p.tau[k] - of_x[k] * p.st.mean[k];
  }
  memset (y, 0, (gsize)p.pixels * c * sizeof (float));
  ncsn_norm_add_combination (p.t, p.x, (gsize)p.pixels * c, c, of_t, of_x, constant, y);
}

/* The sums over the pixels that the gradients need; g is dy. */
typedef struct {
  float *g, *gx, *gd; /* Σ g, Σ g x̂, Σ g x̂' */
  float *du;          /* u' */
} Sums;

static Sums
gradient_sums (const Picture *p, const float *dy, float *scratch, float *out)
{
  gsize c = p->c;
  double *sums = (double *)scratch;
  Sums s = {out, out + c, out + 2 * c, out + 3 * c};

  sums_of (p, dy, p->x, p->st.mean, sums);
  for (gsize k = 0; k < c; k++) {
    s.g[k] = (float)sums[k];
    s.gx[k] = (float)(sums[c + k] * (double)p->st.rstd[k]);
  }
  sums_of (p, dy, p->t, p->tau, sums);
  for (gsize k = 0; k < c; k++)
    s.gd[k] = p->st.rstd[k] * (float)(sums[c + k] - (double)p->rho[k] * (double)s.gx[k]);
  ncsn_norm_project_means (p->st, c, p->tau, s.du);
  return s;
}

/* The tangent is linear in t, by two symmetric matrices: from x to x̂ over the pixels, and from μ to
 * u over the channels. With E = γ α Σ g:
 *   dt += γ r (g - Σ g/P - x̂ Σ g x̂/P) + (∂u/∂μ) E/P. */
static void
add_tangent_gradient (const Picture *p, const Sums *s, const float *dy, float *scratch, float *dt)
{
  gsize c = p->c;
  float *of_g = scratch, *of_x = of_g + c, *constant = of_x + c, *e = constant + c;
  float inverse = (float)(1.0 / p->pixels);

  for (gsize k = 0; k < c; k++)
    e[k] = p->gamma[k] * p->alpha[k] * s->g[k];
  ncsn_norm_project_means (p->st, c, e, constant);
  for (gsize k = 0; k < c; k++) {
    of_g[k] = p->gamma[k] * p->st.rstd[k];
    of_x[k] = -of_g[k] * p->st.rstd[k] * s->gx[k] * inverse;
    constant[k] = (constant[k] - of_g[k] * s->g[k]) * inverse - of_x[k] * p->st.mean[k];
  }
  ncsn_norm_add_combination (dy, p->x, (gsize)p->pixels * c, c, of_g, of_x, constant, dt);
}

/* The cotangent of μ through u' = q (τ - mean(τ) - u κ), where u and q depend on μ:
 *   dμ = (∂u/∂μ) U - q u Σ_j E_j u'_j/(C-1),  U = -q (κ E + τ Σ_j u_j E_j/(C-1)). */
static void
mean_gradient (const Picture *p, const Sums *s, float *scratch, float *dmean)
{
  gsize c = p->c;
  float *du = scratch, q = *p->st.q;
  double kappa = 0, e_u = 0, e_du = 0;

  for (gsize k = 0; k < c; k++) {
    double e = (double)(p->gamma[k] * p->alpha[k] * s->g[k]);
    kappa += (double)p->tau[k] * (double)p->st.u[k] / (double)(c - 1);
    e_u += e * (double)p->st.u[k] / (double)(c - 1);
    e_du += e * (double)s->du[k] / (double)(c - 1);
  }
  for (gsize k = 0; k < c; k++)
    du[k] = -q * ((float)kappa * (p->gamma[k] * p->alpha[k] * s->g[k]) + p->tau[k] * (float)e_u);
  ncsn_norm_project_means (p->st, c, du, dmean);
  for (gsize k = 0; k < c; k++)
    dmean[k] -= q * p->st.u[k] * (float)e_du;
}

/* The gradient of x through x̂' = r (t - τ - x̂ ρ), where x̂, ρ and r depend on x. The cotangent of x̂
 * is X = -γ r (ρ g + t Σ g x̂/P), with the means
 *   mean(X) = -γ r (ρ Σ g + τ Σ g x̂)/P,  mean(x̂ X) = -2 γ r ρ Σ g x̂/P;
 *   dx += r (X - mean(X) - x̂ mean(x̂ X)) - r x̂ γ Σ g x̂'/P + dμ/P. */
static void
add_input_gradient (const Picture *p, const Sums *s, const float *dy, float *scratch, float *dx)
{
  gsize c = p->c;
  float *of_g = scratch, *of_t = of_g + c, *of_x = of_t + c, *constant = of_x + c;
  float inverse = (float)(1.0 / p->pixels);

  mean_gradient (p, s, constant + c, constant);
  for (gsize k = 0; k < c; k++) {
    float r = p->st.rstd[k], g = p->gamma[k] * r * r;
    of_g[k] = -g * p->rho[k];
    of_t[k] = -g * s->gx[k] * inverse;
    of_x[k] = g * (2 * r * p->rho[k] * s->gx[k] - s->gd[k]) * inverse;
    constant[k] = (constant[k] + g * (p->rho[k] * s->g[k] + p->tau[k] * s->gx[k])) * inverse -
                  of_x[k] * p->st.mean[k];
  }
  ncsn_norm_add_combination (dy, p->x, (gsize)p->pixels * c, c, of_g, of_x, constant, dx);
  add_multiple (p->t, (gsize)p->pixels, c, of_t, dx);
}

static void
vjp_picture (const Job *job, gsize n, float *scratch)
{
  Picture p = picture_of (job, n);
  gsize c = p.c;
  const float *dy = job->dy + p.first;
  Sums s = gradient_sums (&p, dy, scratch, scratch + 8 * c);

  if (job->dscale != NULL) {
    float *dscale = job->dscale + n * 3 * c;
    for (gsize k = 0; k < c; k++) {
      dscale[k] = s.gd[k] + p.alpha[k] * s.du[k] * s.g[k];
      dscale[c + k] = p.gamma[k] * s.du[k] * s.g[k];
      dscale[2 * c + k] = 0;
    }
  }
  if (job->dt != NULL)
    add_tangent_gradient (&p, &s, dy, scratch + 12 * c, job->dt + p.first);
  if (job->dx != NULL)
    add_input_gradient (&p, &s, dy, scratch + 12 * c, job->dx + p.first);
}

static void
forward_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  gsize size = ncsn_norm_moments_size (job->shape) + 4 * job->shape.c;
  float *scratch = ncsn_threads_scratch (job->threads, worker, size);

  for (gsize n = first; n < last; n++)
    forward_picture (job, n, scratch);
}

static void
vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;
  float *scratch = ncsn_threads_scratch (job->threads, worker, 17 * job->shape.c);

  for (gsize n = first; n < last; n++)
    vjp_picture (job, n, scratch);
}

void
ncsn_norm_tangent_forward (const float *x, const float *t, NcsnShape shape, const float *scale,
                           gsize rows, float *y, float *statistics, NcsnThreads *threads)
{
  Job job = {.x = x,
             .t = t,
             .scale = scale,
             .shape = shape,
             .rows = rows,
             .y = y,
             .statistics = statistics,
             .threads = threads};

  ncsn_parallel_for (threads, shape.n, 1, forward_range, &job);
}

void
ncsn_norm_tangent_vjp (const float *x, const float *t, NcsnShape shape, const float *scale,
                       gsize rows, const float *statistics, const float *dy, float *dx, float *dt,
                       float *dscale, NcsnThreads *threads)
{
  float *pictures =
      dscale != NULL ? ncsn_threads_shared_scratch (threads, shape.n * 3 * shape.c) : NULL;
  Job job = {.x = x,
             .t = t,
             .scale = scale,
             .dy = dy,
             .shape = shape,
             .rows = rows,
             .statistics = (float *)statistics,
             .dx = dx,
             .dt = dt,
             .dscale = pictures,
             .threads = threads};

  ncsn_parallel_for (threads, shape.n, 1, vjp_range, &job);
  if (dscale != NULL)
    ncsn_norm_add_rows (pictures, shape, rows, dscale);
}
