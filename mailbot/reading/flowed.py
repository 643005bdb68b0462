"""Lines that a mail program broke softly, joined again (RFC 3676)."""

from __future__ import annotations


def unflow(text: str, *, del_sp: bool) -> str:
    """The text with flowed lines joined. `del_sp`: the blank before a soft break is no part of the text."""
    out: list[str] = []
    depth_before = -1
    open_line = False
    for raw in text.split("\n"):
        depth = len(raw) - len(raw.lstrip(">"))
        content = raw[depth:]
        content = content[1:] if content.startswith(" ") else content  # stuffed (section 4.4)
        separator = content == "-- "
        soft = content.endswith(" ") and not separator
        if open_line and depth == depth_before and not separator:
            out[-1] += _without_stuffing(content, soft, del_sp)
        else:
            signs = ">" * depth + " " * bool(depth)
            out.append(signs + _without_stuffing(content, soft, del_sp))
        open_line, depth_before = soft, depth
    return "\n".join(line.rstrip() if line != "-- " else line for line in out)


def _without_stuffing(content: str, soft: bool, del_sp: bool) -> str:
    return content[:-1] if soft and del_sp else content
