/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One window with a page for a new training and one for a training that was begun. What the second
 * shows is asked of the training every second. */
#include "train-dialog.h"

#include "duration.h"
#include "image/training-numbers.h"
#include "train-setup.h"
#include "train-start.h"
#include "ui/mnemonics.h"
#include "ui/training-view.h"

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#define SPACING 12
#define WIDEST 70      /* characters of a line of text */
#define LIST_WIDEST 40 /* characters of a name */
#define KEEP_WAITS 300 /* tenths of a second that a closed window waits for a state to be saved */

#define NEW "" /* the id of the entry for a new training; no training has this name */

enum { RESPONSE_START = 1, RESPONSE_PAUSE, RESPONSE_RESUME, RESPONSE_KEEP, RESPONSE_DISCARD };

typedef struct {
  GimpProcedureConfig *config;
  GimpImage *image;
  GimpDrawable **drawables;
  GtkWidget *window, *list, *stack, *setup, *view, *trouble;
  NcsnTraining *training; /* that is shown; NULL: the page for a new one */
} Dialog;

static void
show_trouble (Dialog *dialog, GError *error)
{
  g_autofree char *text = ncsn_text_clean (error != NULL ? error->message : "", "");

  gtk_label_set_text (GTK_LABEL (dialog->trouble), text);
  gtk_widget_set_visible (dialog->trouble, error != NULL);
  g_clear_error (&error);
}

/* What the training does now. Free with g_free (). */
static char *
describe (const NcsnTraining *training)
{
  g_autofree char *left = plugin_duration_text (ncsn_training_left (training));
  g_autofree char *sentence = ncsn_training_sentence (training);

  switch (ncsn_training_state (training)) {
  case NCSN_TRAINING_PREPARES:
    return g_strdup (_ ("It looks at the pictures and chooses a network."));
  case NCSN_TRAINING_LEARNS:
    return g_strdup_printf (
        _ ("%s left. You can close this window, and GIMP: the training goes on."), left);
  case NCSN_TRAINING_STOPS:
    return g_strdup (_ ("It saves what it has learnt."));
  case NCSN_TRAINING_PAUSES:
    return g_strdup_printf (_ ("It pauses, with %s left."), left);
  case NCSN_TRAINING_FINISHED:
    return g_strdup_printf (
        _ ("It has finished. Other dialogs now list the model “%s”, with these samples of it."),
        ncsn_training_name (training));
  default:
    return sentence != NULL ? g_steal_pointer (&sentence)
                            : g_strdup (_ ("It ended before its time, and can be resumed."));
  }
}

static void
show_losses (Dialog *dialog)
{
  g_autoptr (GArray) numbers = ncsn_training_losses (dialog->training);
  const gsize count = numbers != NULL ? numbers->len / NCSN_TRAINING_COLUMNS : 0;
  g_autofree double *steps = g_new (double, count);
  g_autofree double *losses = g_new (double, count);

  for (gsize i = 0; i < count; i++) {
    const double *line = &g_array_index (numbers, double, i *NCSN_TRAINING_COLUMNS);
    steps[i] = line[NCSN_TRAINING_ITERATION];
    losses[i] = line[NCSN_TRAINING_LOSS];
  }
  ui_loss_chart_set (ui_training_view_chart (UI_TRAINING_VIEW (dialog->view)), steps, losses,
                     count);
}

static void
show_training (Dialog *dialog)
{
  NcsnTraining *training = dialog->training;
  const double elapsed = ncsn_training_elapsed (training), left = ncsn_training_left (training);
  const gboolean finished = ncsn_training_state (training) == NCSN_TRAINING_FINISHED;
  g_autofree char *text = describe (training);
  g_autofree char *samples = ncsn_training_samples (training);

  ui_training_view_set_samples (UI_TRAINING_VIEW (dialog->view), samples);
  ui_training_view_set_progress (UI_TRAINING_VIEW (dialog->view),
                                 finished ? 1 : elapsed / MAX (elapsed + left, 1), text);
  show_losses (dialog);
}

static void
show_button (Dialog *dialog, int response, gboolean visible)
{
  GtkWidget *button = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), response);

  gtk_widget_set_visible (button, visible);
}

/* Shows the buttons of what can be done now. */
static void
show_buttons (Dialog *dialog)
{
  const gboolean new = dialog->training == NULL;
  const NcsnTrainingState state =
      new ? NCSN_TRAINING_FINISHED : ncsn_training_state (dialog->training);
  const gboolean waits = state == NCSN_TRAINING_PAUSES || state == NCSN_TRAINING_FAILED;

  show_button (dialog, RESPONSE_START, new);
  show_button (dialog, RESPONSE_PAUSE, state == NCSN_TRAINING_LEARNS);
  show_button (dialog, RESPONSE_RESUME, waits);
  show_button (dialog, RESPONSE_KEEP, state == NCSN_TRAINING_LEARNS || waits);
  show_button (dialog, RESPONSE_DISCARD, !new && state != NCSN_TRAINING_FINISHED);
}

