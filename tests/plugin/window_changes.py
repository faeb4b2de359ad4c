# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of dialogs while something goes on: results are being made, the image changes, the plug-in dies."""

import os
import signal
import threading
import time

from gi.repository import Gimp

from hand import (BUSY, CANCEL, LEISURELY, PATIENT, REFUSED, SUCCESS, TITLES, answer, assert_untouched, call, closing,
                  forget, make_image, new_items, state, wait_for_workers, wish, workers)


def test_one(image):
    """Add as Layer adds one layer with the pixels of the seed, whether the first of several candidates is being
    made, is finished, or another one is being made; Add All adds all of them."""
    some = {"sampler": "annealed", "levels": 10, "steps": 20, "seed": 5, "grow": 0}
    alone = [new_items(image, lambda k=k: call(image, "inpaint", Gimp.RunMode.NONINTERACTIVE, **{**some, "seed": k}))[0]
             for k in (5, 6, 7)]
    assert len(set(alone)) == 3
    for key, wait, expected in (("alt+a", 0.5, alone[:1]), ("alt+a", 1.5, alone[:1]), ("alt+o", 3 * PATIENT, [alone])):
        wish((TITLES["inpaint"], key, wait, None, True))
        forget(image, "inpaint")
        added = new_items(image, lambda: call(image, "inpaint", Gimp.RunMode.INTERACTIVE, count=3, **some))
        assert added == expected, (wait, [len(each) for each in added])


def kill_workers():
    """Ends the plug-in once the keys of the wish have been pressed."""
    answer()
    for worker in workers():
        os.kill(int(worker), signal.SIGKILL)


def test_kill(image):
    """A plug-in that dies, in its dialog or while it works, leaves the image as it was."""
    long = {"sampler": "annealed", "levels": 100, "steps": 5000}
    for keys in (((TITLES["vary"], "shift", LEISURELY),),
                 (closing(TITLES["vary"], "Return"), (BUSY["vary"], "shift", 0.5))):
        before = state(image)
        forget(image, "vary")
        wish(*keys)
        threading.Thread(target=kill_workers).start()
        status = call(image, "vary", Gimp.RunMode.INTERACTIVE, **long)
        assert status not in (SUCCESS, CANCEL), status
        assert_untouched(image, before)


def test_mode(_):
    """The colours of the image change while a dialog is open: it adds a layer to a gray image, none to an indexed
    one, and says why."""
    for keys, expected in (((("GIMP$", "alt+i m g", LEISURELY),), SUCCESS),
                           ((("GIMP$", "alt+i m i", LEISURELY), closing("^Indexed", "Return")), REFUSED)):
        image = make_image()
        display = Gimp.Display.new(image)
        wish(("^Vary", "shift", LEISURELY), *keys, closing("^Vary", "alt+a"))
        status, message = call(image, "vary", Gimp.RunMode.INTERACTIVE, "tiny-patches"), Gimp.get_pdb().get_last_error()
        assert status == expected and (status == SUCCESS or "indexed" in message), (keys, status, message)
        assert len(image.get_layers()) == 1 + (status == SUCCESS)
        display.delete()


def test_closed(_):
    """If an image is closed during the work, the work ends. The test uses the menu, because a procedure that a
    script calls keeps the image alive."""
    image, before = make_image(2000, 1500), sorted(workers())
    number, display = image.get_id(), Gimp.Display.new(image)
    wish(("GIMP$", "alt+r Up Right Down Down Return", LEISURELY), closing(TITLES["inpaint"], "Return"),
         (BUSY["inpaint"], "shift", 0.5), ("GIMP$", "ctrl+w", 0.5), ("^Close", "ctrl+d", LEISURELY))
    assert all(answer())
    end = time.monotonic() + 10
    while Gimp.Image.id_is_valid(number) and time.monotonic() < end:
        time.sleep(0.05)
    assert not Gimp.Image.id_is_valid(number)
    wait_for_workers(before)
    assert sorted(workers()) == before
    del display
