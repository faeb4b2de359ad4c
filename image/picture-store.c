/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cache of decoded pictures; the least recently used ones leave memory first. */
#include "picture-store.h"

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

typedef struct {
  NcsnStoredPicture picture;
  GBytes *pixels; /* NULL: not in memory */
  GList *link;    /* in `recent`; NULL: not in memory, or always in memory */
} Entry;

struct _NcsnPictureStore {
  gsize memory, used; /* bytes of pixels */
  NcsnImageLoader *loader;
  NcsnImageLoadOptions load;
  GPtrArray *entries; /* of Entry */
  GQueue recent;      /* indices of pictures that may leave memory, least recently used first */
  GMutex lock;        /* protects the loader and all that changes after pictures were added */
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;
  g_free (entry->picture.path);
  g_clear_pointer (&entry->pixels, g_bytes_unref);
  g_free (entry);
}

NcsnPictureStore *
ncsn_picture_store_new (gsize memory, NcsnImageLoader *loader, NcsnImageLoadOptions load)
{
  NcsnPictureStore *store = g_new0 (NcsnPictureStore, 1);
  store->memory = memory;
  store->loader = loader;
  store->load = load;
  store->entries = g_ptr_array_new_with_free_func (free_entry);
  g_mutex_init (&store->lock);
  return store;
}

void
ncsn_picture_store_free (NcsnPictureStore *store)
{
  if (store == NULL)
    return;
  g_queue_clear (&store->recent);
  g_ptr_array_unref (store->entries);
  g_mutex_clear (&store->lock);
  g_free (store);
}

/* Computes the means from the exact counts of the 256 values. */
static void
measure (NcsnStoredPicture *picture, GBytes *pixels)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (pixels, &n);
  guint64 histogram[256] = {0};
  for (gsize i = 0; i < n; i++)
    histogram[bytes[i]]++;
  double sum = 0, sum_of_squares = 0;
  for (guint v = 0; v < 256; v++) {
    const double value = v / 255.0;
    sum += histogram[v] * value;
    sum_of_squares += histogram[v] * value * value;
  }
  picture->mean = sum / n;
  picture->mean_square = sum_of_squares / n;
}

static GBytes *
take_bytes (NcsnImage *image)
{
  return g_bytes_new_take (g_steal_pointer (&image->bytes),
                           image->width * image->height * image->channels);
}

/* Keeps pixels (transfer full) in memory and makes room for them. */
static void
keep (NcsnPictureStore *store, guint index, GBytes *pixels)
{
  Entry *entry = store->entries->pdata[index];
  entry->pixels = pixels;
  store->used += g_bytes_get_size (pixels);
  g_queue_push_tail (&store->recent, GUINT_TO_POINTER (index));
  entry->link = store->recent.tail;
  while (store->used > store->memory && store->recent.length > 1) {
    Entry *oldest = store->entries->pdata[GPOINTER_TO_UINT (g_queue_pop_head (&store->recent))];
    store->used -= g_bytes_get_size (oldest->pixels);
    g_clear_pointer (&oldest->pixels, g_bytes_unref);
    oldest->link = NULL;
  }
}

void
ncsn_picture_store_add_file (NcsnPictureStore *store, const char *path, NcsnImage *image)
{
  GBytes *pixels = take_bytes (image);
  Entry *entry = g_new0 (Entry, 1);
  entry->picture = (NcsnStoredPicture){.path = g_strdup (path),
                                       .width = image->width,
                                       .height = image->height,
                                       .channels = image->channels};
  measure (&entry->picture, pixels);
  g_ptr_array_add (store->entries, entry);
  keep (store, store->entries->len - 1, pixels);
}

void
ncsn_picture_store_add_pixels (NcsnPictureStore *store, const NcsnStoredPicture *picture,
                               GBytes *pixels)
{
  Entry *entry = g_new0 (Entry, 1);
  entry->picture = *picture;
  entry->pixels = g_bytes_ref (pixels);
  measure (&entry->picture, pixels);
  g_ptr_array_add (store->entries, entry);
}

guint
ncsn_picture_store_count (const NcsnPictureStore *store)
{
  return store->entries->len;
}

const NcsnStoredPicture *
ncsn_picture_store_picture (const NcsnPictureStore *store, guint index)
{
  return &((const Entry *)store->entries->pdata[index])->picture;
}

static GBytes *
read_again (NcsnPictureStore *store, const NcsnStoredPicture *picture, GError **error)
{
  g_autoptr (NcsnImage) image =
      ncsn_image_loader_load (store->loader, picture->path, &store->load, error);
  if (image == NULL)
    return NULL;
  if (image->width == picture->width && image->height == picture->height &&
      image->channels == picture->channels)
    return take_bytes (image);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The picture “%s” has changed while it was in use: it had %u × %u pixels and "
                  "%u channels, and has %zu × %zu and %u now."),
               picture->path, picture->width, picture->height, picture->channels, image->width,
               image->height, image->channels);
  return NULL;
}

GBytes *
ncsn_picture_store_pixels (NcsnPictureStore *store, guint index, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&store->lock);
  Entry *entry = store->entries->pdata[index];
  if (entry->pixels == NULL) {
    GBytes *pixels = read_again (store, &entry->picture, error);
    if (pixels == NULL)
      return NULL;
    keep (store, index, pixels);
  } else if (entry->link != NULL) {
    g_queue_unlink (&store->recent, entry->link);
    g_queue_push_tail_link (&store->recent, entry->link);
  }
  return g_bytes_ref (entry->pixels);
}
