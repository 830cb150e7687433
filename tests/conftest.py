"""Shared fixtures. Real lists are found by ACCORD_DATA, default ../shared/data."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data() -> Path:
    """Folder of the real lists and labelled sets; skips without it, fails without it in CI."""
    place = Path(os.environ.get("ACCORD_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not (place / "PROVENANCE.md").exists():
        message = "real lists are not here (set ACCORD_DATA)"
        if os.environ.get("CI") == "true" and os.environ.get("ACCORD_DATA_OPTIONAL") != "1":
            pytest.fail(message)
        pytest.skip(message)
    return place
