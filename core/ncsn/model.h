/* A score model: configuration, weights and the file that holds both. */
#pragma once

#include <gio/gio.h>
#include "divergence.h"
#include "ladder.h"
#include "schedule.h"
#include "score.h"
#include "symmetry.h"
#include "threads.h"

G_BEGIN_DECLS

#define NCSN_MAX_LEVELS_UNET 8
#define NCSN_MAX_CLASSES 1000

typedef enum {
  NCSN_NETWORK_UNET,   /* U-Net with attention; γ, α, β from an embedding of ln σ */
  NCSN_NETWORK_NCSN,   /* the authors' conditional RefineNet: a row of γ, α, β for each level of its
                          ladder (Song & Ermon 2019, appendix A) */
  NCSN_NETWORK_NCSNV2, /* the same without conditions, divided by σ (Song & Ermon 2020) */
  NCSN_NETWORK_MLP,    /* for points (1 × 1 pictures): three hidden layers on x and ln σ; never in
                          a file */
} NcsnNetwork;

/* The names by which files and options know them ("unet", "ncsn", "ncsnv2", "mlp"), in their order,
 * ended by NULL. Not owned. */
const char *const *ncsn_network_names (void);

/* How the network's output F becomes a score: s(x, σ) = a(σ) x' + b(σ) F(c_in(σ) x', ln σ), x' = x
 * - data_mean. The authors' networks see 2x - 1 instead of c_in x'. */
typedef enum {
  NCSN_PRECONDITION_NONE,  /* NCSN: a = 0, b = 1, c_in = 1 */
  NCSN_PRECONDITION_SIGMA, /* NCSNv2: a = 0, b = 1/σ, c_in = 1 */
  NCSN_PRECONDITION_EDM,   /* Karras et al. 2022: a = -1/(σ²+σ_d²), b = σ_d/(σ √(σ²+σ_d²)), c_in =
                              1/√(σ²+σ_d²) */
} NcsnPrecondition;

/* The names by which files and options know the kinds, in their order, ended by NULL. Not owned. */
const char *const *ncsn_precondition_names (void);

typedef struct {
  NcsnNetwork network;
  guint width, height, channels; /* of the pictures it was made for; channels 1 or 3 */
  guint base_channels;           /* channels at full resolution; units of an MLP */
  NcsnLadder ladder;             /* NCSN, NCSNv2: the noise levels the network was made for */

  /* U-Net only, 0 elsewhere */
  guint n_multipliers; /* U-Net levels, each half the size of the one before */
  guint
      multipliers[NCSN_MAX_LEVELS_UNET]; /* channels at level i = base_channels × multipliers[i] */
  guint blocks;                          /* residual blocks a level */
  guint n_attention;
  guint attention[NCSN_MAX_LEVELS_UNET]; /* picture heights at which attention is applied */
  guint n_classes;                       /* 0: unconditional */

  NcsnPrecondition precondition; /* NCSN: none; NCSNv2: sigma */
  double data_mean, data_sigma;  /* of the training pixels; data_sigma is EDM's σ_d */
  NcsnSchedule schedule;         /* the sampling schedule that suits the model */
  gboolean patches; /* trained on patches that may lie anywhere in a picture, not on whole pictures:
                       canvases of any size are drawn by tiles */
  NcsnSymmetry symmetry; /* of the pictures that it learnt from */
  gboolean holes; /* U-Net only: it learnt to see known pixels around holes as they are, and where
                     the holes are. Its score may be asked for pictures with one channel more, which
                     is 1 in a hole and 0 where a pixel is known: in a hole it is then the score of
                     q_σ (x | known pixels), elsewhere 0 (Batzolis et al. 2021, sec. 3.2: denoising
                     score matching with what is known as a further input). Without that channel
                     nothing is known. */
} NcsnModelConfig;

typedef struct _NcsnModel NcsnModel;

/* A small U-Net for pictures of this size, to start from. */
void ncsn_model_config_init (NcsnModelConfig *config, guint width, guint height, guint channels);

/* Gives a U-Net attention at its lowest level and no other. */
void ncsn_model_config_attend_lowest (NcsnModelConfig *config);

/* One of the authors' networks (NCSN_NETWORK_NCSN or NCSNV2) with `base_channels` channels (their
 * ngf) and a ladder, which is also its sampling schedule's. */
void ncsn_model_config_init_refinenet (NcsnModelConfig *config, NcsnNetwork network, guint width,
                                       guint height, guint channels, guint base_channels,
                                       NcsnLadder ladder);

/* A network of `base_channels` units a layer for points of `dimension` numbers. */
void ncsn_model_config_init_mlp (NcsnModelConfig *config, guint dimension, guint base_channels,
                                 NcsnLadder ladder);

/* Of what a picture's sides must be multiples for the network to take it. */
guint ncsn_model_config_multiple (const NcsnModelConfig *config);

/* The ladder a model of this configuration learns at when it learns at one: the network's own where
 * it has one, else the schedule's. */
