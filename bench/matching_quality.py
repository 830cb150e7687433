"""How good matching is: candidates, ranks, probabilities and false alarms, on real lists.

    python -m bench.matching_quality [--data ../shared/data] [--negatives 5000]

Prints one table; a run takes under three minutes. The index is simulated by a dictionary that
ranks as the memory index does.
"""

import argparse
import math
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from accord.matching.keys import block_keys, question_keys
from accord.matching.pairs import compare
from accord.matching.profile import make_profile
from accord.matching.score import score
from accord.model.subjects import Name, Subject
from bench import matching_data as d


class Index:
    """Records by block key, ranked by the sum of shared keys' rarity."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.profiles = [make_profile(one) for one in subjects]
        self.postings: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(subjects):
            for key in block_keys(one):
                self.postings[key].append(at)
        self.total = len(subjects)

    def candidates(self, question: Subject, limit: int = 100) -> list[int]:
        found: dict[int, float] = defaultdict(float)
        for key in question_keys(question):
            sharing = self.postings.get(key, ())
            rarity = math.log(1 + (self.total - len(sharing) + 0.5) / (len(sharing) + 0.5))
            for at in sharing:
                found[at] += rarity
        return sorted(found, key=lambda at: -found[at])[:limit]

    def search(self, question: Subject) -> list[tuple[float, int]]:
        """Probability and record, the likeliest first."""
        kept = self.candidates(question)
        scores = score(question, [self.profiles[at] for at in kept])
        return sorted(((s.log_odds, at) for s, at in zip(scores, kept, strict=True)), reverse=True)


def original_script(data: Path) -> dict[str, float]:
    """The UN list's names in the original script, asked of its Latin names."""
    entries = list(d.un_entries(data))
    index = Index([entry for entry, _ in entries])
    asked = first = among = shortlisted = likely = 0
    for at, (entry, original) in enumerate(entries):
        if not original:
            continue
        asked += 1
        ranked = index.search(Subject(kind=entry.kind, names=(Name(original),)))
        order = [found for _, found in ranked]
        shortlisted += at in order
        among += at in order[:10]
        first += order[:1] == [at]
        likely += bool(order) and order[0] == at and ranked[0][0] > 0
    return {
        "asked": asked,
        "first": first / asked,
        "in 10": among / asked,
        "in 100 candidates": shortlisted / asked,
        "first, p > 0.5": likely / asked,
    }


def misspelled(index: Index, subjects: Sequence[Subject]) -> dict[str, float]:
    """Slips of the pen in the longest token of a listed person's name."""
    people = [
        (at, one.names[0].text)
        for at, one in enumerate(subjects)
        if one.kind is d.PERSON and 2 <= len(one.names[0].text.split()) <= 4
    ]
    dice = random.Random(3)
    found: dict[str, float] = {}
    for count in (1, 2):
        sample = dice.sample(people, 600)
        shortlisted = first = 0
        for at, name in sample:
            question = d.subject(d.PERSON, d.typo(name.lower(), count, dice))
            order = index.candidates(question)
            shortlisted += at in order
            scored = index.search(question)
            first += bool(scored) and scored[0][1] == at
        found[f"{count} slips: in 100"] = shortlisted / len(sample)
        found[f"{count} slips: first"] = first / len(sample)
    return found


