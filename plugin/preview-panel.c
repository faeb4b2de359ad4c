/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connects the trials (live.h) with the widgets that show them. */
#include "preview-panel.h"

#include "live.h"
#include "preview-widgets.h"
#include "region.h"
#include "scene.h"
#include "ui/compare.h"
#include "ui/result-strip.h"

#include <glib/gi18n-lib.h>

#define MAX_RESULTS 12       /* in the strip: they stay in memory */
#define READ_MILLISECONDS 60 /* after the view has moved, until its picture is read */
#define FIRST_SIDE 300       /* of the part of a large picture that is shown at first */
#define FIRST_ZOOM 4         /* of small pictures */

struct _PluginPreviewPanel {
  PluginCall *call;
  PluginPreviewWidgets widgets;
  PluginLive *live;
  GPtrArray *results; /* PluginTrial, oldest first; in the strip */
  PluginTrial *draft; /* shown until a result is; owned, or NULL */
  PluginTrial *shown; /* the draft, one of the results, or NULL */
  gboolean moved;     /* the last change was one of the view: the arguments are the same */
  gboolean usable, add_all;
  guint64 random;         /* the seed of a random one */
  int centre_x, centre_y; /* of the view when it last moved */
  guint read;             /* the source that reads the picture before; 0: none */
  gulong notify;
};

static GdkRectangle
place_of (PluginRect rect)
{
  return (GdkRectangle){rect.x, rect.y, rect.width, rect.height};
}

static gboolean
draws_anew (const PluginPreviewPanel *panel)
{
  return panel->call->task->subject == PLUGIN_SUBJECT_IMAGE;
}

/* Shows a trial. A new picture, whose size follows the arguments, is fitted into the view. */
static void
show (PluginPreviewPanel *panel, PluginTrial *trial)
{
  GdkRectangle place = place_of (trial->shown.bounds);
  cairo_surface_t *picture = plugin_scene_of (&trial->shown);

  if (trial->shown.tiles) {
    cairo_surface_t *tiles = plugin_scene_tile (picture);

    cairo_surface_destroy (picture);
    picture = tiles;
    place.width *= 2;
    place.height *= 2;
  }
  g_debug ("The dialog shows a %s.",
           trial->draft ? "draft" : "result"); /* for ./dev bench preview */
  panel->shown = trial;
  panel->call->shown_seed = trial->call.arguments.options.seed;
  ui_compare_set_after (UI_COMPARE (panel->widgets.compare), picture, &place);
  cairo_surface_destroy (picture);
  if (draws_anew (panel))
    ui_compare_look_at (UI_COMPARE (panel->widgets.compare), &place, FIRST_ZOOM);
}

static void
update_all (PluginPreviewPanel *panel)
{
  guint whole = 0;

  for (guint i = 0; i < panel->results->len; i++)
    whole += ((PluginTrial *)panel->results->pdata[i])->whole;
  gtk_widget_set_sensitive (panel->widgets.all, whole > 1);
}

static void
set_draft (PluginPreviewPanel *panel, PluginTrial *draft)
{
  if (panel->shown == panel->draft)
    panel->shown = NULL;
  plugin_trial_free (panel->draft);
  panel->draft = draft;
}

/* Drops the oldest result that is not shown. */
static void
make_room (PluginPreviewPanel *panel)
{
  if (panel->results->len < MAX_RESULTS)
    return;
  const guint oldest = panel->results->pdata[0] == panel->shown ? 1 : 0;
  ui_result_strip_remove (UI_RESULT_STRIP (panel->widgets.strip), panel->results->pdata[oldest]);
  g_ptr_array_remove_index (panel->results, oldest);
}

/* A result elsewhere takes the place of the last one, which has the same arguments. */
static void
drop_moved (PluginPreviewPanel *panel)
{
  guint last = panel->results->len - 1;
  PluginTrial *trial = panel->results->len > 0 ? panel->results->pdata[last] : NULL;

  if (!panel->moved || trial == NULL || trial->whole)
    return;
  if (panel->shown == trial)
    panel->shown = NULL;
  ui_result_strip_remove (UI_RESULT_STRIP (panel->widgets.strip), trial);
  g_ptr_array_remove_index (panel->results, last);
}

static void
add_result (PluginPreviewPanel *panel, PluginTrial *trial)
{
  guint64 seed = trial->call.arguments.options.seed;
  g_autofree char *name =
      panel->call->task->samples
          ? g_strdup_printf (_ ("Result %u, seed %u"), panel->results->len + 1, (guint)seed)
          : g_strdup_printf (_ ("Result %u"), panel->results->len + 1);
  cairo_surface_t *picture = plugin_scene_of (&trial->shown);
  UiResultStrip *strip = UI_RESULT_STRIP (panel->widgets.strip);

  drop_moved (panel);
  make_room (panel);
  g_ptr_array_add (panel->results, trial);
  ui_result_strip_add (strip, trial, picture, name,
                       seed == panel->call->seed && ui_result_strip_get_chosen (strip) == NULL);
  cairo_surface_destroy (picture);
  update_all (panel);
}

