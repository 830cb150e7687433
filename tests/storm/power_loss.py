"""What would be left on the disk if the power went at a given moment.

A program runs under `strace`, which writes down each write, sync and change of a directory. The
model here plays them into files and folders that remember what was synced and what was not:

    a file's bytes     last until the power goes; for good after `fsync` or `fdatasync` of it
    a folder's names   (created, renamed, removed) likewise, after `fsync` of the folder

That is POSIX read strictly; real file systems keep more. `left_after_power_loss` gives what is
left: only what was synced, or that and a part of the rest, with writes torn at 512-byte sectors.
Memory-mapped writes are not seen: SQLite makes them to `-shm` only, which it never trusts later.
`strace` sees a sync end before the program does, so an acknowledgement comes after its syncs.
"""

import itertools
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

SECTOR = 512
TRACED = (
    "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,"
    "rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,"
    "fsync,fdatasync,copy_file_range,sendfile,lseek"
)
KEPT_CHANCE, TORN_CHANCE = 0.5, 0.3


class Call(msgspec.Struct, frozen=True):
    """A finished system call. `began` counts calls that had ended when it began."""

    name: str
    arguments: tuple[str, ...]
    result: str
    began: int


class Refused(Exception):
    """Tracing is not possible here; the text says why."""


def trace(command: Sequence[str], output: Path, *, cwd: Path | None = None) -> list[Call]:
    """Run `command` to its end and give its calls in the order in which they ended.

    Raises Refused where strace is missing or may not trace.
    """
    strace = shutil.which("strace")
    if strace is None:
        raise Refused("there is no strace")
    options = ["-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-e", "signal=none"]
    ran = subprocess.run(
        [strace, *options, "-e", f"trace={TRACED}", "-o", str(output), "--", *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
    if not output.exists() or ("ptrace" in ran.stderr.lower() and ran.returncode != 0):
        raise Refused(ran.stderr.strip() or "strace wrote nothing")
    assert ran.returncode == 0, ran.stderr
    with output.open(encoding="latin-1") as lines:
        return list(parse(lines))


_LINE = re.compile(r"^(\d+)\s+(.*)$")
_RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$")
_CALL = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)(<[^>]*>)?(.*)$")
_UNFINISHED = " <unfinished ...>"


def parse(lines: Iterable[str]) -> Iterator[Call]:
    """strace's lines, with calls that were interrupted by others put together again."""
    begun: dict[str, tuple[str, int]] = {}
    ended = 0
    for line in lines:
        found = _LINE.match(line.rstrip("\n"))
        assert found, line[:200]
        pid, text = found.groups()
        if text.startswith(("+++", "---")):
            continue
        began = ended
        if text.endswith(_UNFINISHED):
            begun[pid] = (text.removesuffix(_UNFINISHED), ended)
            continue
        if resumed := _RESUMED.match(text):
            head, began = begun.pop(pid)
            text = head + resumed[1]
        call = _CALL.match(text)
        if call is None or call[3].startswith("-"):
            continue  # it failed, or the process ended within it: it changed nothing
        ended += 1
        arguments = tuple(_split_arguments(call[2]))
        yield Call(call[1], arguments, call[3] + (call[4] or ""), began)


def _split_arguments(text: str) -> Iterator[str]:
    """At commas that are not inside quotes, angles or brackets."""
    depth, quoted, start = 0, False, 0
    if "[" not in text and "<" not in text and '"' not in text:
        yield from text.split(", ")
        return
    for place in _marks(text):
        mark = text[place]
        if mark == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif mark in "[<{":
            depth += 1
        elif mark in "]>}":
            depth -= 1
        elif not depth:
            yield text[start:place]
            start = place + 2
    yield text[start:]


def _marks(text: str) -> Iterator[int]:
    return (found.start() for found in re.finditer(r'["\[\]<>{},]', text))


def unescape(text: str) -> bytes:
    """`"\\x41..."` as bytes."""
    content = text.strip('"')
    assert not text.endswith("..."), "strace cut it off"
    return bytes.fromhex(content.replace("\\x", ""))


def path_of(descriptor: str) -> str:
    """The path in `5<\\x2f...>`; empty for what is none (sockets, pipes)."""
    found = re.search(r"<([^>]*)>", descriptor)
    return re.sub(r"\\x(..)", lambda m: chr(int(m[1], 16)), found[1]) if found else ""


class _Write(msgspec.Struct, frozen=True):
    at: int
    content: bytes


class _Cut(msgspec.Struct, frozen=True):
    size: int


_Change = _Write | _Cut


class _File(msgspec.Struct):
    synced: bytearray
    waiting: list[tuple[int, _Change]]
    size: int = 0
    at: int = 0
    """Where the next plain write goes."""


class _Folder(msgspec.Struct):
    synced: dict[str, "_File | _Folder"]
    now: dict[str, "_File | _Folder"]
    waiting: list[tuple[int, list[tuple[str, "_File | _Folder | None"]]]]


class Disk:
    """One folder of the machine, empty at first, and what becomes of it."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._top = _Folder({}, {}, [])
        self._ended = 0

    def play(self, call: Call) -> None:
        """Take in one call. Calls on other folders change nothing."""
        self._ended += 1
        act: Callable[[Call], None] | None = getattr(self, f"_{call.name}", None)
        if act is not None:
            act(call)
        elif self._concerns(call):
            raise NotImplementedError(call.name)

    def left_after_power_loss(self, dice: random.Random | None = None) -> "Tree":
        """Only what was synced; with `dice` also some of the rest, torn."""
        return _left(self._top, dice)

    def now(self) -> "Tree":
        """What the running machine shows."""
        return _shown(self._top)

    # Files

    def _openat(self, call: Call) -> None:
        path = path_of(call.result)
        if not self._is_ours(path) or "O_RDONLY" in call.arguments[-1] + call.arguments[-2]:
            return
        flags = "".join(call.arguments)
        folder, name = self._place(path)
        if name not in folder.now:
            self._change_names(folder, [(name, _File(bytearray(), []))])
        file = self._file(path)
        if "O_TRUNC" in flags:
            self._cut(file, 0)
        file.at = file.size if "O_APPEND" in flags else 0

    _open = _openat

    def _write(self, call: Call) -> None:
        if file := self._open_file(call.arguments[0]):
            content = unescape(call.arguments[1])[: _number(call.result)]
            self._put(file, file.at, content)
            file.at += len(content)

    def _pwrite64(self, call: Call) -> None:
        if file := self._open_file(call.arguments[0]):
            content = unescape(call.arguments[1])[: _number(call.result)]
            self._put(file, int(call.arguments[3]), content)

    def _lseek(self, call: Call) -> None:
        if call.arguments[2] != "SEEK_CUR" and (file := self._open_file(call.arguments[0])):
            file.at = _number(call.result)

    def _ftruncate(self, call: Call) -> None:
        if file := self._open_file(call.arguments[0]):
            self._cut(file, int(call.arguments[1]))

    def _fsync(self, call: Call) -> None:
        """Covers what had ended when it began; at once for what ended in between would be luck."""
        path = path_of(call.arguments[0])
        if not self._is_ours(path):
            return
        node = self._find(path)
        if isinstance(node, _File):
            for _, change in _taken(node.waiting, call.began):
                _apply(node.synced, change)
        elif node is not None:
            for _, names in _taken(node.waiting, call.began):
                _rename(node.synced, names)

    _fdatasync = _fsync

    # Names

    def _mkdir(self, call: Call) -> None:
        self._make_folder(unescape(call.arguments[0]).decode())

    def _mkdirat(self, call: Call) -> None:
        self._make_folder(_absolute(call.arguments[0], call.arguments[1]))

    def _unlink(self, call: Call) -> None:
        self._remove(unescape(call.arguments[0]).decode())

    _rmdir = _unlink

    def _unlinkat(self, call: Call) -> None:
        self._remove(_absolute(call.arguments[0], call.arguments[1]))

    def _rename(self, call: Call) -> None:
        self._move(*(unescape(one).decode() for one in call.arguments[:2]))

    def _renameat(self, call: Call) -> None:
        first, second, third, fourth = call.arguments[:4]
        self._move(_absolute(first, second), _absolute(third, fourth))

    _renameat2 = _renameat

    def _make_folder(self, path: str) -> None:
        if self._is_ours(path):
            folder, name = self._place(path)
            self._change_names(folder, [(name, _Folder({}, {}, []))])

    def _remove(self, path: str) -> None:
        if self._is_ours(path):
            folder, name = self._place(path)
            self._change_names(folder, [(name, None)])

    def _move(self, old: str, new: str) -> None:
        """One step when both are in one folder; else the new name may reach the disk alone."""
        if not self._is_ours(old):
            assert not self._is_ours(new), "moved in from outside"
            return
        (old_folder, old_name), (new_folder, new_name) = self._place(old), self._place(new)
        gone: tuple[str, _File | _Folder | None] = (old_name, None)
        came = (new_name, old_folder.now[old_name])
        if old_folder is new_folder:
            self._change_names(old_folder, [gone, came])
        else:
            self._change_names(old_folder, [gone])
            self._change_names(new_folder, [came])

    # Model

    def _change_names(
        self, folder: _Folder, names: "list[tuple[str, _File | _Folder | None]]"
    ) -> None:
        folder.waiting.append((self._ended, names))
        _rename(folder.now, names)

    def _put(self, file: _File, at: int, content: bytes) -> None:
        file.waiting.append((self._ended, _Write(at, content)))
        file.size = max(file.size, at + len(content))

    def _cut(self, file: _File, size: int) -> None:
        file.waiting.append((self._ended, _Cut(size)))
        file.size = size

    def _is_ours(self, path: str) -> bool:
        return path.startswith(self._root + "/") or path == self._root

    def _concerns(self, call: Call) -> bool:
        paths = [path_of(one) for one in call.arguments if "<" in one]
        paths += [unescape(one).decode("latin-1") for one in call.arguments[:1] if one[0] == '"']
        return any(map(self._is_ours, paths))

    def _place(self, path: str) -> tuple[_Folder, str]:
        parent, _, name = path.rpartition("/")
        folder = self._find(parent)
        assert isinstance(folder, _Folder), path
        return folder, name

    def _find(self, path: str) -> "_File | _Folder | None":
        found: _File | _Folder | None = self._top
        for part in path[len(self._root) :].split("/")[1:]:
            if not isinstance(found, _Folder):
                return None
            found = found.now.get(part)
        return found

    def _file(self, path: str) -> _File:
        found = self._find(path)
        assert isinstance(found, _File), path
        return found

    def _open_file(self, descriptor: str) -> _File | None:
        """None for what is not ours or was removed while open: nobody will see it again."""
        path = path_of(descriptor)
        if not self._is_ours(path):
            return None
        found = self._find(path)
        return found if isinstance(found, _File) else None


Tree = dict[str, "bytes | Tree"]


def write_tree(tree: Tree, place: Path) -> None:
    """Files readable by their owner alone, as the node makes them."""
    place.mkdir(mode=0o700, exist_ok=True)
    for name, content in tree.items():
        if isinstance(content, bytes):
            (place / name).write_bytes(content)
            (place / name).chmod(0o600)
        else:
            write_tree(content, place / name)


def read_tree(place: Path) -> Tree:
    return {
        path.name: read_tree(path) if path.is_dir() else path.read_bytes()
        for path in place.iterdir()
    }


def _left(folder: _Folder, dice: random.Random | None) -> Tree:
    names = dict(folder.synced)
    if dice is not None:  # a journal keeps the order: what came first reaches the disk first
        kept = dice.randint(0, len(folder.waiting))
        for _, change in folder.waiting[:kept]:
            _rename(names, change)
    return {
        name: _left(node, dice) if isinstance(node, _Folder) else _bytes_left(node, dice)
        for name, node in names.items()
    }


def _bytes_left(file: _File, dice: random.Random | None) -> bytes:
    content = bytearray(file.synced)
    if dice is not None:
        for _, change in file.waiting:
            for part in _parts_left(change, dice):
                _apply(content, part)
    return bytes(content)


def _parts_left(change: _Change, dice: random.Random) -> Iterator[_Change]:
    if dice.random() > KEPT_CHANCE:
        return
    if isinstance(change, _Cut) or dice.random() > TORN_CHANCE:
        yield change
        return
    for sector in _sectors(change):
        if dice.random() < KEPT_CHANCE:
            yield sector


def _sectors(write: _Write) -> Iterator[_Write]:
    end = write.at + len(write.content)
    borders = [write.at, *range((write.at // SECTOR + 1) * SECTOR, end, SECTOR), end]
    for start, stop in itertools.pairwise(borders):
        yield _Write(start, write.content[start - write.at : stop - write.at])


def _shown(folder: _Folder) -> Tree:
    shown: Tree = {}
    for name, node in folder.now.items():
        if isinstance(node, _Folder):
            shown[name] = _shown(node)
            continue
        content = bytearray(node.synced)
        for _, change in node.waiting:
            _apply(content, change)
        shown[name] = bytes(content)
    return shown


def _apply(content: bytearray, change: _Change) -> None:
    if isinstance(change, _Cut):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    content.extend(bytes(max(0, change.at - len(content))))
    content[change.at : change.at + len(change.content)] = change.content


def _rename(
    names: "dict[str, _File | _Folder]", changes: "list[tuple[str, _File | _Folder | None]]"
) -> None:
    for name, node in changes:
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _taken(waiting: list[tuple[int, T]], until: int) -> list[tuple[int, T]]:
    """Take out what had ended by then."""
    taken = [one for one in waiting if one[0] <= until]
    waiting[:] = [one for one in waiting if one[0] > until]
    return taken


def _number(result: str) -> int:
    return int(result.partition("<")[0])


def _absolute(folder: str, path: str) -> str:
    written = unescape(path).decode()
    return written if written.startswith("/") else f"{path_of(folder)}/{written}"
