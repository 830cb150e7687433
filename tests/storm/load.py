"""Work that goes on while processes are killed, and what of it was acknowledged."""

import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
from tests.storm.lists import made_up_name, passport, un_sc_edition
from tests.storm.running import ACCORD, RunningNode, last_json

FIRST_EDITION = 1_500
CHANGE_AN_EDITION = 120
FIRST_POSTED = 5_000_000
"""Passports of posted records start here: none is on the list too."""
DESK = "storm-desk"


class FinishedImport(msgspec.Struct, frozen=True):
    """An import that ended well, and what it counted."""

    day: int
    report: dict[str, int]


class Editions:
    """A list that changes from day to day: a few more, a few amended, a few gone."""

    def __init__(self) -> None:
        self.day = 0
        self.revisions = dict.fromkeys(range(1, FIRST_EDITION + 1), 0)
        self.gone: set[int] = set()

    def next_day(self) -> None:
        self.day += 1
        some = CHANGE_AN_EDITION
        newest = max(self.revisions)
        numbers = list(self.revisions)
        for number in numbers[: some // 2]:
            del self.revisions[number]
            self.gone.add(number)
        for number in numbers[some : 2 * some]:
            self.revisions[number] += 1
        self.revisions.update(dict.fromkeys(range(newest + 1, newest + 1 + some), 0))

    def bytes(self) -> bytes:
        return un_sc_edition(self.day, self.revisions)


class Load:
    """Clients that ask, one that submits, and one that imports, until told to stop."""

    def __init__(self, node: RunningNode, folder: Path, *, askers: int = 2) -> None:
        self.node = node
        self.editions = Editions()
        self.imports: list[FinishedImport] = []
        self.checks: list[str] = []
        self.records: dict[int, tuple[str, int]] = {}
        self.refused: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.importer: subprocess.Popen[str] | None = None
        self._file = folder / "list.xml"
        self._stopping = threading.Event()
        jobs = [self._import, self._submit, *(self._ask_as(number) for number in range(askers))]
        self._threads = [threading.Thread(target=self._told(job)) for job in jobs]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """The edition under way is still imported to its end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def wait(self, seconds: float) -> None:
        self._stopping.wait(seconds)

    def _told(self, job: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                job()
            except (AssertionError, KeyError, ValueError, OSError) as error:
                self.wrong.append(f"{type(error).__name__}: {error}")

        return run

    def _ask_as(self, asker: int) -> Callable[[], None]:
        def ask() -> None:
            number = asker
            while not self._stopping.is_set():
                number += 7
                name = made_up_name(1 + number % FIRST_EDITION)
                body = {
                    "subject": {"kind": "person", "names": [{"text": name}]},
                    "purpose": "border_check",
                }
                answer = self._post("/api/v1/checks", body)
                if answer is not None:
                    self.checks.append(answer["check_id"])

        return ask

    def _submit(self) -> None:
        number = FIRST_POSTED
        while not self._stopping.is_set():
            answer = self._post("/api/v1/records", submission(number))
            if answer is not None:
                self.records[number] = (answer["record"], int(answer["version"]))
                number += 1
            self._stopping.wait(0.01)

    def _import(self) -> None:
        while True:
            self._file.write_bytes(self.editions.bytes())
            while (report := self._import_once()) is None:
                self.refused["import"] += 1
                self._stopping.wait(0.2)
            self.imports.append(FinishedImport(self.editions.day, report))
            if self._stopping.is_set():
                return
            self.editions.next_day()

    def _import_once(self) -> dict[str, int] | None:
        command = [*ACCORD, "import", "--home", str(self.node.home.root), "--format", "un-sc"]
        self.importer = subprocess.Popen(
            [*command, "--json", str(self._file)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        out, err = self.importer.communicate()
        if self.importer.returncode == 0:
            report = last_json(out)
            return {name: value for name, value in report.items() if isinstance(value, int)}
        said = str(last_json(out).get("error")) if out else f"exit {self.importer.returncode}"
        self.refused[f"import: {said}"] += 1
        if "Traceback" in err:
            self.wrong.append(err)
        return None

    def _post(self, path: str, body: object) -> dict[str, str] | None:
        try:
            with self.node.client() as client:
                response = client.post(path, json=body)
        except httpx.TransportError as error:
            self.refused[f"{path}: {type(error).__name__}"] += 1
            self._stopping.wait(0.05)
            return None
        if response.is_success:
            return response.json()  # type: ignore[no-any-return]
        self.refused[f"{path}: {response.status_code}"] += 1
        if response.status_code not in {httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.CONFLICT}:
            self.wrong.append(f"{path}: {response.status_code} {response.text}")
        self._stopping.wait(0.05)
        return None


def submission(number: int) -> dict[str, object]:
    return {
        "source": DESK,
        "entry_id": f"desk-{number}",
        "subject": {
            "kind": "person",
            "names": [{"text": made_up_name(number)}],
            "identifiers": [{"kind": "passport", "value": passport(number)}],
        },
        "marking": {"audience": {"everyone": True}},
    }
