"""The compiled code of templates, shared by the environments of all languages: compiling one takes longer than using
it for a hundred pages, and its code is the same in each language."""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class SharedCode(BytecodeCache):
    """A cache of compiled templates in the memory of this process, for environments that differ only in language.

    A filter that depends on the language must not have a constant before it: Jinja would apply it when it compiles."""

    def __init__(self) -> None:
        self._kept = dict[str, tuple[str, CodeType]]()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template, if its source is still the same."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._kept[bucket.key] = bucket.checksum, bucket.code
