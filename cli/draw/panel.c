/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws panels with their tints, ticks and titles. */
#include "panel.h"

#include <math.h>

#define FRAME_WIDTH 0.8
#define TICK_LENGTH 3.0
#define TICK_SIZE 8.5

double
cli_draw_text (cairo_t *cr, double x, double y, CliAlign align, double size, CliInk ink,
               const char *text)
{
  cairo_text_extents_t extents;
  cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                          size < CLI_TITLE_SIZE ? CAIRO_FONT_WEIGHT_NORMAL
                                                : CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size (cr, size);
  cairo_text_extents (cr, text, &extents);
  cli_draw_set_ink (cr, ink, 1.0);
  cairo_move_to (cr, x - 0.5 * align * extents.x_advance, y);
  cairo_show_text (cr, text);
  cairo_new_path (cr);
  return x + (1.0 - 0.5 * align) * extents.x_advance;
}

double
cli_panel_x (const CliPanel *panel, double x)
{
  return panel->left + 0.5 * panel->side * (1.0 + x / panel->extent);
}

double
cli_panel_y (const CliPanel *panel, double y)
{
  return panel->top + 0.5 * panel->side * (1.0 - y / panel->extent);
}

void
cli_panel_save_and_clip (const CliPanel *panel)
{
  cairo_save (panel->cr);
  cairo_rectangle (panel->cr, panel->left, panel->top, panel->side, panel->side);
  cairo_clip (panel->cr);
}

void
cli_panel_raster_point (const CliPanel *panel, gsize index, float *x)
{
  const double spacing = 2.0 * panel->extent / (CLI_PANEL_RASTER - 1);
  x[0] = (float)(spacing * (index % CLI_PANEL_RASTER) - panel->extent);
  x[1] = (float)(spacing * (index / CLI_PANEL_RASTER) - panel->extent);
}

static guint32
pack (CliColour c)
{
  return (guint32)lround (255 * c.red) << 16 | (guint32)lround (255 * c.green) << 8 |
         (guint32)lround (255 * c.blue);
}

static cairo_surface_t *
make_raster (const double *values, CliRamp ramp)
{
  const gsize side = CLI_PANEL_RASTER;
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)side, (int)side);
  guint32 *pixels = (guint32 *)(void *)cairo_image_surface_get_data (image);
  const gsize stride = cairo_image_surface_get_stride (image) / sizeof *pixels;
  for (gsize row = 0; row < side; row++)
    for (gsize column = 0; column < side; column++)
      pixels[row * stride + column] =
          pack (cli_draw_ramp (ramp, values[(side - 1 - row) * side + column]));
  cairo_surface_mark_dirty (image);
  return image;
}

void
cli_panel_tint (const CliPanel *panel, const double *values, CliRamp ramp)
{
  cairo_t *cr = panel->cr;
  cairo_surface_t *image = make_raster (values, ramp);
  const double pixel = panel->side / (CLI_PANEL_RASTER - 1);
  cli_panel_save_and_clip (panel);
  cairo_translate (cr, panel->left - 0.5 * pixel, panel->top - 0.5 * pixel);
  cairo_scale (cr, pixel, pixel);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (image);
}

static void
draw_ticks (const CliPanel *panel)
{
  static const struct {
    double at;
    const char *text;
  } ticks[] = {{-5, "−5"}, {0, "0"}, {5, "5"}};
  cairo_t *cr = panel->cr;
  const double bottom = panel->top + panel->side;
  for (gsize i = 0; i < G_N_ELEMENTS (ticks); i++) {
    const double x = cli_panel_x (panel, ticks[i].at);
    const double y = cli_panel_y (panel, ticks[i].at);
    cli_draw_text (cr, x, bottom + TICK_LENGTH + TICK_SIZE + 1, CLI_ALIGN_CENTRE, TICK_SIZE,
                   CLI_INK_FAINT, ticks[i].text);
    cli_draw_text (cr, panel->left - TICK_LENGTH - 2, y + 0.35 * TICK_SIZE, CLI_ALIGN_RIGHT,
                   TICK_SIZE, CLI_INK_FAINT, ticks[i].text);
    cairo_move_to (cr, x, bottom);
    cairo_rel_line_to (cr, 0, TICK_LENGTH);
    cairo_move_to (cr, panel->left, y);
    cairo_rel_line_to (cr, -TICK_LENGTH, 0);
  }
  cli_draw_set_ink (cr, CLI_INK_FAINT, 1.0);
  cairo_set_line_width (cr, FRAME_WIDTH);
  cairo_stroke (cr);
}

void
cli_panel_frame (const CliPanel *panel, const char *title, const char *caption)
{
  cairo_t *cr = panel->cr;
  draw_ticks (panel);
  cairo_rectangle (cr, panel->left, panel->top, panel->side, panel->side);
  cli_draw_set_ink (cr, CLI_INK_FAINT, 1.0);
  cairo_set_line_width (cr, FRAME_WIDTH);
  cairo_stroke (cr);

  const double base = panel->top - 7;
  const double lift = caption != NULL ? CLI_TEXT_SIZE + 5 : 0;
  cli_draw_text (cr, panel->left, base - lift, CLI_ALIGN_LEFT, CLI_TITLE_SIZE, CLI_INK_TEXT, title);
  if (caption != NULL)
    cli_draw_text (cr, panel->left, base, CLI_ALIGN_LEFT, CLI_TEXT_SIZE, CLI_INK_FAINT, caption);
}
