"""What a process for outside data may take, said by itself: memory, processor time, no files."""

import time
from contextlib import suppress


def limit_process(megabytes: int) -> None:
    """So much address space and no file. Where the system can limit a process: Windows cannot, there time alone is."""
    with suppress(ImportError):
        import resource

        limits = ((resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
        for what, most in limits:
            with suppress(ValueError, OSError):  # a system that knows the limit but does not keep it
                resource.setrlimit(what, (most, most))


def limit_time(seconds: int) -> None:
    """So many seconds of the processor from now on."""
    with suppress(ImportError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, hard))
