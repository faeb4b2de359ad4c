/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receives signals in a main context of its own, which a thread runs. So there is no global
 * variable here, and only one signal handler: it turns SIGPIPE, for which GLib has no source, into
 * SIGTERM. */
#include "interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <glib-unix.h>

struct _CliInterrupt {
  GCancellable *cancellable;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GSource *sources[3];   /* of the signals that users send */
  GSource *hang_up;      /* NULL: SIGHUP is ignored */
  struct sigaction pipe; /* what SIGPIPE did before */
};

/* GLib restores the default effect of a signal when its last source is destroyed. */
static void
stop_listening (CliInterrupt *interrupt)
{
  for (gsize i = 0; i < G_N_ELEMENTS (interrupt->sources); i++) {
    if (interrupt->sources[i] != NULL)
      g_source_destroy (interrupt->sources[i]);
    g_clear_pointer (&interrupt->sources[i], g_source_unref);
  }
}

static void
stop_in_order (CliInterrupt *interrupt)
{
  g_cancellable_cancel (interrupt->cancellable);
  /* A final message must not end the program while it saves files. */
  signal (SIGPIPE, SIG_IGN);
  /* Without its sources a second signal ends the program at once. */
  stop_listening (interrupt);
}

static gboolean
on_signal (gpointer data)
{
  stop_in_order (data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_hang_up (gpointer data)
{
  stop_in_order (data);
  return G_SOURCE_CONTINUE;
}

static void
on_broken_pipe (int number)
{
  signal (SIGPIPE, SIG_IGN);
  kill (getpid (), SIGTERM);
}

static gboolean
is_ignored (int number)
{
  struct sigaction action;
  return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static GSource *
listen_to (CliInterrupt *interrupt, int number, GSourceFunc func)
{
  GSource *source = g_unix_signal_source_new (number);
  g_source_set_callback (source, func, interrupt, NULL);
  g_source_attach (source, interrupt->context);
  return source;
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
  const struct sigaction broken_pipe = {.sa_handler = on_broken_pipe, .sa_flags = SA_RESTART};
  CliInterrupt *interrupt = g_new0 (CliInterrupt, 1);
  interrupt->cancellable = g_cancellable_new ();
  interrupt->context = g_main_context_new ();
  interrupt->loop = g_main_loop_new (interrupt->context, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    interrupt->sources[i] = listen_to (interrupt, signals[i], on_signal);
  if (!is_ignored (SIGHUP))
    interrupt->hang_up = listen_to (interrupt, SIGHUP, on_hang_up);
  sigaction (SIGPIPE, is_ignored (SIGPIPE) ? NULL : &broken_pipe, &interrupt->pipe);
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
  /* The loop quits itself, because it may not run yet. */
  g_autoptr (GSource) end = g_idle_source_new ();
  g_source_set_callback (end, quit, interrupt->loop, NULL);
  g_source_attach (end, interrupt->context);
  g_thread_join (interrupt->thread);
  stop_listening (interrupt);
  if (interrupt->hang_up != NULL)
    g_source_destroy (interrupt->hang_up);
  g_clear_pointer (&interrupt->hang_up, g_source_unref);
  if (!cli_interrupt_check (interrupt))
    sigaction (SIGPIPE, &interrupt->pipe, NULL);
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
