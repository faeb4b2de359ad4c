/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What distinguishes one task from another: its arguments, its input pixels, its work on a worker
 * thread and its new layers. procedure.c has the steps that are the same for all tasks. */
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
  GimpDrawable **drawables; /* NULL-terminated */
  GimpProcedureConfig *config;
  PluginArguments arguments;
  /* For the dialog: the part of the layer that is selected by at least NCSN_HOLE_THRESHOLD, or the
   * whole layer if nothing is selected. */
  PluginRect marked;  /* its bounds on the canvas */
  gsize hole;         /* its width as a hole, in pixels */
  guint64 seed;       /* of the dialog's first trial, also while the seed is random */
  guint64 shown_seed; /* of the result that the dialog shows */
  /* For what the dialog shows. */
  gboolean shown;  /* the result is only to be shown: nobody is told what is odd about the call */
  guint reduce;    /* the result may be made of a picture so many times smaller; 0: it may not */
  PluginRect view; /* on the canvas: no more of the result is made; empty: all of it is */
} PluginCall;

/* A result as the dialog shows it. */
typedef struct {
  PluginRect bounds; /* on the canvas */
  guint channels;    /* 1 or 3 */
  float *pixels;     /* (height, width, channels); free it with g_free () */
  float *alpha;      /* (height, width), how much of the old pixels it covers; NULL: all; owned */
  gboolean tiles;    /* copies of it fit side by side */
  char *note;        /* a sentence about what was found; NULL: none; owned */
} PluginShown;

/* What a task works on. */
typedef enum {
  PLUGIN_SUBJECT_IMAGE, /* the image; needs no selection */
  PLUGIN_SUBJECT_LAYER, /* one layer, or its selected part */
  PLUGIN_SUBJECT_HOLE,  /* the selected part of one layer; needs a selection */
} PluginSubject;

/* The long computation. It runs on a worker thread, so it must not call libgimp, GTK or GEGL.
 * options: a copy that the function may change. */
typedef gboolean (*PluginWorkFunc) (const NcsnModel *model, NcsnThreads *threads,
                                    NcsnTaskOptions *options, gpointer data, GError **error);

/* The work of a call: the number of evaluations of the model, and the number of pictures of the
 * model's size in each. */
typedef struct {
  guint64 evaluations;
  double pictures;
  gboolean by_patches; /* patches of the picture do the work, not the model; it takes seconds */
} PluginCost;

struct _PluginTask {
  const char *name;                 /* of the task, in records */
  const char *label, *blurb, *help; /* of the procedure plug-in-ncsn-NAME */
  const char *icon, *menu;          /* its icon's name; its second place in GIMP's menus */
  const char *busy;                 /* the title of the progress bar */
  PluginSubject subject;
  /* Whether a call works on what the image shows, on its canvas, and not on the layer alone. NULL:
   * never. */
  gboolean (*sees_image) (GimpProcedureConfig *config);
  const char *default_model;           /* its name; used when none is given */
  gboolean samples;                    /* whether it runs a sampler … */
  NcsnPurpose purpose;                 /* … and its purpose */
  const PluginTaskArgument *arguments; /* the last one has no name */
  void (*declare) (GimpProcedure *procedure);
  /* Whether an argument counts with these values of the others; a sampler and its numbers count as
   * "quality" does. NULL: all do. Where "model" does not count, no model is loaded. */
  gboolean (*reads) (GimpProcedureConfig *config, const char *argument);

  /* An estimate of the cost of the call with this sampler. NULL if the task does not sample. */
  PluginCost (*cost) (const PluginCall *call, const NcsnModelConfig *model,
                      const NcsnSampler *sampler);

  /* What to think of before such a call, a sentence; NULL: nothing. The pointer NULL: never. */
  const char *(*advice) (const PluginCall *call, const NcsnModelConfig *model);
  const char *many; /* the argument with the number of results; NULL: there is always one */
  int view_side;    /* the dialog shows results of at most so many pixels squared; 0: whole ones */
  /* The part of the canvas that the call's result covers. */
  PluginRect (*extent) (const PluginCall *call, const NcsnModelConfig *model);
  /* The first result of the work, for the dialog. */
  void (*show) (const PluginCall *call, gconstpointer data, PluginShown *shown);

  /* Reads the input of `work`. Free it with `discard`. NULL with an error. */
  gpointer (*prepare) (const PluginCall *call, GError **error);
  PluginWorkFunc work;
  /* Creates and inserts the new layers. A NULL-terminated array; free it with g_free (). NULL with
   * an error. */
  GimpLayer **(*finish) (const PluginCall *call, gpointer data, GError **error);
  void (*discard) (gpointer data);
};

static inline gboolean
plugin_call_reads (const PluginCall *call, const char *argument)
{
  return call->task->reads == NULL || call->task->reads (call->config, argument);
}

static inline gboolean
plugin_call_sees_image (const PluginCall *call)
{
  return call->task->sees_image != NULL && call->task->sees_image (call->config);
}

extern const PluginTask plugin_task_generate, plugin_task_inpaint, plugin_task_vary,
    plugin_task_denoise;

G_END_DECLS
