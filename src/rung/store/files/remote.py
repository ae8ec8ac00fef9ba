"""Content-addressed files on whatever fsspec reaches, S3 above all: `ab/cdef…` under an address.

S3 shows an object only when all of it has arrived, so a name that is its digest always has its content.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, cast

from rung.store.files.blob_store import DIGEST, Blob, BlobStore
from rung.store.files.copying import digest_of
from rung.store.files.place import Place, blob
from rung.store.files.remote_batch import RemoteBatch
from rung.store.files.remote_trouble import answering
from rung.store.files.trouble import is_damaged, is_missing, writing

_ASKED_ALONE = 200
"""Up to so many digests are asked for one by one; for more, a list of everything is quicker."""


class RemoteFiles(BlobStore):
    """A blob store behind an fsspec file system. Content is checked before anybody sees a byte of it."""

    parallel: ClassVar[int] = 16

    def __init__(self, system: Any, root: str, url: str) -> None:
        self._place = Place(system, root, url)

    def batch(self) -> RemoteBatch:
        """Begin to put many files in."""
        return RemoteBatch(self._place)

    def has(self, digest: str) -> bool:
        """Whether it is there."""
        return self._place.found(digest) is not None

    def size(self, digest: str) -> int:
        """Bytes. Raises `MissingBlobError`."""
        found = self._place.found(digest)
        if found is None:
            raise is_missing(digest, self._place.url)
        return found.size

    def open(self, digest: str) -> BinaryIO:
        """Read the content, which was checked. Raises `MissingBlobError` and `DamagedBlobError`."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, digest[:16])
            self.fetch(digest, path)
            if os.name == "nt":  # a file that is open cannot be removed there
                spooled = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
                spooled.write(path.read_bytes())
                spooled.seek(0)
                return cast("BinaryIO", spooled)
            return path.open("rb")

    def fetch(self, digest: str, target: Path) -> None:
        """Write the content, checked, to a file of the caller's own. Raises `MissingBlobError`, `DamagedBlobError`."""
        part = target.with_name(f".{secrets.token_hex(8)}.part")
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._download(digest, part)
                with part.open("rb") as file:
                    found = digest_of(file)
                if found.digest != digest:
                    raise is_damaged(digest, self.address(digest), found.digest)
                os.replace(part, target)
            finally:
                part.unlink(missing_ok=True)

    def blobs(self) -> Iterator[Blob]:
        """Everything that is there, in no order."""
        with answering(self._place.url):
            listing: dict[str, dict[str, Any]] = self._place.system.find(self._place.root, detail=True)
        for name, info in listing.items():
            digest = "".join(name.rsplit("/", 2)[-2:])
            if DIGEST.fullmatch(digest):
                yield blob(digest, info)

    def blob(self, digest: str) -> Blob | None:
        """What lies there under a digest."""
        return self._place.found(digest)

    def delete(self, digest: str) -> None:
        """Forget it; no error where it is not there."""
        with answering(self.address(digest)), suppress(FileNotFoundError):
            self._place.system.rm_file(self._place.key(digest))

    def touch(self, digest: str) -> bool:
        """Whether it is there and young. Nothing old can be made younger but by putting it again."""
        return self._place.has_young(digest)

    def missing(self, digests: Iterable[str]) -> set[str]:
        """Those that are not there."""
        wanted = set(digests)
        if len(wanted) > _ASKED_ALONE:
            return wanted.difference(self.digests())
        with ThreadPoolExecutor(self.parallel) as pool:
            return {each for each, there in zip(wanted, pool.map(self.has, wanted), strict=True) if not there}

    def address(self, digest: str) -> str:
        """Its URL."""
        return self._place.address(digest)

    def _download(self, digest: str, part: Path) -> None:
        part.touch(exist_ok=False)
        with answering(self.address(digest), missing=is_missing(digest, self._place.url)):
            self._place.system.get_file(self._place.key(digest), str(part))
