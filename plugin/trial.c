/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes trials, and new layers of them. */
#include "trial.h"

#include "call.h"
#include "layers.h"
#include "sampler-arguments.h"

/* The width to which the draft of a hole is reduced where patches fill it, in pixels. */
#define DRAFT_HOLE 40

/* Gives a configuration the values of another of the same procedure, but for the seed and the
 * number of results. */
static void
copy_config (const PluginTask *task, GimpProcedureConfig *from, GimpProcedureConfig *to)
{
  g_autofree GParamSpec **specs = NULL;
  guint count;

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (to), &count);
  for (guint i = 0; i < count; i++) {
    const char *name = specs[i]->name;
    g_auto (GValue) value = G_VALUE_INIT;

    if ((specs[i]->flags & G_PARAM_READWRITE) != G_PARAM_READWRITE ||
        (specs[i]->flags & G_PARAM_CONSTRUCT_ONLY) != 0 || g_str_equal (name, "seed") ||
        g_strcmp0 (name, task->many) == 0 ||
        g_object_class_find_property (G_OBJECT_GET_CLASS (from), name) == NULL)
      continue; /* a call's own configuration does not have what every call is given */
    g_object_get_property (G_OBJECT (from), name, &value);
    g_object_set_property (G_OBJECT (to), name, &value);
  }
}

/* The part of the extent around a point that has at most side × side pixels. */
static PluginRect
part_around (PluginRect extent, int x, int y, int side)
{
  PluginRect part = {0, 0, MIN (side, extent.width), MIN (side, extent.height)};

  part.x = CLAMP (x - part.width / 2, extent.x, extent.x + extent.width - part.width);
  part.y = CLAMP (y - part.height / 2, extent.y, extent.y + extent.height - part.height);
  return part;
}

/* Limits the trial to what is shown. The whole result needs no limit, and then the selection may
 * also grow. */
static void
limit (PluginTrial *trial, int x, int y)
{
  PluginCall *call = &trial->call;
  const NcsnModel *model = call->arguments.model;
  const NcsnModelConfig *config = model != NULL ? ncsn_model_config (model) : NULL;
  PluginRect extent = call->task->extent (call, config);
  int side = call->task->view_side;

  trial->extent = extent;
  trial->whole =
      side == 0 || (extent.width <= side && extent.height <= side) ||
      (call->task->subject == PLUGIN_SUBJECT_IMAGE && config != NULL && !config->patches);
  if (!trial->whole)
    call->view = part_around (extent, x, y, side);
}

/* Whether the quality changes nothing, because patches of the picture do the work. */
static gboolean
is_by_patches (const PluginCall *call)
{
  const NcsnModel *model = call->arguments.model;

  return model == NULL ||
         (call->task->cost != NULL &&
          call->task->cost (call, ncsn_model_config (model), &call->arguments.options.sampler)
              .by_patches);
}

PluginTrial *
plugin_trial_new (const PluginCall *call, guint64 seed, gboolean draft, int centre_x, int centre_y,
                  GError **error)
{
  g_autoptr (PluginTrial) trial = g_new0 (PluginTrial, 1);
  PluginCall *own = &trial->call;

  *own = *call;
  own->arguments = (PluginArguments){0};
  own->shown = TRUE;
  own->config = gimp_procedure_create_config (call->procedure);
  copy_config (call->task, call->config, own->config);
  g_object_set (own->config, "seed", (int)(seed % ((guint64)G_MAXINT + 1)), NULL);
  trial->draft = draft && call->task->samples;
  if (trial->draft)
    plugin_sampler_arguments_set (own->config, ncsn_quality_names ()[NCSN_QUALITY_DRAFT], NULL);
  if (!plugin_call_check_subject (own, error) || !plugin_call_read (own, error))
    return NULL;
  limit (trial, centre_x, centre_y);
  if (trial->draft && is_by_patches (own)) {
    own->reduce = (guint)(call->hole / DRAFT_HOLE);
    trial->draft = own->reduce > 1;
  }
  trial->data = call->task->prepare (own, error);
  return trial->data != NULL ? g_steal_pointer (&trial) : NULL;
}

void
plugin_trial_free (PluginTrial *trial)
{
  if (trial == NULL)
    return;
  if (trial->data != NULL)
    trial->call.task->discard (trial->data);
  plugin_arguments_clear (&trial->call.arguments);
  g_object_unref (trial->call.config);
  g_free (trial->shown.pixels);
  g_free (trial->shown.alpha);
  g_free (trial->shown.note);
  g_free (trial);
}

gboolean
plugin_trial_is_current (const PluginTrial *trial)
{
  const PluginCall *call = &trial->call;
  const NcsnModel *model = call->arguments.model;

  if (!plugin_call_check_still_there (call, NULL) || !plugin_call_check_subject (call, NULL))
    return FALSE;
  PluginRect now = call->task->extent (call, model != NULL ? ncsn_model_config (model) : NULL);
  return now.x == trial->extent.x && now.y == trial->extent.y && now.width == trial->extent.width &&
         now.height == trial->extent.height;
}

void
plugin_trial_restore (const PluginTrial *trial, PluginCall *call)
{
  copy_config (call->task, trial->call.config, call->config);
  call->seed = trial->call.arguments.options.seed;
}

/* Moves layers into a new group above the first. */
static gboolean
group (GimpImage *image, GPtrArray *layers, const char *title)
{
  PluginPlace place = plugin_place_of (image, layers->pdata[0]);
  GimpLayer *parent = GIMP_LAYER (gimp_group_layer_new (image, title));

  if (!gimp_image_insert_layer (image, parent, place.parent, place.position))
    return FALSE;
  for (guint i = 0; i < layers->len; i++) {
    if (!gimp_image_reorder_item (image, layers->pdata[i], GIMP_ITEM (parent), (int)i))
      return FALSE;
    if (i > 0)
      gimp_item_set_visible (layers->pdata[i], FALSE);
  }
  return TRUE;
}

static gboolean
insert_each (GPtrArray *trials, GPtrArray *layers, GError **error)
{
  for (guint i = trials->len; i-- > 0;) {
    const PluginTrial *trial = trials->pdata[i];
    g_autofree GimpLayer **made = trial->call.task->finish (&trial->call, trial->data, error);

    if (made == NULL) {
      for (guint k = 0; k < layers->len; k++)
        gimp_image_remove_layer (trial->call.image, layers->pdata[k]);
      return FALSE;
    }
    for (guint k = 0; made[k] != NULL; k++)
      g_ptr_array_insert (layers, (int)k, made[k]);
  }
  return TRUE;
}

GimpLayer **
plugin_trials_insert (const PluginCall *call, GPtrArray *trials, GError **error)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new ();
  g_autofree char *title = NULL;
  gboolean done;

  if (!plugin_call_check_still_there (call, error))
    return NULL;
  gimp_image_undo_group_start (call->image);
  done = insert_each (trials, layers, error);
  if (done && trials->len > 1) {
    title = gimp_item_get_name (layers->pdata[0]);
    done = group (call->image, layers, title);
    if (!done)
      plugin_layers_set_error (error);
  }
  gimp_image_undo_group_end (call->image);
  g_ptr_array_add (layers, NULL);
  return done ? (GimpLayer **)g_ptr_array_free (g_steal_pointer (&layers), FALSE) : NULL;
}
