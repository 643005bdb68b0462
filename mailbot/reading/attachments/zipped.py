"""Documents that are zip files: only what is needed is unpacked, and no more than is bearable."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from mailbot.reading.attachments.bounds import MEMBERS, RATIO, SMALL_BYTES, UNPACKED_BYTES, XML_BYTES, Unread

_ENTRY = b"PK\x01\x02"  # of a central directory


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, its members counted before they are listed. Raises Unread for bombs, locked and broken ones."""
    if data.count(_ENTRY) > MEMBERS:
        raise Unread("attachment.bomb")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unread("attachment.broken") from None
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise Unread("attachment.locked")
    if any(_bomb(info) for info in infos) or sum(info.file_size for info in infos) > UNPACKED_BYTES:
        raise Unread("attachment.bomb")
    return archive


def _bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > SMALL_BYTES and info.file_size > RATIO * max(info.compress_size, 1)


def member_names(data: bytes) -> frozenset[str]:
    """The names in an archive."""
    with open_zip(data) as archive:
        return frozenset(archive.namelist())


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """One member; no more than its told size is ever unpacked. Raises Unread where that is too much."""
    info = archive.getinfo(name)
    if info.file_size > XML_BYTES:
        raise Unread("attachment.too_big")
    with archive.open(info) as member:
        return member.read(info.file_size + 1)


def read_xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """A member as XML, without entities, DTDs or anything from elsewhere."""
    data = read_member(archive, name)
    refuse_doctype(data)
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root is None:
        raise Unread("attachment.broken")
    return root


def refuse_doctype(data: bytes) -> None:
    """A document of an office program declares no types; only bombs and thieves do."""
    head = data[:4096].replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in data:
        raise Unread("attachment.bomb")
