"""Settings of a node, from `HOME/node.toml`, read once at start."""

import tomllib
from typing import Annotated

import msgspec
from msgspec import Meta

from accord.model.errors import Invalid
from accord.model.records import BodyId
from accord.node.home import Home, write_durably

Port = Annotated[int, Meta(ge=0, le=65_535)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every key of node.toml; docs/operate/settings.md explains each (a test compares)."""

    body: BodyId
    name: str
    authority: str = ""
    duty_number: str = ""
    """Telephone of the duty desk, said with every hit until there are contact points."""
    simulation: bool = False
    """Made-up data: every screen says "simulation, not affiliated"."""
    host: str = "127.0.0.1"
    port: Port = 8470
    """0 takes a free port; `run/node.json` says which."""
    http_workers: Annotated[int, Meta(ge=1, le=64)] = 2
    hits_at_most: Annotated[int, Meta(ge=1, le=100)] = 10
    show_from: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.25
    """Lowest probability that is shown as a hit. Ours, configurable."""
    old_after_days: Annotated[int, Meta(ge=1)] = 30
    """A source whose edition is older than this is named as old in the answer."""
    disk_reserve_mb: Annotated[int, Meta(ge=0)] = 256
    """Free space kept for officers' checks: below it, imports stop and checks go on."""


TEMPLATE = """\
# Settings of this Accord node, read once at start. docs/operate/settings.md explains each.
body = {body}
name = {name}
authority = {authority}

# Said with every hit until this node has contact points.
duty_number = {duty_number}

simulation = {simulation}

host = {host}
port = {port}
http_workers = {http_workers}

# What an answer shows, and when a list counts as old.
hits_at_most = {hits_at_most}
show_from = {show_from}
old_after_days = {old_after_days}

# Below this much free space imports stop and checks go on.
disk_reserve_mb = {disk_reserve_mb}
"""


def read_settings(home: Home) -> Settings:
    """Raises Invalid, naming the key, when something in the file is not as it should be."""
    try:
        text = home.settings.read_text("utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise Invalid("settings_unreadable", detail=str(error)) from error
    return parse_settings(text)


def parse_settings(text: str) -> Settings:
    """The settings that `text` (TOML) states; raises Invalid as `read_settings` does."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("settings_unreadable", detail=str(error)) from error
    try:
        return msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise Invalid("settings_invalid", detail=str(error)) from error


def write_settings(home: Home, settings: Settings) -> None:
    """Write a new node.toml from the template; whole and durable when it returns."""
    write_durably(home.settings, settings_text(settings))


def settings_text(settings: Settings) -> str:
    """The template filled in with `settings`, which may still be wrong."""
    values = {
        name: msgspec.json.encode(value).decode()  # JSON strings and numbers are TOML ones too
        for name, value in msgspec.structs.asdict(settings).items()
    }
    return TEMPLATE.format(**values)
