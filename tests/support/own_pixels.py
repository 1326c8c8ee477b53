"""The fake camera of libaravis with pixels of our own: `python own_pixels.py HOST SERIAL`, until it is killed.

Frame n, counted by the camera's calls, is `frame(n, pixels)`: what a receiver got can be drawn again.
"""

import ctypes
import sys
import time
from itertools import count

import numpy as np

LIBRARY = "libaravis-0.8.so.0"
DRAW = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32)


def frame(number: int, pixels: int) -> np.ndarray:
    """Noise of all 16 bits; the first two pixels are the number."""
    values = np.random.default_rng(number).integers(0, 65_536, pixels, dtype=np.uint16)
    values[:2] = number & 0xFFFF, number >> 16
    return values


def main(host: str, serial: str) -> None:
    """Serve."""
    library = ctypes.CDLL(LIBRARY)
    pointer = ctypes.c_void_p
    for name, result, arguments in (
        ("arv_gv_fake_camera_new", pointer, [ctypes.c_char_p, ctypes.c_char_p]),
        ("arv_gv_fake_camera_is_running", ctypes.c_int, [pointer]),
        ("arv_gv_fake_camera_get_fake_camera", pointer, [pointer]),
        ("arv_fake_camera_set_fill_pattern", None, [pointer, DRAW, pointer, pointer]),
        ("arv_fake_camera_get_payload", ctypes.c_size_t, [pointer]),
        ("arv_buffer_get_data", pointer, [pointer, ctypes.POINTER(ctypes.c_size_t)]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    server = library.arv_gv_fake_camera_new(host.encode(), serial.encode())
    camera = library.arv_gv_fake_camera_get_fake_camera(server)
    numbers = count(1)

    def draw(buffer: int, *_: int) -> None:
        # The size that the buffer tells is 0 in 0.8.26: the payload is.
        size = library.arv_fake_camera_get_payload(camera)
        content = frame(next(numbers), size // 2).astype("<u2").tobytes()
        ctypes.memmove(library.arv_buffer_get_data(buffer, None), content, size)

    kept = DRAW(draw)
    library.arv_fake_camera_set_fill_pattern(camera, kept, None, None)
    print(library.arv_gv_fake_camera_is_running(server), flush=True)
    while True:
        time.sleep(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
