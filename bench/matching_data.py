"""Real lists and labelled sets, read just far enough to measure matching by. Never shipped."""

import csv
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from accord.model.subjects import Name, NameKind, Sex, Subject, SubjectKind

PERSON, ORGANIZATION = SubjectKind.PERSON, SubjectKind.ORGANIZATION


class Pair(NamedTuple):
    kind: SubjectKind
    left: str
    right: str
    same: bool


def subject(kind: SubjectKind, *names: str) -> Subject:
    return Subject(kind=kind, names=tuple(Name(name[:1000]) for name in names if name.strip()))


def un_entries(data: Path) -> Iterator[tuple[Subject, str]]:
    """Latin names of each entry of the UN list, and its name in the original script or ''."""
    root = ET.parse(data / "lists" / "un_2025.xml").getroot()
    for tag, kind in (("INDIVIDUAL", PERSON), ("ENTITY", ORGANIZATION)):
        for entry in root.iter(tag):
            parts = [
                entry.findtext(f"{part}_NAME", "").strip()
                for part in ("FIRST", "SECOND", "THIRD", "FOURTH")
            ]
            names = [Name(" ".join(part for part in parts if part and part != "na"))]
            for alias in entry.iter(f"{tag}_ALIAS"):
                text = alias.findtext("ALIAS_NAME", "").strip()
                if text and is_latin(text):
                    names.append(Name(text, _alias(weak=alias.findtext("QUALITY", "") == "Low")))
            original = entry.findtext("NAME_ORIGINAL_SCRIPT", "").strip()
            born = [d.findtext("YEAR", "").strip() for d in entry.iter("INDIVIDUAL_DATE_OF_BIRTH")]
            years = tuple(year for year in born if re.fullmatch(r"\d{4}", year))
            yield Subject(kind=kind, names=tuple(names), born=years), original


def _alias(*, weak: bool) -> NameKind:
    return NameKind.WEAK_ALIAS if weak else NameKind.ALIAS


def is_latin(text: str) -> bool:
    return all(ord(char) < 0x370 or 0x1E00 <= ord(char) < 0x2100 for char in text)


def ofac_subjects(data: Path) -> Iterator[Subject]:
    aliases: dict[str, list[Name]] = {}
    for row in _rows(data / "lists" / "ofac_alt.csv"):
        weak = "weak" in row[4] if len(row) > 4 else False
        aliases.setdefault(row[0], []).append(Name(natural(row[3]), _alias(weak=weak)))
    for row in _rows(data / "lists" / "ofac_sdn.csv"):
        kind = PERSON if row[2].strip() == "individual" else ORGANIZATION
        if row[2].strip() in ("individual", "-0-"):
            found = re.findall(r"DOB (?:\d\d? \w{3} |\w{3} |circa )?(\d{4})", row[11])
            names = (Name(natural(row[1])), *aliases.get(row[0], ()))
            yield Subject(kind=kind, names=names, born=tuple(found))


def natural(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="latin-1", newline="") as file:
        yield from (row for row in csv.reader(file) if len(row) > 3)


def negatives(data: Path) -> Iterator[Subject]:
    """Made-up people who are on no list."""
    with (data / "matching" / "yente_negatives_us.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sex = {"female": Sex.FEMALE, "male": Sex.MALE}.get(row["gender"], Sex.UNKNOWN)
            yield Subject(
                kind=PERSON,
                names=(Name(row["full_name"]),),
                born=(row["date_of_birth"],) if row["date_of_birth"] else (),
                sex=sex,
            )


def name_bench(data: Path) -> list[Pair]:
    with (data / "matching" / "nk_name_bench_cases.csv").open(encoding="utf-8", newline="") as file:
        return [
            Pair(
                PERSON if row["schema"] == "Person" else ORGANIZATION,
                row["name1"],
                row["name2"],
                row["is_match"] == "true",
            )
            for row in csv.DictReader(file)
        ]


def un_pairs(data: Path, *, script: str, schema: str) -> list[Pair]:
    return _derived(data / "matching" / "derived_un_name_pairs_dev.csv", schema, script)


def ofac_pairs(data: Path, *, schema: str) -> list[Pair]:
    return _derived(data / "matching" / "derived_ofac_aka_pairs_dev.csv", schema, "")


def _derived(path: Path, schema: str, script: str) -> list[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            (natural(row["name"]), natural(row["other"]))
            for row in csv.DictReader(file)
            if row["schema"] == schema and row.get("script", "") == script
        ]
    kind = PERSON if schema == "Person" else ORGANIZATION
    return with_false(kind, rows[:700])


def tokens(data: Path, language: str) -> list[Pair]:
    path = data / "matching" / f"translit_wd_{language}_token.tsv"
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return with_false(PERSON, [(row[0], row[1]) for row in rows[:700]])


def with_false(kind: SubjectKind, rows: list[tuple[str, str]]) -> list[Pair]:
    """As many false pairs: half random, half the most alike other of 100."""
    # Seeded on purpose: the same figures every time.
    dice = random.Random(7)
    found = [Pair(kind, left, right, same=True) for left, right in rows]
    truth = set(rows)
    for at, (left, right) in enumerate(rows):
        others = [other for _, other in dice.sample(rows, min(100, len(rows)))]
        others = [other for other in others if (left, other) not in truth and other != right]
        if others:
            other = max(others, key=lambda one: _alike(right, one)) if at % 2 else others[0]
            found.append(Pair(kind, left, other, same=False))
    return found


def _alike(left: str, right: str) -> float:
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity(left.lower(), right.lower())


def typo(text: str, count: int, dice: random.Random) -> str:
    """`count` slips of the pen in the longest token."""
    words = text.split()
    at = max(range(len(words)), key=lambda one: len(words[one]))
    for _ in range(count):
        words[at] = _slip(words[at], dice)
    return " ".join(words)


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, max(2, len(word)))
    letter = dice.choice("abcdefghijklmnopqrstuvwxyz")
    match dice.randrange(4):
        case 0:
            return word[:at] + letter + word[at:]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + letter + word[at + 1 :]
        case _:
            return word[: at - 1] + word[at : at + 1] + word[at - 1 : at] + word[at + 1 :]


def all_names(subjects: Iterable[Subject]) -> list[str]:
    return [name.text for one in subjects for name in one.names]
