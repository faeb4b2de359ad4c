# SPDX-License-Identifier: GPL-3.0-or-later
"""Score-based models of pictures (NCSN) for Python: the scores and samplers of libncsn with numpy arrays.

    import ncsn, numpy
    model = ncsn.Model("digits.safetensors")
    pictures = model.sample(4, class_name="3", callback=lambda step: print(step.sigma))
    score = model.score(numpy.float32(pictures), sigma=0.5, classes=3)

Pictures are arrays of float32 and of the shape (N, H, W, C) with values from 0 to 1; noise levels sigma have the
same unit. Arrays are the library's own numbers, bit for bit. Settings that make no sense raise ncsn.Error.
"""

import ctypes
import json
from typing import NamedTuple

import numpy

_lib = ctypes.CDLL("libncsn.so.0")
_glib = ctypes.CDLL("libglib-2.0.so.0")
_gio = ctypes.CDLL("libgio-2.0.so.0")
_gobject = ctypes.CDLL("libgobject-2.0.so.0")


# The structures of the library's headers; tests/install/python.py compares their layout with the compiler's.

class NcsnShape(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "nhwc"]


class NcsnChosenLevels(ctypes.Structure):
    _fields_ = [("count", ctypes.c_uint), ("sigmas", ctypes.c_double * 24)]


class NcsnSchedule(ctypes.Structure):
    _fields_ = [("sigma_begin", ctypes.c_double), ("sigma_end", ctypes.c_double), ("levels", ctypes.c_uint),
                ("steps", ctypes.c_uint), ("epsilon", ctypes.c_double), ("denoise", ctypes.c_int),
                ("n_chosen", ctypes.c_uint), ("chosen", NcsnChosenLevels * 8)]


class NcsnSampler(ctypes.Structure):
    _fields_ = [("rule", ctypes.c_int), ("schedule", NcsnSchedule), ("snr", ctypes.c_double),
                ("rho", ctypes.c_double), ("churn", ctypes.c_double), ("order", ctypes.c_uint)]


class NcsnProgress(ctypes.Structure):
    _fields_ = [("done", ctypes.c_uint64), ("total", ctypes.c_uint64), ("rounds", ctypes.c_uint64),
                ("share", ctypes.c_double), ("sigma", ctypes.c_double), ("shape", NcsnShape),
                ("denoised", ctypes.c_void_p), ("chain", NcsnShape), ("state", ctypes.c_void_p),
                ("score", ctypes.c_void_p)]


_ProgressFunc = ctypes.CFUNCTYPE(None, ctypes.POINTER(NcsnProgress), ctypes.c_void_p)


class NcsnTaskOptions(ctypes.Structure):
    _fields_ = [("sampler", NcsnSampler), ("class_index", ctypes.c_int), ("guidance", ctypes.c_double),
                ("seed", ctypes.c_uint64), ("progress", _ProgressFunc), ("progress_data", ctypes.c_void_p),
                ("preview_seconds", ctypes.c_double), ("cancellable", ctypes.c_void_p), ("alpha", ctypes.c_void_p),
                ("keep_lightness", ctypes.c_double), ("keep_colour", ctypes.c_double)]


_ScoreFunc = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, NcsnShape, ctypes.c_double, ctypes.c_void_p,
                              ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class NcsnScore(ctypes.Structure):
    _fields_ = [("evaluate", _ScoreFunc), ("data", ctypes.c_void_p)]


class GError(ctypes.Structure):
    _fields_ = [("domain", ctypes.c_uint32), ("code", ctypes.c_int), ("message", ctypes.c_char_p)]


def _declare(library, name, result, *arguments):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


_pointer, _size, _text, _errors = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.POINTER(
    ctypes.POINTER(GError))
_g_error_free = _declare(_glib, "g_error_free", None, ctypes.POINTER(GError))
_g_free = _declare(_glib, "g_free", None, _pointer)
_g_cancellable_new = _declare(_gio, "g_cancellable_new", _pointer)
_g_cancellable_cancel = _declare(_gio, "g_cancellable_cancel", None, _pointer)
_g_object_unref = _declare(_gobject, "g_object_unref", None, _pointer)
_threads_new = _declare(_lib, "ncsn_threads_new", _pointer, ctypes.c_uint)
_threads_free = _declare(_lib, "ncsn_threads_free", None, _pointer)
_model_load = _declare(_lib, "ncsn_model_load", _pointer, _text, _errors)
_model_free = _declare(_lib, "ncsn_model_free", None, _pointer)
_model_config = _declare(_lib, "ncsn_model_config", _pointer, _pointer)
_model_class_name = _declare(_lib, "ncsn_model_class_name", _text, _pointer, ctypes.c_uint)
_model_find_class = _declare(_lib, "ncsn_model_find_class", ctypes.c_int, _pointer, _text, ctypes.c_uint64,
                             _errors)
_model_description = _declare(_lib, "ncsn_model_description", _text, _pointer)
_config_to_json = _declare(_lib, "ncsn_model_config_to_json", _pointer, _pointer)
_score_new = _declare(_lib, "ncsn_model_score_new", _pointer, _pointer, _pointer, _pointer, _size, _errors)
_score_free = _declare(_lib, "ncsn_model_score_free", None, _pointer)
_score_function = _declare(_lib, "ncsn_model_score_function", NcsnScore, _pointer)
_options_init = _declare(_lib, "ncsn_task_options_init", None, ctypes.POINTER(NcsnTaskOptions), ctypes.c_int,
                         _pointer)
_quality_names = _declare(_lib, "ncsn_quality_names", ctypes.POINTER(_text))
_init_quality = _declare(_lib, "ncsn_sampler_init_quality", None, ctypes.POINTER(NcsnSampler), ctypes.c_int,
                         ctypes.c_int, ctypes.POINTER(NcsnSchedule))
