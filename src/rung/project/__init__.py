"""The project file: `rung.yaml` read into a typed manifest, and its published schema.

`Manifest` is what others read. `rung.project.reading` and `rung.project.schema` import msgspec and YAML, some
70 ms: import them where a file is there to be read.
"""

from rung.project.manifest import Manifest, Record

__all__ = ["Manifest", "Record"]
