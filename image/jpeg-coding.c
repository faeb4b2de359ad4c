/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads quantisation tables and sampling factors with libjpeg. */
#include "jpeg.h"

#include <string.h>

#include "jpeg-private.h"

static void
jump_back (j_common_ptr jpeg)
{
  longjmp (((NcsnJpegErrors *)jpeg->err)->back, 1);
}

static void
say_nothing (j_common_ptr jpeg)
{
}

struct jpeg_error_mgr *
ncsn_jpeg_errors (NcsnJpegErrors *errors)
{
  jpeg_std_error (&errors->manager);
  errors->manager.error_exit = jump_back;
  errors->manager.output_message = say_nothing;
  return &errors->manager;
}

static void
take_coding (const struct jpeg_decompress_struct *jpeg, NcsnJpegCoding *coding)
{
  const gboolean gray = jpeg->jpeg_color_space == JCS_GRAYSCALE;
  if (!gray && jpeg->jpeg_color_space != JCS_YCbCr)
    return;
  coding->channels = gray ? 1 : 3;
  for (guint c = 0; c < coding->channels; c++) {
    coding->across[c] = (guint8)jpeg->comp_info[c].h_samp_factor;
    coding->down[c] = (guint8)jpeg->comp_info[c].v_samp_factor;
    coding->table[c] = (guint8)jpeg->comp_info[c].quant_tbl_no;
  }
  for (guint t = 0; t < G_N_ELEMENTS (coding->tables); t++)
    for (guint i = 0; jpeg->quant_tbl_ptrs[t] != NULL && i < DCTSIZE2; i++)
      coding->tables[t][i] = jpeg->quant_tbl_ptrs[t]->quantval[i];
}

/* libjpeg jumps back here on an error, so this function must own nothing. */
static void
read_header (struct jpeg_decompress_struct *jpeg, const guint8 *bytes, gsize size,
             NcsnJpegCoding *coding)
{
  NcsnJpegErrors errors;
  jpeg->err = ncsn_jpeg_errors (&errors);
  if (setjmp (errors.back) != 0)
    return;
  jpeg_create_decompress (jpeg);
  jpeg_mem_src (jpeg, bytes, size);
  jpeg_read_header (jpeg, TRUE);
  take_coding (jpeg, coding);
}

void
ncsn_jpeg_read_coding (const guint8 *bytes, gsize size, NcsnJpegCoding *coding)
{
  struct jpeg_decompress_struct jpeg = {0};
  if (size < 2 || bytes[0] != 0xff || bytes[1] != 0xd8)
    return;
  read_header (&jpeg, bytes, size, coding);
  jpeg_destroy_decompress (&jpeg);
}

static gboolean
is_table (const guint16 *table)
{
  for (guint i = 0; i < DCTSIZE2; i++)
    if (table[i] == 0)
      return FALSE;
  return TRUE;
}

gboolean
ncsn_jpeg_coding_fits (const NcsnJpegCoding *coding, guint channels)
{
  guint blocks = 0, across = 0, down = 0;
  if (coding->channels > G_N_ELEMENTS (coding->table) || coding->channels < channels)
    return FALSE;
  for (guint c = 0; c < channels; c++) {
    if (coding->table[c] >= G_N_ELEMENTS (coding->tables) ||
        !is_table (coding->tables[coding->table[c]]) || coding->across[c] == 0 ||
        coding->across[c] > MAX_SAMP_FACTOR || coding->down[c] == 0 ||
        coding->down[c] > MAX_SAMP_FACTOR)
      return FALSE;
    blocks += coding->across[c] * coding->down[c];
    across = MAX (across, coding->across[c]);
    down = MAX (down, coding->down[c]);
  }
  /* libjpeg subsamples by whole numbers only. */
  for (guint c = 0; c < channels; c++)
    if (across % coding->across[c] != 0 || down % coding->down[c] != 0)
      return FALSE;
  return channels == 1 || blocks <= C_MAX_BLOCKS_IN_MCU;
}

void
ncsn_jpeg_turn_coding (NcsnJpegCoding *coding)
{
  const NcsnJpegCoding old = *coding;
  memcpy (coding->across, old.down, sizeof old.down);
  memcpy (coding->down, old.across, sizeof old.across);
  for (guint table = 0; table < G_N_ELEMENTS (old.tables); table++)
    for (guint i = 0; i < 8 * 8; i++)
      coding->tables[table][i % 8 * 8 + i / 8] = old.tables[table][i];
}
