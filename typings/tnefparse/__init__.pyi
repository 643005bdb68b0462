class TNEFAttachment:
    data: bytes | None
    def long_filename(self) -> str: ...

class TNEF:
    body: str | bytes | None
    htmlbody: str | bytes | None
    attachments: list[TNEFAttachment]
    def __init__(self, data: bytes, do_checksum: bool = ...) -> None: ...
    @property
    def rtfbody(self) -> bytes | None: ...
