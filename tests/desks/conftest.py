"""A node in memory that knows one complete list, on for first line."""

from collections.abc import Iterator

import pytest
from tests.desks.memory_node import LIST, MemoryNode, memory_node


@pytest.fixture
def node() -> Iterator[MemoryNode]:
    with memory_node(LIST) as one:
        yield one
