"""Floors under what was measured on the real lists (bench/matching_quality.py has the figures)."""

from pathlib import Path

import pytest
from bench import matching_data
from bench.matching_quality import original_script, separation


@pytest.mark.data
def test_names_in_the_original_script_are_found_by_latin_names(data: Path) -> None:
    figures = original_script(data)
    assert figures["asked"] == 380
    assert figures["first"] >= 0.90
    assert figures["in 100 candidates"] >= 0.98


@pytest.mark.data
def test_persons_of_the_name_bench_are_told_apart(data: Path) -> None:
    pairs = [one for one in matching_data.name_bench(data) if one.kind is matching_data.PERSON]
    assert separation(pairs)["F1 at 0.5"] >= 0.75


@pytest.mark.data
def test_arabic_names_are_told_apart(data: Path) -> None:
    pairs = matching_data.un_pairs(data, script="ARABIC", schema="Person")
    assert separation(pairs)["AUC"] >= 0.95