static gboolean
refresh (gpointer data)
{
  Dialog *dialog = data;
  GError *error = NULL;

  if (dialog->training != NULL) {
    if (!ncsn_training_advance (dialog->training, &error))
      show_trouble (dialog, error);
    show_training (dialog);
  }
  show_buttons (dialog);
  return G_SOURCE_CONTINUE;
}

/* Shows this training, or the page for a new one if it is NULL. Takes ownership. */
static void
take_training (Dialog *dialog, NcsnTraining *training)
{
  ncsn_training_free (dialog->training);
  dialog->training = training;
  gtk_stack_set_visible_child (GTK_STACK (dialog->stack),
                               training != NULL ? dialog->view : dialog->setup);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog->window),
                                   training != NULL ? GTK_RESPONSE_CLOSE : RESPONSE_START);
  show_trouble (dialog, NULL);
  refresh (dialog);
  /* The pages have different sizes. */
  gtk_window_resize (GTK_WINDOW (dialog->window), 1, 1);
}

static void
on_chosen (GtkComboBox *list, gpointer data)
{
  const char *name = gtk_combo_box_get_active_id (list);
  GError *error = NULL;

  if (name == NULL)
    return;
  take_training (data, *name != '\0' ? ncsn_training_open (name, &error) : NULL);
  if (error != NULL)
    show_trouble (data, error);
}

/* Fills the list of trainings and chooses `name`, or the first of them for NULL; the list is only
 * shown if there are trainings. */
static void
fill_list (Dialog *dialog, const char *name)
{
  g_autoptr (GPtrArray) names = ncsn_training_list ();
  GtkComboBoxText *list = GTK_COMBO_BOX_TEXT (dialog->list);

  gtk_combo_box_text_remove_all (list);
  for (guint i = 0; i < names->len; i++)
    gtk_combo_box_text_append (list, names->pdata[i], names->pdata[i]);
  gtk_combo_box_text_append (list, NEW, _ ("New Training"));
  if (name == NULL || !gtk_combo_box_set_active_id (GTK_COMBO_BOX (list), name))
    gtk_combo_box_set_active (GTK_COMBO_BOX (list), 0);
  gtk_widget_set_visible (gtk_widget_get_parent (dialog->list), names->len > 0);
}

static void
start (Dialog *dialog, GError **error)
{
  g_autoptr (NcsnTraining) training =
      plugin_train_start (dialog->image, dialog->drawables, dialog->config, error);

  if (training != NULL)
    fill_list (dialog, ncsn_training_name (training));
}

/* Whether the user agrees to lose what was learnt. */
static gboolean
confirm_discard (Dialog *dialog)
{
  GtkWidget *question = gtk_message_dialog_new (
      GTK_WINDOW (dialog->window), GTK_DIALOG_MODAL, GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE,
      _ ("Throw away all that the training “%s” has learnt?"),
      ncsn_training_name (dialog->training));

  gtk_dialog_add_buttons (GTK_DIALOG (question), _ ("_Cancel"), GTK_RESPONSE_CANCEL,
                          _ ("_Throw Away"), GTK_RESPONSE_OK, NULL);
  const gboolean agreed = gtk_dialog_run (GTK_DIALOG (question)) == GTK_RESPONSE_OK;
  gtk_widget_destroy (question);
  return agreed;
}

static void
discard (Dialog *dialog)
{
  if (!confirm_discard (dialog))
    return;
  ncsn_training_discard (dialog->training);
  take_training (dialog, NULL);
  fill_list (dialog, NEW);
}

static void
on_response (GtkDialog *window, int response, gpointer data)
{
  Dialog *dialog = data;
  GError *error = NULL;

  if (dialog->training == NULL && response >= RESPONSE_PAUSE)
    return;
  show_trouble (dialog, NULL);
  if (response == RESPONSE_START)
    start (dialog, &error);
  else if (response == RESPONSE_PAUSE)
    ncsn_training_pause (dialog->training, &error);
  else if (response == RESPONSE_RESUME)
    ncsn_training_resume (dialog->training, &error);
  else if (response == RESPONSE_KEEP)
    ncsn_training_keep (dialog->training, &error);
  else if (response == RESPONSE_DISCARD)
    discard (dialog);
  else
    gtk_main_quit ();
  if (error != NULL)
    show_trouble (dialog, error);
  refresh (dialog);
}

