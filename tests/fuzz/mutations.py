"""Mutations: a demand sheet changed at random, in its zip, in its XML, in its cells."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Mutation = Callable[[bytes, Random], bytes]

TAG = re.compile(rb"<[^<>]*>")
TEXT = re.compile(rb"<[vt]>([^<]*)</")
VALUE = re.compile(rb">[^<>]+<|\"[^\"]*\"")
ODD = (
    b"",
    b"0",
    b"-1",
    b"1E400",
    b"NaN",
    b"99999999999999999999",
    b"#REF!",
    b"A1:XFD1048576",
    b"&#0;",
    b"&#xD800;",
    b"&lt;",
    b"\xff\xfe",
    b"\xe2\x80\xae",
    b"../..",
    b"x" * 5000,
    b"true",
    b"rId999",
)


def bytes_changed(good: bytes, random: Random) -> bytes:
    """Some bytes of the file changed."""
    data = bytearray(good)
    for _ in range(random.randint(1, 20)):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


def cut(good: bytes, random: Random) -> bytes:
    """The file cut off, or a piece of it gone."""
    begin, end = sorted(random.randrange(len(good)) for _ in range(2))
    return good[:begin] + (good[end:] if random.random() < 0.5 else b"")


def part_mutated(good: bytes, random: Random) -> bytes:
    """One part of the zip changed: bytes, tags or values; or gone; or doubled under another name."""
    with ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(random.randint(1, 2)):
        name = random.choice(list(parts))
        change = random.choice((_tags, _tags, _tags, _values, _values, _values, _noise, _gone))
        parts[name] = change(parts[name], random)
        if random.random() < 0.03:
            parts[random.choice(list(parts)) + random.choice((".bak", "/", "2"))] = parts[name]
    return _zipped(parts)


def cells_mutated(good: bytes, random: Random) -> bytes:
    """What cells and texts hold exchanged for odd values, or for each other: the XML stays whole."""
    with ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice([name for name in parts if "/sheet" in name or "sharedStrings" in name])
    texts = list(TEXT.finditer(parts[name]))
    for found in sorted(random.sample(texts, min(len(texts), random.randint(1, 9))), key=lambda text: -text.start(1)):
        odd = random.choice((*(o for o in ODD if o.isascii() and b"&#" not in o), random.choice(texts)[1]))
        parts[name] = parts[name][: found.start(1)] + odd + parts[name][found.end(1) :]
    return _zipped(parts)


def _zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return stream.getvalue()


def _tags(data: bytes, random: Random) -> bytes:
    """Tags deleted, doubled, or exchanged for others of the part."""
    tags = list(TAG.finditer(data))
    if not tags:
        return data
    for found in sorted(random.sample(tags, min(len(tags), random.randint(1, 2))), key=lambda tag: -tag.start()):
        other = random.choice((b"", found[0] * 2, random.choice(tags)[0]))
        data = data[: found.start()] + other + data[found.end() :]
    return data


def _values(data: bytes, random: Random) -> bytes:
    """Attributes and texts exchanged for odd ones."""
    values = list(VALUE.finditer(data))
    if not values:
        return data
    for found in sorted(random.sample(values, min(len(values), random.randint(1, 3))), key=lambda tag: -tag.start()):
        odd = random.choice((*ODD, random.choice(values)[0][1:-1]))
        data = data[: found.start() + 1] + odd + data[found.end() - 1 :]
    return data


def _noise(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 10) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _gone(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


MUTATIONS: tuple[Mutation, ...] = (bytes_changed, cut, *[part_mutated] * 4, *[cells_mutated] * 4)


def mutated(good: bytes, seed: int) -> bytes:
    """The file changed as `seed` says."""
    random = Random(seed)
    return random.choice(MUTATIONS)(good, random)
