/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process of an NcsnImageLoader, which decodes pictures. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Answers requests until the other side closes the socket, then ends the process. */
void ncsn_loader_process_run (int fd) G_GNUC_NORETURN;

G_END_DECLS