NcsnLadder ncsn_model_config_ladder (const NcsnModelConfig *config);

/* FALSE with a sentence when the configuration is impossible or absurdly large. */
gboolean ncsn_model_config_check (const NcsnModelConfig *config, GError **error);

/* The configuration as files hold it: compact JSON (transfer full). */
char *ncsn_model_config_to_json (const NcsnModelConfig *config);

/* A model with freshly drawn weights. */
NcsnModel *ncsn_model_new (const NcsnModelConfig *config, guint64 seed, GError **error);

/* Reads a .safetensors model file (core/model/file.h describes it). The file is treated as hostile:
 * every count, offset, name, shape and value is checked, and nothing larger than the file itself is
 * allocated before that. Errors name the file. */
NcsnModel *ncsn_model_load (const char *path, GError **error);

/* What the header of a model file says about its model: enough to list models and to offer choices
 * for one. */
typedef struct {
  NcsnModelConfig config;
  char **class_names; /* config.n_classes names and a NULL; NULL: the classes have no names */
  char *description;  /* NULL: none */
} NcsnModelSummary;

/* Reads the header of a model file, but not the weights. The header passes the same checks as in
 * ncsn_model_load (), which can then fail only because of the weights' values or of too little
 * memory. Sets *summary, which the caller clears; it is not touched on an error. Errors name the
 * file. */
gboolean ncsn_model_peek (const char *path, NcsnModelSummary *summary, GError **error);

void ncsn_model_summary_clear (NcsnModelSummary *summary); /* frees what it holds */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnModelSummary, ncsn_model_summary_clear)

/* The same as ncsn_model_load () from memory; the bytes are not kept. */
NcsnModel *ncsn_model_load_bytes (GBytes *bytes, GError **error);

/* Writes the model aside and renames it into place. */
gboolean ncsn_model_save (const NcsnModel *model, const char *path, GError **error);

/* A new model with these weights, which sees holes: it does so with weights of 0 until it has
 * learnt to. A copy if the model does already. Only for a U-Net. */
NcsnModel *ncsn_model_with_holes (const NcsnModel *model, GError **error);

void ncsn_model_free (NcsnModel *model); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnModel, ncsn_model_free)

const NcsnModelConfig *ncsn_model_config (const NcsnModel *model); /* owned by the model */
void ncsn_model_set_schedule (NcsnModel *model, const NcsnSchedule *schedule);
void ncsn_model_set_symmetry (NcsnModel *model, NcsnSymmetry symmetry);
gsize ncsn_model_n_parameters (const NcsnModel *model); /* trained numbers */

/* Names of the classes, for people: NULL or the name of class `index` (owned by the model). */
const char *ncsn_model_class_name (const NcsnModel *model, guint index);
void ncsn_model_set_class_names (NcsnModel *model,
                                 const char *const *names); /* n_classes strings */

/* The index of the class with this name, or with this number in decimal; -1 with an error that
 * lists the classes. */
int ncsn_model_find_class (const NcsnModel *model, const char *name, GError **error);

/* SHA-256 of the configuration, the names of the classes and the weights, in hexadecimal: what
 * tells one model from another whatever its file is called, and stays the same through a file
 * (transfer full). */
char *ncsn_model_hash (const NcsnModel *model);

/* A line or more about the model for people: data, licence, how it was trained. May be NULL. */
const char *ncsn_model_description (const NcsnModel *model);
void ncsn_model_set_description (NcsnModel *model, const char *description);

/* The model as a score function. Pictures must have the configured channels and sides that are
 * multiples of ncsn_model_config_multiple (). Keeps buffers between calls, so one object serves one
 * thread at a time. */
typedef struct _NcsnModelScore NcsnModelScore;

/* `classes`: the class of each of n_pictures pictures, or NULL for an unconditional model; copied.
 * model and threads must outlive the object. */
NcsnModelScore *ncsn_model_score_new (const NcsnModel *model, NcsnThreads *threads,
                                      const guint *classes, gsize n_pictures, GError **error);
void ncsn_model_score_free (NcsnModelScore *score);
NcsnScore ncsn_model_score_function (NcsnModelScore *score); /* valid as long as `score` */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnModelScore, ncsn_model_score_free)

/* Once this is cancelled, evaluations end early with G_IO_ERROR_CANCELLED, within the time that a
 * layer of the network takes. NULL: never. It must outlive the object. */
void ncsn_model_score_set_cancellable (NcsnModelScore *score, GCancellable *cancellable);

/* The same with divergences. */
NcsnDivergence ncsn_model_score_divergence (NcsnModelScore *score);

/* The classes of pictures first_picture … first_picture+n_pictures-1: all `class_index`, or drawn
 * uniformly by (seed, picture) when it is -1. */
void ncsn_model_choose_classes (const NcsnModel *model, int class_index, guint64 seed,
                                guint32 first_picture, guint *classes, gsize n_pictures);

G_END_DECLS
