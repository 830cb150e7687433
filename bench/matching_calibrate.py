"""Fits the constants of name scoring to labelled pairs by coordinate descent.

    python -m bench.matching_calibrate [--data ../shared/data] [--rounds 3]

Prints constants for `accord.matching.calibration`; they are read and set by hand. What the
labelled sets cannot say (a search's prior, what an equal name is worth at most) is held by
anchors: probabilities that a few made-up names ought to have in a search.
"""

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

from accord.matching import calibration as c
from accord.matching.name_reasons import NamePair, best_name
from accord.matching.profile import Alias, alias_tokens, profile_of
from accord.matching.similarity import Parts, blend, parts
from bench import matching_data as d

STEPS = {
    "PAIR_PRIOR": 0.4, "NAME_HALFWAY": 0.5, "ALIGN_FROM": 0.02, "ALIGN_LEAST": 0.06,
    "SPELLING": 1.5, "CONTRADICTION": 0.06, "OMITTED_BY_RECORD": 0.04,
    "OMITTED_BY_QUESTION": 0.04, "SOUND": 0.01, "SAME_SKELETON": 0.07, "ABJAD_SAME": 0.02,
    "ABJAD_SKELETON": 0.05, "NAME_MOST": 0.3,
}  # fmt: skip
LIMITS = {"SOUND": (0.9, 0.99), "ABJAD_SAME": (0.7, 0.97), "ABJAD_SKELETON": (0.5, 0.9),
          "ALIGN_LEAST": (0.05, 0.6), "OMITTED_BY_RECORD": (0.05, 0.6),
          "OMITTED_BY_QUESTION": (0.05, 0.6), "SAME_SKELETON": (0.0, 0.7)}  # fmt: skip
ANCHORS = (
    ("Valery Nikolaevich Ermakov", "Valery Nikolaevich Ermakov", 0.90),
    ("Zamir Kazvari Tolendal", "Zamir Kazvari Tolendal", 0.90),
    ("Zamir Kazvari Tolendal", "Zamir Kazveri Tolendal", 0.70),
    ("Zamir Kazvari Tolendal", "Zamir Kazvari Toltendal", 0.70),
    ("Ali Hassan", "Ali Hassan", 0.35),
    ("Zamir Tolendal", "Zamir Tolendal", 0.75),
    ("Zamir Kazvari Tolendal", "Zamir Tolendal", 0.35),
    ("Zamir Kazvari Tolendal", "Zamir Obrecht Tolendal", 0.03),
    ("محمد طاهر كزواري", "Muhammad Tahir Kazwari", 0.75),
)
LOSS_CAP = 3.0
"""Some true pairs share nothing (noms de guerre): none may pull more than this."""

Sample = tuple[Alias, Alias, Parts, bool]


def samples(pairs: Sequence[d.Pair]) -> list[Sample]:
    found = []
    for pair in pairs:
        left = profile_of(d.subject(pair.kind, pair.left)).aliases
        right = profile_of(d.subject(pair.kind, pair.right)).aliases
        if left and right:
            laid = parts(alias_tokens(left[0]), alias_tokens(right[0]))
            found.append((left[0], right[0], laid, pair.same))
    return found


def name_part(sample: Sample) -> float:
    left, right, laid, _ = sample
    reasons = best_name([NamePair(left, right, blend(laid).tolist())], organization=False)
    return sum(reason.log_odds for reason in reasons)


def loss(
    sets: Sequence[tuple[float, list[Sample]]], anchors: Sequence[tuple[Sample, float]]
) -> float:
    total = 0.0
    for weight, found in sets:
        each = [_pair_loss(c.PAIR_PRIOR + name_part(one), one[3]) for one in found]
        total += weight * sum(each) / len(each)
    for one, wanted in anchors:
        off = c.SEARCH_PRIOR + name_part(one) - math.log(wanted / (1 - wanted))
        total += 0.06 * off * off
    return total


def _pair_loss(log_odds: float, same: bool) -> float:
    signed = -log_odds if same else log_odds
    return min(LOSS_CAP, math.log1p(math.exp(min(signed, 30.0))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parents[1]
    parser.add_argument("--data", type=Path, default=here.parent / "shared" / "data")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    data: Path = options.data
    people = [pair for pair in d.name_bench(data) if pair.kind is d.PERSON]
    sets = [
        (2.0, samples(people)),
        (1.0, samples(d.un_pairs(data, script="ARABIC", schema="Person"))),
        (1.0, samples(d.un_pairs(data, script="LATIN", schema="Person")[::2])),
        (1.0, samples(d.ofac_pairs(data, schema="Person")[::2])),
    ]
    anchors = [
        (samples([d.Pair(d.PERSON, left, right, same=True)])[0], wanted)
        for left, right, wanted in ANCHORS
    ]
    best = loss(sets, anchors)
    print(f"loss {best:.4f}", flush=True)
    for _ in range(options.rounds):
        best = descend(best, sets, anchors)
        print(f"loss {best:.4f}", {name: round(getattr(c, name), 3) for name in STEPS}, flush=True)
    for one, wanted in anchors:
        odds = c.SEARCH_PRIOR + name_part(one)
        print(f"{one[0].text} / {one[1].text}: {1 / (1 + math.exp(-odds)):.2f}, wanted {wanted}")


def descend(
    best: float, sets: Sequence[tuple[float, list[Sample]]], anchors: Sequence[tuple[Sample, float]]
) -> float:
    for name, step in STEPS.items():
        for change in (step, -step):
            while True:
                before = getattr(c, name)
                low, high = LIMITS.get(name, (-100.0, 100.0))
                setattr(c, name, min(high, max(low, before + change)))
                now = loss(sets, anchors)
                if now >= best - 1e-4:
                    setattr(c, name, before)
                    break
                best = now
    return best


if __name__ == "__main__":
    main()