/* What somebody has chosen since the last change stays in view. */
static void
on_finished (PluginTrial *trial, gpointer data)
{
  PluginPreviewPanel *panel = data;

  plugin_preview_widgets_say (&panel->widgets, trial->shown.note != NULL ? trial->shown.note : "",
                              NULL);
  if (!trial->draft)
    add_result (panel, trial);
  else if (ui_result_strip_get_chosen (UI_RESULT_STRIP (panel->widgets.strip)) == NULL) {
    set_draft (panel, trial);
    show (panel, trial);
  } else
    plugin_trial_free (trial);
}

static void
on_chosen (UiResultStrip *strip, gpointer key, PluginPreviewPanel *panel)
{
  PluginTrial *trial = key;

  if (trial == NULL)
    return;
  set_draft (panel, NULL);
  show (panel, trial);
}

static void
on_running (const PluginWorkProgress *progress, gboolean draft, gpointer data)
{
  plugin_preview_widgets_show_progress (&((PluginPreviewPanel *)data)->widgets, progress, draft);
}

static void
on_failed (const GError *error, gpointer data)
{
  g_autofree char *text = ncsn_text_clean (error->message, "");

  plugin_preview_widgets_say (&((PluginPreviewPanel *)data)->widgets, text, NULL);
}

static void
find_centre (int *x, int *y, gpointer data)
{
  PluginPreviewPanel *panel = data;
  GdkRectangle view = ui_compare_get_view (UI_COMPARE (panel->widgets.compare));

  *x = view.x + view.width / 2;
  *y = view.y + view.height / 2;
}

static const PluginLiveFuncs live_funcs = {on_finished, on_running, on_failed, find_centre};

/* Nothing of the strip is the result of other arguments, so nothing there stays chosen. */
static void
renew (PluginPreviewPanel *panel)
{
  int given;

  panel->moved = FALSE;
  ui_result_strip_choose (UI_RESULT_STRIP (panel->widgets.strip), NULL);
  g_object_get (panel->call->config, "seed", &given, NULL);
  panel->call->seed = given >= 0 ? (guint64)given : panel->random;
  if (panel->shown == NULL)
    panel->call->shown_seed = panel->call->seed;
  gtk_widget_set_sensitive (panel->widgets.another, given < 0);
  if (panel->usable)
    plugin_live_renew (panel->live);
}

static void
on_another (PluginPreviewPanel *panel)
{
  panel->random = (guint64)g_random_int_range (0, G_MAXINT);
  renew (panel);
}

static gboolean
read_before (gpointer data)
{
  PluginPreviewPanel *panel = data;
  GdkRectangle view = ui_compare_get_view (UI_COMPARE (panel->widgets.compare));
  PluginRect part = {view.x, view.y, view.width, view.height};
  int longest = MAX (gtk_widget_get_allocated_width (panel->widgets.compare),
                     gtk_widget_get_allocated_height (panel->widgets.compare));
  cairo_surface_t *picture = plugin_scene_read (
      panel->call, &part, longest * gtk_widget_get_scale_factor (panel->widgets.compare));
  GdkRectangle place = place_of (part);

  panel->read = 0;
  ui_compare_set_before (UI_COMPARE (panel->widgets.compare), picture, &place);
  g_clear_pointer (&picture, cairo_surface_destroy);
  return G_SOURCE_REMOVE;
}

/* Where only a part around the view's middle is made, it is made anew for another middle, unless an
 * older result was chosen to be looked at. */
static gboolean
needs_another (PluginPreviewPanel *panel)
{
  const guint count = panel->results->len;
  int x, y;

  find_centre (&x, &y, panel);
  if (panel->call->task->view_side == 0 || (x == panel->centre_x && y == panel->centre_y))
    return FALSE;
  panel->centre_x = x;
  panel->centre_y = y;
  return panel->shown == NULL || panel->shown == panel->draft ||
         (!panel->shown->whole && panel->shown == panel->results->pdata[count - 1]);
}

static void
on_view_changed (PluginPreviewPanel *panel)
{
  if (draws_anew (panel))
    return;
  if (panel->read == 0)
    panel->read = g_timeout_add (READ_MILLISECONDS, read_before, panel);
  if (needs_another (panel)) {
    renew (panel);
    panel->moved = TRUE;
  }
}

