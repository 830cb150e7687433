"""What a child process runs: `python -m accord.node.roles ROLE HOME PARENT_PID`."""

import sys
from collections.abc import Callable

from accord.node.home import Home
from accord.node.logs import set_up_logs
from accord.node.processes import open_role_home, run_index, run_writer

ROLES: dict[str, Callable[[Home], None]] = {"writer": run_writer, "index": run_index}


def main() -> None:
    role, root, parent = sys.argv[1:]
    set_up_logs(role)
    ROLES[role](open_role_home(root, parent=int(parent)))


if __name__ == "__main__":
    main()
