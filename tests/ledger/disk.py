"""Two ways to a full disk: a small file system of its own, and a process whose files may not grow."""

import errno
import os
import pathlib
import resource
import subprocess
import tempfile


class SmallDisk:
    """A tmpfs; what is not taken can be taken, and given back. Needs the right to mount, which `run` gets
    in a namespace of its own."""

    def __init__(self, size):
        self.own = tempfile.TemporaryDirectory(prefix="farthing-disk-")
        self.folder = pathlib.Path(self.own.name, "disk")
        self.folder.mkdir()
        self.filler = self.folder / "filler"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.folder],
                              capture_output=True, text=True)
        self.problem = done.stderr.strip()

    def fill(self, _):
        with open(self.filler, "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC, error

    def free(self, _):
        self.filler.unlink()

    def close(self):
        if not self.problem:
            subprocess.run(["umount", self.folder], check=True)
        self.own.cleanup()


class NoGrowth:
    """Lets no file of a process grow, as a quota would; needs no rights."""

    def __init__(self):
        self.own = tempfile.TemporaryDirectory(prefix="farthing-disk-")
        self.folder = pathlib.Path(self.own.name)

    @staticmethod
    def _limit(process, size):
        _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, most))

    def fill(self, process):
        self._limit(process, 1)

    def free(self, process):
        if process.process.poll() is None:  # the limit ends with the process
            _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            self._limit(process, most)

    def close(self):
        self.own.cleanup()


def used(folder):
    """Bytes of the files below a folder."""
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)
