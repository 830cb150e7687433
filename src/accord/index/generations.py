"""Where the index lies: one folder a generation, and a file that says which one is answered from.

    index/CURRENT        the name of the generation in use, swapped in one step
    index/f2-000001/     a whole index, in format 2
    index/f2-000002/     one being rebuilt beside it

A rebuild fills a fresh generation while the old one still answers. A generation in another format
is taken for none, so that after an upgrade the log is simply followed again from its beginning.
It must never touch what is inside a generation.
"""

import os
import re
import shutil
from pathlib import Path

CURRENT = "CURRENT"
FORMAT = 2
"""Raise it whenever keys, profiles or files would be read otherwise than they were written."""

_GENERATION = re.compile(r"^(?:f(\d+)-|g)(\d{6,})$")


def current_generation(directory: Path) -> Path | None:
    """The generation that is answered from; None before the first of this format is published."""
    try:
        name = (directory / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    found = _GENERATION.match(name)
    return directory / name if found and found[1] == str(FORMAT) else None


def fresh_generation(directory: Path) -> Path:
    """Make a new, empty generation beside the ones that are there; nothing reads it yet."""
    directory.mkdir(parents=True, exist_ok=True)
    names = (_GENERATION.match(path.name) for path in directory.iterdir())
    taken = [int(found[2]) for found in names if found]
    generation = directory / f"f{FORMAT}-{max(taken, default=0) + 1:06d}"
    generation.mkdir()
    return generation


def publish(directory: Path, generation: Path) -> None:
    """Answer from `generation` from now on, durably, and delete every other one.

    Its writer must have committed. Readers change over by themselves; what a reader still has
    open stays readable to it until then.
    """
    _write_durably(directory / CURRENT, generation.name)
    for other in directory.iterdir():
        if _GENERATION.match(other.name) and other.name != generation.name:
            shutil.rmtree(other, ignore_errors=True)


def _write_durably(path: Path, text: str) -> None:
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: tantivy renames its meta file and leaves it at that."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
