"""Many requests at the same moment."""

import concurrent.futures
import threading


def at_once(actions):
    """Runs all of `actions` in threads that start together; their results in order."""
    actions = list(actions)
    gate = threading.Barrier(len(actions))

    def run(action):
        gate.wait(30)
        return action()

    with concurrent.futures.ThreadPoolExecutor(len(actions)) as pool:
        return [future.result(60) for future in [pool.submit(run, action) for action in actions]]
