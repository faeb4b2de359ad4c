/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one task adds to the way that every call goes (procedure.c): arguments, pixels, the sampler
 * on a worker thread, new layers. */
#pragma once

#include "arguments.h"
#include "geometry.h"

G_BEGIN_DECLS

typedef struct _PluginTask PluginTask;

/* One call of a procedure. */
typedef struct {
  const PluginTask *task;
  GimpProcedure *procedure;
  GimpRunMode run_mode;
  GimpImage *image;
  GimpDrawable **drawables; /* ended by NULL */
  GimpProcedureConfig *config;
  PluginArguments arguments;
  /* For the dialog, of what the selection marks by NCSN_HOLE_THRESHOLD on a layer, or of all of it:
   */
  PluginRect marked; /* its bounds on the canvas */
  gsize hole;        /* how wide a hole it is */
} PluginCall;

/* What a task works on. */
typedef enum {
  PLUGIN_SUBJECT_IMAGE, /* the image: nothing need be selected */
  PLUGIN_SUBJECT_LAYER, /* one layer, or the selected part of it */
  PLUGIN_SUBJECT_HOLE,  /* the selected part of one layer */
} PluginSubject;

/* The long part. Runs on a worker thread, so it must not call libgimp, GTK or GEGL. options: a copy
 * that the function may change. */
typedef gboolean (*PluginWorkFunc) (const NcsnModel *model, NcsnThreads *threads,
                                    NcsnTaskOptions *options, gpointer data, GError **error);

/* How much a call asks of the model: evaluations of how many pictures of the model's size. */
typedef struct {
  guint64 evaluations;
  double pictures;
} PluginCost;

struct _PluginTask {
  const char *name;                 /* of the task, as records know it */
  const char *label, *blurb, *help; /* of the procedure plug-in-ncsn-NAME */
  const char *busy;                 /* what is going on while it works */
  PluginSubject subject;
  const char *default_model;           /* the name of the model used when none is given */
  gboolean samples;                    /* whether it follows a sampler … */
  NcsnPurpose purpose;                 /* … and what for */
  const PluginTaskArgument *arguments; /* ended by one without name */
  void (*declare) (GimpProcedure *procedure);

  /* What the call will cost with this sampler, as far as can be told before. */
  PluginCost (*cost) (const PluginCall *call, const NcsnModelConfig *model,
                      const NcsnSampler *sampler);

  /* Reads what `work` needs; free with `discard`. NULL with an error. */
  gpointer (*prepare) (const PluginCall *call, GError **error);
  PluginWorkFunc work;
  /* Makes and inserts the new layers: an array ended by NULL, to be freed with g_free (). */
  GimpLayer **(*finish) (const PluginCall *call, gpointer data, GError **error);
  void (*discard) (gpointer data);
};

extern const PluginTask plugin_task_generate, plugin_task_inpaint, plugin_task_vary,
    plugin_task_denoise;

G_END_DECLS