/* The first look is at the selected part with what surrounds it, of a large part at its middle. */
static void
look_first (PluginPreviewPanel *panel)
{
  UiCompare *compare = UI_COMPARE (panel->widgets.compare);

  if (draws_anew (panel))
    return;
  PluginRect part = plugin_region_extent (panel->call, NULL);
  if (panel->call->task->view_side > 0 && MAX (part.width, part.height) > FIRST_SIDE) {
    GdkRectangle middle = place_of (
        plugin_rect_centred (part, MIN (part.width, FIRST_SIDE), MIN (part.height, FIRST_SIDE)));
    ui_compare_look_at (compare, &middle, 1);
  } else {
    int margin = MAX (8, MAX (part.width, part.height) / 3);
    GdkRectangle around = {part.x - margin, part.y - margin, part.width + 2 * margin,
                           part.height + 2 * margin};
    ui_compare_look_at (compare, &around, FIRST_ZOOM);
  }
}

static void
on_add_all (PluginPreviewPanel *panel)
{
  panel->add_all = TRUE;
  gtk_dialog_response (GTK_DIALOG (gtk_widget_get_toplevel (panel->widgets.box)), GTK_RESPONSE_OK);
}

PluginPreviewPanel *
plugin_preview_panel_new (PluginCall *call)
{
  PluginPreviewPanel *panel = g_new0 (PluginPreviewPanel, 1);

  panel->call = call;
  panel->results = g_ptr_array_new_with_free_func ((GDestroyNotify)plugin_trial_free);
  panel->random = (guint64)g_random_int_range (0, G_MAXINT);
  panel->live = plugin_live_new (call, &live_funcs, panel);
  plugin_preview_widgets_build (&panel->widgets, call->task);
  look_first (panel);
  g_signal_connect_swapped (panel->widgets.compare, "view-changed", G_CALLBACK (on_view_changed),
                            panel);
  g_signal_connect (panel->widgets.strip, "chosen", G_CALLBACK (on_chosen), panel);
  g_signal_connect_swapped (panel->widgets.another, "clicked", G_CALLBACK (on_another), panel);
  g_signal_connect_swapped (panel->widgets.all, "clicked", G_CALLBACK (on_add_all), panel);
  panel->notify = g_signal_connect_swapped (call->config, "notify", G_CALLBACK (renew), panel);
  return panel;
}

GtkWidget *
plugin_preview_panel_widget (PluginPreviewPanel *panel)
{
  return panel->widgets.box;
}

void
plugin_preview_panel_set_usable (PluginPreviewPanel *panel, gboolean usable)
{
  if (panel->usable == usable)
    return;
  panel->usable = usable;
  if (usable)
    renew (panel);
}

/* Moves a whole result out of the panel, before those that were taken: the oldest comes first. */
static void
take (PluginPreviewPanel *panel, PluginTrial *trial, GPtrArray *taken)
{
  guint index;

  if (trial->whole && plugin_trial_is_current (trial) &&
      g_ptr_array_find (panel->results, trial, &index))
    g_ptr_array_insert (taken, 0, g_ptr_array_steal_index (panel->results, index));
}

static void
take_all (PluginPreviewPanel *panel, GPtrArray *taken)
{
  for (guint i = panel->results->len; i-- > 0;)
    take (panel, panel->results->pdata[i], taken);
}

GPtrArray *
plugin_preview_panel_take (PluginPreviewPanel *panel, PluginWork **work)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func ((GDestroyNotify)plugin_trial_free);
  PluginTrial *chosen = ui_result_strip_get_chosen (UI_RESULT_STRIP (panel->widgets.strip));
  PluginTrial *running = NULL;

  g_clear_signal_handler (&panel->notify, panel->call->config);
  if (chosen == NULL && !panel->add_all)
    running = plugin_live_take_running (panel->live, work);
  g_clear_pointer (&panel->live, plugin_live_free);
  if (running != NULL)
    g_ptr_array_add (taken, running);
  else if (panel->add_all)
    take_all (panel, taken);
  else if (chosen != NULL) {
    plugin_trial_restore (chosen, panel->call);
    take (panel, chosen, taken);
  }
  return taken;
}

void
plugin_preview_panel_free (PluginPreviewPanel *panel)
{
  g_clear_signal_handler (&panel->notify, panel->call->config);
  g_clear_handle_id (&panel->read, g_source_remove);
  g_clear_pointer (&panel->live, plugin_live_free);
  g_signal_handlers_disconnect_by_data (panel->widgets.strip, panel);
  g_signal_handlers_disconnect_by_data (panel->widgets.compare, panel);
  plugin_trial_free (panel->draft);
  g_ptr_array_unref (panel->results);
  g_free (panel);
}
