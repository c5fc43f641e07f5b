"""Boxes of words read on a turned picture, on the page as it lies in the file."""

from dataclasses import dataclass
from math import cos, radians, sin

from gateway.domain.document import Box

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """A page of size `before` was turned `degrees` counter-clockwise about its middle into size `after`, in pixels."""

    degrees: float
    after: Size
    before: Size
    points: float  # of a pixel

    def back(self, box: Box) -> Box:
        """The upright box, in points, around a box in pixels of the turned picture."""
        left, top, right, bottom = box
        corners = [self._back(x, y) for x in (left, right) for y in (top, bottom)]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        found = (min(across), min(down), max(across), max(down))
        left, top, right, bottom = (round(side * self.points, 1) for side in found)
        return left, top, right, bottom

    def _back(self, x: float, y: float) -> tuple[float, float]:
        angle = radians(self.degrees)
        x, y = x - self.after[0] / 2, y - self.after[1] / 2
        return (
            self.before[0] / 2 + x * cos(angle) - y * sin(angle),
            self.before[1] / 2 + x * sin(angle) + y * cos(angle),
        )
