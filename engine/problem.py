"""What stops a set-up: one sentence that says what is wrong and what to do."""


class Problem(Exception):
    """Told to the user as it is; never a traceback."""


class Unavailable(Exception):
    """One way to an engine is closed; the sentence says why, and the next way is tried."""
