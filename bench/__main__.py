"""`make bench`: every bench in turn, at sizes that end within some minutes.

For the sizes that an issue asks for, run one alone: `python -m bench.index_search --records
5000000 --latency`.
"""

import os
import platform
import subprocess
import sys

RUNS = (
    ("matching_quality",),
    ("index_search", "--records", "200000", "--latency"),
    ("identifier_check", "--records", "100000"),
    ("add_to_found",),
)


def main() -> int:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    failed = 0
    for name, *arguments in RUNS:
        print(f"\n== {name} {' '.join(arguments)}", flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *arguments]
        failed += subprocess.run(command, check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
