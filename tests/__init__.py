"""Tests, and longer jobs that are commands: `python -m tests.faults`, `tests.signals`, ….

Whoever starts them may ignore signals (`nohup`, a shell's `&`); processes that we start would too.
"""

import signal

for _name in ("SIGINT", "SIGTERM", "SIGHUP"):
    _number = getattr(signal, _name, None)  # Windows has no SIGHUP
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.default_int_handler if _name == "SIGINT" else signal.SIG_DFL)
