"""What a process finds when it begins; then it reads all of stdin. See `test_zygote.py`."""
# ruff: noqa: T201  printing is what it is for

import gc
import locale
import os
import resource
import signal
import sys
import termios
import threading
import time
import warnings
from stat import S_IFMT
from typing import Any

streams: tuple[Any, ...] = (sys.stdin, sys.stdout, sys.stderr)
print("words", [ascii(word) for word in sys.argv])
print("folder", os.getcwd(), sys.path)
print("environment", sorted(os.environb.items()))
for stream in streams:
    raw = stream.buffer.raw
    print("stream", stream.name, stream.encoding, stream.errors, stream.line_buffering)
    print(stream.write_through, stream.newlines, stream.isatty(), stream.fileno(), raw.closefd)
    print(type(raw), type(stream.buffer), stream.mode, raw.mode)
    print(S_IFMT(os.fstat(stream.fileno()).st_mode))
print("the same", streams == (sys.__stdin__, sys.__stdout__, sys.__stderr__))
print("files", [n for n in range(200) if os.path.exists(f"/proc/self/fd/{n}")])
handlers = [signal.getsignal(number) for number in sorted(signal.valid_signals())]
print("signals", handlers, signal.pthread_sigmask(signal.SIG_BLOCK, ()))
print("Python", sys.flags, sys.warnoptions, warnings.filters, sys.getfilesystemencoding())
print("Python", sys.getrecursionlimit(), sys.getswitchinterval(), sys.gettrace())
print("Python", sys.excepthook, threading.excepthook, sys.displayhook)
print("locale", locale.setlocale(locale.LC_ALL), locale.getpreferredencoding(), time.tzname)
print("limits", [resource.getrlimit(n) for n in range(16)], os.getpriority(os.PRIO_PROCESS, 0))
print("threads", [thread.name for thread in threading.enumerate()])
print(threading.current_thread() is threading.main_thread())
print("garbage", gc.isenabled(), gc.get_threshold(), gc.callbacks, gc.garbage)
print("module", __name__, __file__, __spec__.name, sys.modules["__main__"].__dict__ is globals())
if os.isatty(0):
    with open("/dev/tty") as terminal:
        print("terminal", os.ttyname(0) == os.ttyname(1) == os.ttyname(2), terminal.isatty())
    print(os.getsid(0) == os.getpgrp() == os.tcgetpgrp(0) == os.getpid(), os.get_terminal_size())
    print(termios.tcgetattr(0))
umask = os.umask(0)
print("umask", umask, "children", os.times().children_user, os.getuid(), os.getgroups())
print("read", end=" ", flush=True)
os.write(1, sys.stdin.buffer.read())
