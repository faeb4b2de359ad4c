/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NCSN library: noise conditional score networks, their training and their sampling. This
 * header includes all that image/, cli/, plugin/ and ui/ may include of core/.
 *
 * Conventions in every header of this folder:
 *  - pictures are float arrays in (N, H, W, C) order, pixels interleaved, values nominally from 0
 * to 1, and noise levels σ are in the same unit;
 *  - functions that can fail return FALSE or NULL and set a GError of domain NCSN_ERROR
 *    (or G_IO_ERROR_CANCELLED when a GCancellable was triggered);
 *  - no function prints or exits, and there is no global state: two threads may use two objects at
 *    the same time. */
#pragma once

#include "error.h"
#include "file.h"
#include "memory.h"
#include "suggest.h"
#include "text.h"
#include "shape.h"
#include "threads.h"
#include "random.h"
#include "ladder.h"
#include "schedule.h"
#include "sampler.h"
#include "progress.h"
#include "score.h"
#include "symmetry.h"
#include "view.h"
#include "divergence.h"
#include "mixture.h"
#include "level-choice.h"
#include "guidance.h"
#include "likelihood.h"
#include "model.h"
#include "state-dict.h"
#include "sample.h"
#include "canvas.h"
#include "task.h"
#include "noise.h"
#include "record.h"
#include "evaluate.h"
#include "communicator.h"
#include "wasserstein.h"
#include "neighbour.h"
#include "train.h"
#include "preset.h"
