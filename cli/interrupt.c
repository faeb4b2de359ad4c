/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals through GLib's main context, which runs only when asked: so no handler and no global
 * here. */
#include "interrupt.h"

#include <glib-unix.h>

struct _CliInterrupt {
  GCancellable *cancellable;
  guint sources[2];
};

static void
stop_listening (CliInterrupt *interrupt)
{
  for (gsize i = 0; i < G_N_ELEMENTS (interrupt->sources); i++)
    g_clear_handle_id (&interrupt->sources[i], g_source_remove);
}

static gboolean
on_signal (gpointer data)
{
  CliInterrupt *interrupt = data;
  g_cancellable_cancel (interrupt->cancellable);
  /* Without its sources the signal has its usual effect, so that an impatient person gets away. */
  stop_listening (interrupt);
  return G_SOURCE_CONTINUE;
}

CliInterrupt *
cli_interrupt_new (void)
{
  CliInterrupt *interrupt = g_new0 (CliInterrupt, 1);
  interrupt->cancellable = g_cancellable_new ();
  interrupt->sources[0] = g_unix_signal_add (SIGINT, on_signal, interrupt);
  interrupt->sources[1] = g_unix_signal_add (SIGTERM, on_signal, interrupt);
  return interrupt;
}

void
cli_interrupt_free (CliInterrupt *interrupt)
{
  if (interrupt == NULL)
    return;
  stop_listening (interrupt);
  g_object_unref (interrupt->cancellable);
  g_free (interrupt);
}

gboolean
cli_interrupt_check (CliInterrupt *interrupt)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return g_cancellable_is_cancelled (interrupt->cancellable);
}

GCancellable *
cli_interrupt_cancellable (CliInterrupt *interrupt)
{
  return interrupt->cancellable;
}
