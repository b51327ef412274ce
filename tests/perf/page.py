"""The page with the figures: each script writes its own section of it, between two markers."""

import pathlib

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/performance.md"


def put(name: str, section: str) -> None:
    """Puts a section in the place of what it was before, or at the end; what others wrote stays."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = PAGE.read_text()
    before, found, rest = page.partition(begin)
    after = rest.partition(end)[2].strip() if found else ""
    PAGE.write_text(f"{before.rstrip()}\n\n{begin}\n{section}\n{end}\n" + (f"\n{after}\n" if after else ""))


def kept(page: str) -> str:
    """The sections between markers."""
    at = page.find("<!-- ")
    return page[at:] if at >= 0 else ""