def separation(pairs: Sequence[d.Pair]) -> dict[str, float]:
    """AUC, F1 at even odds and the best F1, of pairs with the same or another subject."""
    scored = [
        (compare(d.subject(p.kind, p.left), d.subject(p.kind, p.right)).log_odds, p.same)
        for p in pairs
        if p.left.strip() and p.right.strip()
    ]
    thresholds = sorted({value for value, _ in scored})
    best = max(f1(scored, value) for value in thresholds[:: max(1, len(thresholds) // 200)])
    return {"pairs": len(scored), "AUC": auc(scored), "F1 at 0.5": f1(scored, 0.0), "best F1": best}


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    ordered = sorted(scored)
    ranks: dict[float, list[int]] = defaultdict(list)
    for rank, (value, _) in enumerate(ordered, 1):
        ranks[value].append(rank)
    positive = sum(same for _, same in scored)
    total = sum(sum(ranks[value]) / len(ranks[value]) for value, same in scored if same)
    negative = len(scored) - positive
    return (total - positive * (positive + 1) / 2) / (positive * negative)


def f1(scored: Sequence[tuple[float, bool]], threshold: float) -> float:
    hits = sum(same for value, same in scored if value >= threshold)
    called = sum(value >= threshold for value, _ in scored)
    positive = sum(same for _, same in scored)
    return 2 * hits / (called + positive) if hits else 0.0


def false_alarms(data: Path, index: Index, count: int) -> dict[str, float]:
    """Made-up people searched on the real lists: shares that get a hit."""
    dice = random.Random(5)
    people = list(d.negatives(data))
    people = people if count >= len(people) else dice.sample(people, count)
    named = full = full_second = 0
    for one in people:
        kept = [index.profiles[at] for at in index.candidates(one)]
        bare = Subject(kind=one.kind, names=one.names)
        named += any(s.probability >= 0.5 for s in score(bare, kept))
        top = max((s.probability for s in score(one, kept)), default=0.0)
        full += top >= 0.5
        full_second += top >= 0.1
    return {
        "people": len(people),
        "name only, p >= 0.5": named / len(people),
        "name, birth, sex, p >= 0.5": full / len(people),
        "name, birth, sex, p >= 0.1": full_second / len(people),
    }


def speed(index: Index, data: Path) -> dict[str, float]:
    """Milliseconds to score 100 candidates, and microseconds to make keys and a profile."""
    people = list(d.negatives(data))[:400]
    batches = [[index.profiles[at] for at in index.candidates(one)] for one in people]
    batches = [(batch * 100)[:100] for batch in batches if batch]
    timed = []
    for _ in range(2):
        begun = time.process_time()
        for one, batch in zip(people, batches, strict=False):
            score(one, batch)
        timed.append((time.process_time() - begun) / len(batches) * 1e3)
    begun = time.process_time()
    for one in people:
        block_keys(one)
        make_profile(one)
    keyed = (time.process_time() - begun) / len(people) * 1e6
    counts = [len(block_keys(one)) for one in people]
    return {
        "CPU ms for 100 profiles": min(timed),
        "us for keys and profile": keyed,
        "keys a record": sum(counts) / len(counts),
    }


def show(title: str, figures: dict[str, float]) -> None:
    shown = "  ".join(
        f"{name} {value:.4f}" if isinstance(value, float) else f"{name} {value}"
        for name, value in figures.items()
    )
    print(f"{title:34} {shown}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parents[1]
    parser.add_argument("--data", type=Path, default=here.parent / "shared" / "data")
    parser.add_argument("--negatives", type=int, default=5_000)
    options = parser.parse_args()
    data: Path = options.data
    show("UN original script", original_script(data))
    subjects = [entry for entry, _ in d.un_entries(data)] + list(d.ofac_subjects(data))
    index = Index(subjects)
    show(f"UN and OFAC, {len(subjects)} entries", misspelled(index, subjects))
    bench = d.name_bench(data)
    show("name bench, persons", separation([p for p in bench if p.kind is d.PERSON]))
    show("name bench, others", separation([p for p in bench if p.kind is not d.PERSON]))
    arabic = d.un_pairs(data, script="ARABIC", schema="Person")
    show("UN Arabic, persons", separation(arabic))
    latin = d.un_pairs(data, script="LATIN", schema="Person")
    show("UN aliases, persons", separation(latin))
    for schema in ("Person", "Organization"):
        show(f"OFAC a.k.a., {schema}", separation(d.ofac_pairs(data, schema=schema)))
    for language in ("arabic", "russian", "chinese"):
        show(f"tokens, {language}", separation(d.tokens(data, language)))
    show("false alarms", false_alarms(data, index, options.negatives))
    show("speed", speed(index, data))


if __name__ == "__main__":
    main()
