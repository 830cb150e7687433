"""Candidates by block key, beside tantivy's own fuzzy query on the same names, on one core.

    python -m bench.index_search --records 1000000 [--latency] [--scrub] [--directory DIR]

Each question is the main name of a person who is in the index, with one typo. Prints the rate of
building, sizes, times of candidates (with profiles) and of identifier lookups, and how often the
right record is among the best 100 and 10. `--latency`: from put in a process of its own to found
by a reader here. `--scrub`: what erasing one record costs.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import tantivy

from accord.index.generations import current_generation
from accord.index.tantivy_index import TantivyReader, TantivyWriter
from accord.matching.keys import block_keys, question_keys
from accord.matching.profile import make_profile
from accord.matching.score import score
from accord.model.ids import make_record_id
from accord.model.ports import IndexEntry
from accord.model.subjects import Name, Subject
from bench.made_up_people import People, with_one_typo

SEED = 7
HEAP_BYTES = 1_000_000_000
COMMIT_EVERY = 500_000
SOURCES = ("list-a", "list-b", "list-c", "list-d")
BEST = 100


class Asked(msgspec.Struct, frozen=True):
    """A question and the record that it should find."""

    record_id: str
    known: Subject
    subject: Subject

    @property
    def tokens(self) -> list[str]:
        return self.subject.names[0].text.lower().split()


class Corpus:
    """The persons with their record ids; remembers some of them to ask for."""

    def __init__(self, records: int, questions: int) -> None:
        self.records = records
        self._wanted = set(random.Random(SEED).sample(range(records), questions))
        self._chance = random.Random(SEED + 1)
        self.asked: list[Asked] = []

    def __iter__(self) -> Iterator[tuple[str, Subject]]:
        for number, subject in enumerate(People(SEED).take(self.records)):
            record_id = make_record_id("testpol", 1_700_000_000_000_000 + number * 1_000)
            if number in self._wanted:
                self._remember(record_id, subject)
            yield record_id, subject

    def _remember(self, record_id: str, subject: Subject) -> None:
        text = with_one_typo(subject.names[0].text, self._chance)
        asked = Subject(kind=subject.kind, names=(Name(text),), born=subject.born)
        self.asked.append(Asked(record_id, subject, asked))


def build(directory: Path, corpus: Corpus) -> tantivy.Index:
    """Both indexes in one pass; what is not ours is taken off the time."""
    plain = plain_index(directory / "plain")
    plain_writer = plain.writer(HEAP_BYTES // 4, 1)
    writer = TantivyWriter(directory / "index", heap_bytes=HEAP_BYTES)
    seconds, keys = {"making keys and profiles": 0.0, "put and commit": 0.0}, 0
    batch: list[tuple[str, Subject]] = []
    for number, (record_id, subject) in enumerate(corpus, start=1):
        batch.append((record_id, subject))
        if len(batch) == 10_000 or number == corpus.records:
            start = time.perf_counter()
            entries = [entry_of(record_id, subject) for record_id, subject in batch]
            made = time.perf_counter()
            writer.put(entries)
            if number % COMMIT_EVERY == 0 or number == corpus.records:
                writer.commit(number)
            seconds["making keys and profiles"] += made - start
            seconds["put and commit"] += time.perf_counter() - made
            keys += sum(len(entry.keys) for entry in entries)
            for one in batch:
                plain_writer.add_document(plain_document(*one))
            batch.clear()
    start = time.perf_counter()
    writer.close()
    seconds["merging at the end"] = time.perf_counter() - start
    plain_writer.commit()
    plain_writer.wait_merging_threads()
    for what, taken in seconds.items():
        print(f"  {what:28} {taken:8.1f} s")
    total = sum(seconds.values())
    print(
        f"  build rate {corpus.records / total:,.0f} records/s, {keys / corpus.records:.1f} keys each"
    )
    return plain


def entry_of(record_id: str, subject: Subject) -> IndexEntry:
    source = SOURCES[zlib.crc32(record_id.encode()) % len(SOURCES)]
    return IndexEntry(record_id, source, tuple(block_keys(subject)), make_profile(subject))


def plain_index(place: Path) -> tantivy.Index:
    place.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("token", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("record", stored=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(builder.build(), path=os.fspath(place))
    index.config_reader("manual")
    return index


def plain_document(record_id: str, subject: Subject) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("record", record_id)
    for name in subject.names:
        for token in name.text.lower().split():
            made.add_text("token", token)
    return made


def sizes(directory: Path) -> None:
    generation = current_generation(directory / "index")
    assert generation is not None
    terms = sum(path.stat().st_size for path in (generation / "terms").iterdir())
    bodies = (generation / "bodies").stat().st_size
    rest = sum(path.stat().st_size for path in generation.glob("entries*"))
    print(
        f"  size: terms {terms / 1e6:,.0f} MB, bodies {bodies / 1e6:,.0f} MB,"
        f" keys for rewriting {rest / 1e6:,.0f} MB"
    )


def timed(title: str, asked: Sequence[Asked], ask: Callable[[Asked], list[str]]) -> None:
    """One row: times, and how often the right record is among the best 100 and 10."""
    seconds, places = [], []
    for one in asked:
        start = time.perf_counter()
        found = ask(one)
        seconds.append(time.perf_counter() - start)
        places.append(found.index(one.record_id) if one.record_id in found else BEST)
    row = sorted(seconds)
    mean, p50, p99 = sum(row) / len(row), row[len(row) // 2], row[int(len(row) * 0.99)]
    recall = [sum(place < best for place in places) / len(places) for best in (BEST, 10)]
    print(
        f"  {title:36} mean {mean * 1e3:7.3f}  p50 {p50 * 1e3:7.3f}  p99 {p99 * 1e3:7.3f} ms"
        f"   recall@100 {recall[0]:.3f}  @10 {recall[1]:.3f}"
    )


def ask_all(reader: TantivyReader, plain: tantivy.Index, asked: Sequence[Asked]) -> None:
    keys = {one.record_id: list(question_keys(one.subject)) for one in asked}
    print(f"  {sum(map(len, keys.values())) / len(keys):.1f} keys a question")

    def candidates(one: Asked, without: Sequence[str] = ()) -> list[str]:
        found = reader.candidates(keys[one.record_id], limit=BEST, without=without)
        return [candidate.record_id for candidate in found]

    def with_keys(one: Asked) -> list[str]:
        found = reader.candidates(list(question_keys(one.subject)), limit=BEST)
        return [candidate.record_id for candidate in found]

    def scored(one: Asked) -> list[str]:
        found = reader.candidates(list(question_keys(one.subject)), limit=BEST)
        scores = score(one.subject, [candidate.profile for candidate in found], reasons_for=10)
        ranked = sorted(zip(scores, found, strict=True), key=lambda pair: -pair[0].log_odds)
        return [candidate.record_id for _, candidate in ranked]

    for one in asked[::2]:
        candidates(one)
    timed("candidates with profiles", asked, candidates)
    timed("the same, making the keys too", asked, with_keys)
    timed("with full score and reasons", asked, scored)
    timed("without one source of four", asked, lambda one: candidates(one, ["list-a"]))
    known = [one for one in asked if one.known.identifiers]
    passports = {
        one.record_id: list(question_keys(msgspec.structs.replace(one.known, names=(), born=())))
        for one in known
    }
    timed(
        "identifier",
        known,
        lambda one: [
            found.record_id for found in reader.candidates(passports[one.record_id], limit=BEST)
        ],
    )
    ask_fuzzily(plain, asked[: max(len(asked) // 5, 1)])


def ask_fuzzily(plain: tantivy.Index, asked: Sequence[Asked]) -> None:
    plain.reload()
    searcher, schema = plain.searcher(), plain.schema

    def fuzzy(one: Asked) -> list[str]:
        parts = [
            (tantivy.Occur.Should, tantivy.Query.fuzzy_term_query(schema, "token", token, 1))
            for token in one.tokens
        ]
        hits = searcher.search(tantivy.Query.boolean_query(parts), BEST, count=False).hits
        return [searcher.doc(place).get_first("record") or "" for _, place in hits]

    timed("tantivy's own fuzzy query", asked, fuzzy)


def measure_latency(directory: Path, rounds: int) -> None:
    """Put and commit in a child on the other core; found by a reader that asks all the time."""
    program = [
        sys.executable,
        "-m",
        "bench.index_search",
        "--child-writer",
        os.fspath(directory / "index"),
    ]
    reader = TantivyReader(directory / "index")
    seconds = []
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        for number in range(rounds):
            start = time.perf_counter()
            child.stdin.write(f"{number}\n")
            child.stdin.flush()
            while not reader.candidates([f"i:latency:{number}"], limit=1):
                pass
            seconds.append(time.perf_counter() - start)
            child.stdout.readline()
        child.stdin.close()
    row = sorted(seconds)
    print(
        f"  added to found in another process: p50 {row[rounds // 2] * 1e3:.1f}"
        f"  p99 {row[int(rounds * 0.99)] * 1e3:.1f} ms"
    )


def child_writer(place: Path) -> None:
    writer = TantivyWriter(place)
    print("ready", flush=True)
    for position, line in enumerate(sys.stdin, start=writer.position() + 1):
        record_id = make_record_id("testpol", time.time_ns() // 1_000)
        keys = (f"i:latency:{line.strip()}", "t:late", *(f"d:{line.strip()}{n}" for n in range(30)))
        writer.put([IndexEntry(record_id, "list-a", keys, b"profile" * 20)])
        writer.commit(position)
        print("done", flush=True)
    writer.close()


def measure_scrub(directory: Path, one: Asked) -> None:
    writer = TantivyWriter(directory / "index", heap_bytes=HEAP_BYTES)
    writer.remove([one.record_id])
    writer.commit(writer.position() + 1)
    start = time.perf_counter()
    writer.scrub()
    print(f"  scrub after removing one record: {time.perf_counter() - start:.1f} s")
    writer.close()


def run(arguments: argparse.Namespace, directory: Path) -> None:
    corpus = Corpus(arguments.records, arguments.questions)
    print(f"{arguments.records:,} made-up persons, one core")
    plain = build(directory, corpus)
    sizes(directory)
    random.Random(SEED).shuffle(corpus.asked)
    ask_all(TantivyReader(directory / "index"), plain, corpus.asked)
    if arguments.latency:
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        measure_latency(directory, 200)
    if arguments.scrub:
        measure_scrub(directory, corpus.asked[0])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--latency", action="store_true")
    parser.add_argument("--scrub", action="store_true")
    parser.add_argument("--directory", type=Path, help="an empty folder that is kept")
    parser.add_argument("--child-writer", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child_writer:
        child_writer(arguments.child_writer)
        return
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if arguments.directory:
        arguments.directory.mkdir(parents=True, exist_ok=True)
        run(arguments, arguments.directory)
        return
    with tempfile.TemporaryDirectory() as place:
        run(arguments, Path(place))


if __name__ == "__main__":
    main()
