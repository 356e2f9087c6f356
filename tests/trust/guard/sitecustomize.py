"""Run at the start of every Python process whose path has this folder: names and addresses elsewhere are refused.

Each attempt is also written to the file that `ATTEMPTS` names, since a library may well hide that it was refused.
"""

import os
import sys

ASKING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
NEAR = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", None}


def refuse_elsewhere(event: str, given: tuple[object, ...]) -> None:
    """See `sys.addaudithook`."""
    if event in ASKING:
        host = given[1][0] if isinstance(given[1], tuple) else ""  # of another family: a file of this machine
    elif event in LOOKING_UP:
        host = given[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in NEAR:
        with open(os.environ["ATTEMPTS"], "a", encoding="utf-8") as file:
            file.write(f"{event} {host} by {sys.argv}\n")
        raise OSError(f"sealed: {event} {host}")


sys.addaudithook(refuse_elsewhere)
