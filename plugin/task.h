/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one task adds to the way that every call goes (procedure.c): arguments, pixels, the sampler
 * on a worker thread, new layers. */
#pragma once

#include "arguments.h"
#include "geometry.h"

G_BEGIN_DECLS

/* One call of a procedure. */
typedef struct {
  GimpProcedure *procedure;
  GimpRunMode run_mode;
  GimpImage *image;
  GimpDrawable **drawables; /* ended by NULL */
  GimpProcedureConfig *config;
  NcsnArguments arguments;
  /* For the dialog, of what the selection marks by NCSN_HOLE_LEAST on a layer, or of all of it: */
  NcsnRect marked; /* its bounds on the canvas */
  gsize hole;      /* how wide a hole it is */
} NcsnCall;

/* What a task works on. */
typedef enum {
  NCSN_SUBJECT_IMAGE, /* the image: nothing need be selected */
  NCSN_SUBJECT_LAYER, /* one layer, or the selected part of it */
  NCSN_SUBJECT_HOLE,  /* the selected part of one layer */
} NcsnSubject;

/* The long part. Runs on a worker thread, so it must not call libgimp, GTK or GEGL. */
typedef gboolean (*NcsnWorkFunc) (const NcsnModel *model, NcsnThreads *threads,
                                  const NcsnTaskOptions *options, gpointer data, GError **error);

/* How much a call asks of the model: evaluations of how many pictures of the model's size. */
typedef struct {
  guint64 evaluations;
  double pictures;
} NcsnCost;

typedef struct {
  const char *name;                 /* of the task, as records know it */
  const char *label, *blurb, *help; /* of the procedure plug-in-ncsn-NAME */
  const char *busy;                 /* what is going on while it works */
  NcsnSubject subject;
  gboolean samples;                  /* whether it follows a sampler … */
  NcsnPurpose purpose;               /* … and what for */
  const NcsnTaskArgument *arguments; /* ended by one without name */
  void (*declare) (GimpProcedure *procedure);

  /* What the call will cost with this sampler, as far as can be told before. */
  NcsnCost (*cost) (const NcsnCall *call, const NcsnModelConfig *model, const NcsnSampler *sampler);

  /* Reads what `work` needs; free with `discard`. NULL with an error. */
  gpointer (*prepare) (const NcsnCall *call, GError **error);
  NcsnWorkFunc work;
  /* Makes and inserts the new layers: an array ended by NULL, to be freed with g_free (). */
  GimpLayer **(*finish) (const NcsnCall *call, gpointer data, GError **error);
  void (*discard) (gpointer data);
} NcsnTask;

extern const NcsnTask ncsn_task_generate, ncsn_task_inpaint, ncsn_task_vary, ncsn_task_denoise;

G_END_DECLS
