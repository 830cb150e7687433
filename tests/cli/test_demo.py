"""`accord demo --once`: real processes, one line a scene, exit 0 when each kept its promise."""

import json

from tests.storm.running import accord


def test_the_officer() -> None:
    ended = accord("demo", "--once", "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (line,) = ended.stdout.splitlines()
    told = json.loads(line)
    assert list(told) == ["scene", "ok", "seconds", "says"]
    assert (told["scene"], told["ok"]) == ("officer", True)
