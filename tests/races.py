"""Many at once, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Iterable

from django.db import connection


def at_once(act: Callable[..., object], items: Iterable[object]) -> None:
    """Call `act` with each item, all starting at the same moment; done when the last one is."""
    items = list(items)
    gate = threading.Barrier(len(items))

    def alone(item):
        try:
            gate.wait()
            act(item)
        finally:
            connection.close()

    threads = [threading.Thread(target=alone, args=[item]) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
