/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals through a main context of their own, which a thread runs: so no handler and no global
 * here. */
#include "interrupt.h"

#include <glib-unix.h>

struct _CliInterrupt {
  GCancellable *cancellable;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GSource *sources[3];
};

/* GLib gives a signal its usual effect back when the last source for it is gone. */
static void
stop_listening (CliInterrupt *interrupt)
{
  for (gsize i = 0; i < G_N_ELEMENTS (interrupt->sources); i++) {
    if (interrupt->sources[i] != NULL)
      g_source_destroy (interrupt->sources[i]);
    g_clear_pointer (&interrupt->sources[i], g_source_unref);
  }
}

static gboolean
on_signal (gpointer data)
{
  CliInterrupt *interrupt = data;
  g_cancellable_cancel (interrupt->cancellable);
  /* Without its sources the signal has its usual effect, so that an impatient person gets away. */
  stop_listening (interrupt);
  return G_SOURCE_REMOVE;
}

static gpointer
wait_for_signals (gpointer data)
{
  CliInterrupt *interrupt = data;
  g_main_loop_run (interrupt->loop);
  return NULL;
}

CliInterrupt *
cli_interrupt_new (void)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGUSR1};
  CliInterrupt *interrupt = g_new0 (CliInterrupt, 1);
  interrupt->cancellable = g_cancellable_new ();
  interrupt->context = g_main_context_new ();
  interrupt->loop = g_main_loop_new (interrupt->context, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++) {
    interrupt->sources[i] = g_unix_signal_source_new (signals[i]);
    g_source_set_callback (interrupt->sources[i], on_signal, interrupt, NULL);
    g_source_attach (interrupt->sources[i], interrupt->context);
  }
  interrupt->thread = g_thread_new ("interrupt", wait_for_signals, interrupt);
  return interrupt;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
cli_interrupt_free (CliInterrupt *interrupt)
{
  if (interrupt == NULL)
    return;
  /* The loop ends itself, since it may not even have begun to run. */
  g_autoptr (GSource) end = g_idle_source_new ();
  g_source_set_callback (end, quit, interrupt->loop, NULL);
  g_source_attach (end, interrupt->context);
  g_thread_join (interrupt->thread);
  stop_listening (interrupt);
  g_main_loop_unref (interrupt->loop);
  g_main_context_unref (interrupt->context);
  g_object_unref (interrupt->cancellable);
  g_free (interrupt);
}

gboolean
cli_interrupt_check (CliInterrupt *interrupt)
{
  return g_cancellable_is_cancelled (interrupt->cancellable);
}

GCancellable *
cli_interrupt_cancellable (CliInterrupt *interrupt)
{
  return interrupt->cancellable;
}
