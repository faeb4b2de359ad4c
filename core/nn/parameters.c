/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declares the named weights of a network and draws their initial values. */
#include "nn/parameters.h"

#include <math.h>

#include "base/memory.h"
#include "ncsn/random.h"

static void
parameter_free (gpointer data)
{
  NcsnParameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter);
}

NcsnParameters *
ncsn_parameters_new (void)
{
  NcsnParameters *parameters = g_new0 (NcsnParameters, 1);

  parameters->list = g_ptr_array_new_with_free_func (parameter_free);
  parameters->index = g_hash_table_new (g_str_hash, g_str_equal);
  return parameters;
}

void
ncsn_parameters_free (NcsnParameters *parameters)
{
  if (parameters == NULL)
    return;
  g_hash_table_unref (parameters->index);
  g_ptr_array_unref (parameters->list);
  g_free (parameters);
}

const NcsnParameter *
ncsn_parameters_declare (NcsnParameters *parameters, const char *name, guint rank, NcsnShape shape,
                         NcsnInit init)
{
  NcsnParameter *parameter = g_hash_table_lookup (parameters->index, name);
  gsize size;

  if (parameter != NULL) {
    g_assert (ncsn_shape_equal (parameter->shape, shape));
    return parameter;
  }
  parameter = g_new0 (NcsnParameter, 1);
  *parameter = (NcsnParameter){g_strdup (name), rank, shape, init, parameters->size};
  if (!ncsn_shape_checked_size (shape, &size) ||
      !g_size_checked_add (&parameters->size, parameters->size, size))
    parameters->size = G_MAXSIZE;
  g_ptr_array_add (parameters->list, parameter);
  g_hash_table_insert (parameters->index, parameter->name, parameter);
  return parameter;
}

const NcsnParameter *
ncsn_parameters_find (const NcsnParameters *parameters, const char *name)
{
  return g_hash_table_lookup (parameters->index, name);
}

guint
ncsn_parameters_count (const NcsnParameters *parameters)
{
  return parameters->list->len;
}

const NcsnParameter *
ncsn_parameters_get (const NcsnParameters *parameters, guint index)
{
  return g_ptr_array_index (parameters->list, index);
}

gsize
ncsn_parameters_trained (const NcsnParameters *parameters)
{
  gsize trained = 0;

  for (guint i = 0; i < parameters->list->len; i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    if (parameter->init.kind != NCSN_INIT_GEOMETRIC)
      trained += ncsn_shape_size (parameter->shape);
  }
  return trained;
}

static void
set_geometric (NcsnInit init, gsize count, float *values)
{
  for (gsize i = 0; i < count; i++) {
    double place = count > 1 ? (double)i / (double)(count - 1) : 0.0;
    values[i] = (float)(init.first * pow (init.last / init.first, place));
  }
}

static void
draw (const NcsnParameter *parameter, NcsnRandomKey key, float *values)
{
  gsize count = ncsn_shape_size (parameter->shape), columns = parameter->shape.c;
  NcsnInit init = parameter->init;

  if (init.kind == NCSN_INIT_GEOMETRIC) {
    set_geometric (init, count, values);
    return;
  }
  if (init.kind == NCSN_INIT_UNIFORM)
    ncsn_random_uniform (key, 0, count, values);
  else
    ncsn_random_normal (key, 0, count, values);
  for (gsize i = 0; i < count; i++) {
    gboolean beta = init.kind == NCSN_INIT_NORM && i % columns >= columns / 3 * 2;
    if (init.kind == NCSN_INIT_UNIFORM)
      values[i] = init.scale * (2.0f * values[i] - 1.0f);
    else if (init.kind == NCSN_INIT_NORMAL)
      values[i] *= init.scale;
    else
      values[i] = beta ? 0.0f : 1.0f + init.scale * values[i];
  }
}

void
ncsn_parameters_draw (const NcsnParameters *parameters, guint64 seed, float *values)
{
  for (guint i = 0; i < parameters->list->len; i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    draw (parameter, (NcsnRandomKey){seed, NCSN_STREAM_WEIGHTS, i, 0}, values + parameter->offset);
  }
}
