import enum
from collections.abc import Callable, Mapping, Sequence

class error(Exception): ...

class Options:
    class Encoding(enum.Enum):
        UTF8 = ...
        LATIN1 = ...

    encoding: Encoding
    log_errors: bool
    never_nl: bool
    max_mem: int

class _Anchor(enum.Enum):
    UNANCHORED = ...
    ANCHOR_START = ...
    ANCHOR_BOTH = ...

class _Engine:
    Match: Callable[[_Anchor, bytes, int, int], Sequence[tuple[int, int]]]

class _Regexp:
    groupindex: Mapping[bytes, int]
    _regexp: _Engine

def compile(pattern: bytes, options: Options | None = ...) -> _Regexp: ...
