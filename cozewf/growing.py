"""Text that comes in small pieces and is wanted whole, maybe, at the end."""

from __future__ import annotations

_MANY = 1000  # pieces that are joined to one


class GrowingText:
    """Keeps pieces in the memory of their characters: each alone takes 60 bytes more.

    An answer of ten million tokens was 790 MB as a list of them, and is 70 MB so.
    """

    __slots__ = ("_pieces", "_stretches")

    def __init__(self, text: str = "") -> None:
        self._stretches: list[str] = []
        self._pieces = [text]

    def append(self, piece: str) -> None:
        self._pieces.append(piece)
        if len(self._pieces) > _MANY:
            self._stretches.append("".join(self._pieces))
            self._pieces.clear()

    def __str__(self) -> str:
        return "".join([*self._stretches, *self._pieces])