/* A training that is to be kept ends in a second part, which begins when the first has saved its
 * state. Waits for that, since nobody watches the training once the window is closed. */
static void
let_keep (Dialog *dialog)
{
  gtk_widget_hide (dialog->window);
  for (guint i = 0; i < KEEP_WAITS && dialog->training != NULL &&
                    ncsn_training_state (dialog->training) == NCSN_TRAINING_STOPS;
       i++) {
    g_usleep (G_USEC_PER_SEC / 10);
    ncsn_training_advance (dialog->training, NULL);
  }
}

/* Buttons as wide as the widest would make the window too wide in some languages. */
static void
narrow_button (GtkWidget *button, gpointer box)
{
  gtk_button_box_set_child_non_homogeneous (box, button, TRUE);
}

static GtkWidget *
list_row_new (Dialog *dialog)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("Trainin_g"));

  dialog->list = gtk_combo_box_text_new ();
  g_autoptr (GList) cells = gtk_cell_layout_get_cells (GTK_CELL_LAYOUT (dialog->list));
  g_object_set (cells->data, "ellipsize", PANGO_ELLIPSIZE_MIDDLE, "max-width-chars", LIST_WIDEST,
                NULL);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), dialog->list);
  gtk_container_add (GTK_CONTAINER (row), label);
  gtk_box_pack_start (GTK_BOX (row), dialog->list, TRUE, TRUE, 0);
  return row;
}

static void
build (Dialog *dialog)
{
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);

  gtk_container_set_border_width (GTK_CONTAINER (box), SPACING);
  gtk_container_add (GTK_CONTAINER (box), list_row_new (dialog));
  dialog->stack = gtk_stack_new ();
  dialog->setup = plugin_train_setup_new (dialog->config, dialog->image);
  dialog->view = ui_training_view_new ();
  gtk_container_add (GTK_CONTAINER (dialog->stack), dialog->setup);
  gtk_container_add (GTK_CONTAINER (dialog->stack), dialog->view);
  gtk_stack_set_homogeneous (GTK_STACK (dialog->stack), FALSE);
  gtk_box_pack_start (GTK_BOX (box), dialog->stack, TRUE, TRUE, 0);
  dialog->trouble = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (dialog->trouble), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (dialog->trouble), WIDEST);
  gtk_label_set_xalign (GTK_LABEL (dialog->trouble), 0);
  gtk_container_add (GTK_CONTAINER (box), dialog->trouble);
  gtk_box_pack_start (GTK_BOX (area), box, TRUE, TRUE, 0);
  gtk_widget_show_all (box);
  GtkWidget *buttons = gtk_widget_get_parent (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_CLOSE));
  if (GTK_IS_BUTTON_BOX (buttons)) /* or they are in the header bar, as the desktop has it */
    gtk_container_foreach (GTK_CONTAINER (buttons), narrow_button, buttons);
}

void
plugin_train_dialog_run (GimpProcedure *procedure, GimpImage *image, GimpDrawable **drawables,
                         GimpProcedureConfig *config)
{
  Dialog dialog = {.config = config, .image = image, .drawables = drawables};

  gimp_ui_init ("ncsn");
  dialog.window =
      gimp_dialog_new (_ ("Train a Model"), "ncsn-train", NULL, 0, gimp_standard_help_func,
                       gimp_procedure_get_help_id (procedure), _ ("Throw _Away…"), RESPONSE_DISCARD,
                       _ ("Stop and _Keep"), RESPONSE_KEEP, _ ("_Pause"), RESPONSE_PAUSE,
                       _ ("_Resume"), RESPONSE_RESUME, _ ("_Start Training"), RESPONSE_START,
                       _ ("_Close"), GTK_RESPONSE_CLOSE, NULL);
  gtk_window_set_icon_name (GTK_WINDOW (dialog.window), "gimp-ncsn");
  build (&dialog);
  ui_mnemonics_make_unique (dialog.window);
  g_signal_connect (dialog.list, "changed", G_CALLBACK (on_chosen), &dialog);
  fill_list (&dialog, NULL);
  /* Without this handler GtkDialog destroys itself when closed. */
  g_signal_connect (dialog.window, "delete-event", G_CALLBACK (gtk_true), NULL);
  g_signal_connect (dialog.window, "response", G_CALLBACK (on_response), &dialog);
  const guint timer = g_timeout_add_seconds (1, refresh, &dialog);
  gimp_window_set_transient (GTK_WINDOW (dialog.window));
  gtk_widget_show (dialog.window);
  gtk_main ();
  g_source_remove (timer);
  let_keep (&dialog);
  gtk_widget_destroy (dialog.window);
  ncsn_training_free (dialog.training);
}
