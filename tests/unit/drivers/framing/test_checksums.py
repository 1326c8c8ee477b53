"""Published vectors of the Spellman checksum, and what a plain sum cannot tell apart."""

import pytest

from drivers.framing.checksums import spellman_sum

VECTORS = {
    "07,1,": "P", "07,$,": "]", "10,0,": "W", "10,1280,": "|", "10,4095,": "u", "10,$,": "c", "11,478,": "c",
    "14,1280,": "x", "15,478,": "_", "19,1234,2977,3783,512,768,6,7,899,": "~", "21,1.600000,": "@", "22,": "p",
    "28,": "j", "28,160,30,0,": "|", "60,4095,": "p", "68,": "f", "98,0,": "G", "98,1,": "F", "98,$,": "S",
    "99,1,": "E",
}  # fmt: skip


@pytest.mark.parametrize("content", VECTORS)
def test_published_vectors(content: str) -> None:
    assert chr(spellman_sum(content.encode("ascii"))) == VECTORS[content]


@pytest.mark.parametrize(("one", "other"), [("98,1,", "99,0,"), ("10,480,", "10,840,")])
def test_the_sum_does_not_tell_all_damage(one: str, other: str) -> None:
    assert spellman_sum(one.encode()) == spellman_sum(other.encode())


def test_every_status_with_a_single_flag_has_the_same_sum() -> None:
    replies = ["22," + "".join(f"{int(place == one)}," for place in range(17)) for one in range(17)]
    assert {chr(spellman_sum(reply.encode())) for reply in replies} == {"S"}


def test_it_is_never_a_frame_mark() -> None:
    assert {spellman_sum(bytes([value])) for value in range(256)} == set(range(0x40, 0x80))