_generate = _declare(_lib, "ncsn_generate", ctypes.c_int, _pointer, _pointer, _size,
                     ctypes.POINTER(NcsnTaskOptions), _pointer, _pointer, _errors)

_PURPOSE_DRAW = 0


class Error(Exception):
    """What the library refused, as a sentence."""


def _check(result, error):
    """The result of a call, or its GError as an exception."""
    if not error:
        return result
    message = error.contents.message.decode()
    _g_error_free(error)
    raise Error(message)


def _call(function, *arguments):
    error = ctypes.POINTER(GError)()
    return _check(function(*arguments, ctypes.byref(error)), error)


def _floats(address, shape):
    """A copy of the library's array."""
    extents = (shape.n, shape.h, shape.w, shape.c)
    numbers = ctypes.cast(address, ctypes.POINTER(ctypes.c_float))
    return numpy.ctypeslib.as_array(numbers, extents).copy()


class Step(NamedTuple):
    """An evaluation of the score in a chain. numpy.save ("state.npy", step.state) keeps it."""

    number: int  # 1, 2, … total
    total: int
    sigma: float  # the noise level
    state: numpy.ndarray  # (N, H, W, C): the pictures under noise
    score: numpy.ndarray  # (N, H, W, C): the score at `state`


class Model:
    """A model file. `threads`: how many to use; 0: as many as there are processors."""

    def __init__(self, path, threads=0):
        self._threads = self._model = None
        self._model = _call(_model_load, str(path).encode())
        self._threads = _threads_new(threads)
        text = _config_to_json(_model_config(self._model))
        self.config = json.loads(ctypes.string_at(text))
        _g_free(text)
        self.shape = self.config["height"], self.config["width"], self.config["channels"]
        self.description = (_model_description(self._model) or b"").decode()

    def __del__(self):
        _model_free(self._model)
        _threads_free(self._threads)

    @property
    def class_names(self):
        """The names of the classes; those without a name have their number."""
        names = (_model_class_name(self._model, k) for k in range(self.config.get("classes", 0)))
        return [str(k) if name is None else name.decode() for k, name in enumerate(names)]

    def score(self, x, sigma, classes=None):
        """The score s(x, sigma), an estimate of the gradient of ln q_sigma at x, for pictures x (N, H, W, C).

        sigma: one number above 0. classes: for a model with classes the number of each picture's class, or one
        number for all."""
        x = numpy.ascontiguousarray(x, numpy.float32)
        if x.ndim != 4:
            raise ValueError(f"x has the shape {x.shape}; pictures are (N, H, W, C)")
        if not sigma > 0:
            raise ValueError(f"sigma is {sigma}; noise levels are above 0")
        if classes is not None:
            classes = numpy.ascontiguousarray(numpy.broadcast_to(classes, len(x)), numpy.uintc)
        numbers = None if classes is None else classes.ctypes.data
        made = _call(_score_new, self._model, self._threads, numbers, len(x))
        try:
            function = _score_function(made)
            score = numpy.empty_like(x)
            _call(function.evaluate, x.ctypes.data, NcsnShape(*x.shape), sigma, None, score.ctypes.data,
                  function.data)
            return score
        finally:
            _score_free(made)

    def sample(self, count=1, seed=0, class_name=None, quality=None, callback=None):
        """Draws new pictures (count, H, W, C), the same for the same arguments.

        class_name: the name of a class; None: any. quality: "draft", "normal" (the default) or "best".
        callback(step): called with the Step of each evaluation; an exception that it raises ends the chain.
        More than 64 pictures are drawn in batches, each a chain of its own."""
        options = NcsnTaskOptions()
        _options_init(options, _PURPOSE_DRAW, self._model)
        options.seed = seed
        if quality is not None:
            _init_quality(options.sampler, _quality(quality), _PURPOSE_DRAW, _schedule(self.config["schedule"]))
        if class_name is not None:
            options.class_index = _call(_model_find_class, self._model, str(class_name).encode(), seed)
        pictures = numpy.empty((count, *self.shape), numpy.float32)
        with _Watch(options, callback):
            _call(_generate, self._model, self._threads, count, options, pictures.ctypes.data, None)
        return pictures


def _schedule(config):
    """The schedule of a configuration, with the lists of levels that were chosen for the model."""
    lists = config.get("chosen", [])
    schedule = NcsnSchedule(**{name: value for name, value in config.items() if name != "chosen"}, n_chosen=len(lists))
    for levels, sigmas in zip(schedule.chosen, lists):
        levels.count = len(sigmas)
        levels.sigmas[:len(sigmas)] = sigmas
    return schedule


def _quality(name):
    names = _quality_names()
    known = []
    while names[len(known)] is not None:
        known.append(names[len(known)].decode())
    if name not in known:
        raise ValueError(f"the quality {name!r} is none of {', '.join(known)}")
    return known.index(name)


class _Watch:
    """Calls `callback` during a task, and ends the task when the callback raises an exception."""

    def __init__(self, options, callback):
        self.callback, self.raised = callback, None
        self.cancellable = options.cancellable = _g_cancellable_new()
        options.preview_seconds = float("inf")
        if callback is not None:
            options.progress = _ProgressFunc(self.report)

    def report(self, progress, _):
        step = progress.contents
        if self.raised is not None:
            return
        try:
            self.callback(Step(step.done, step.total, step.sigma, _floats(step.state, step.chain),
                               _floats(step.score, step.chain)))
        except BaseException as raised:  # carried past the C code
            self.raised = raised
            _g_cancellable_cancel(self.cancellable)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        _g_object_unref(self.cancellable)
        if self.raised is not None:
            raise self.raised
