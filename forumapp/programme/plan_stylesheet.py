"""Where a block stands in the day planner, as classes: the policy for contents allows no style beside them."""

import hashlib
from functools import cache

from forumapp.programme.day_plan import MOST_COLUMNS, MOST_ROWS

MOST_LANES = 12


@cache
def stylesheet() -> bytes:
    """``from-`` and ``for-`` in rows of five minutes, ``column-`` and ``lanes-`` in columns, all from 0 or 1."""
    rules = [
        *(f".from-{row}{{grid-row-start:{row + 2}}}" for row in range(MOST_ROWS)),
        *(f".for-{rows}{{grid-row-end:span {rows}}}" for rows in range(1, MOST_ROWS + 1)),
        *(f".column-{column}{{grid-column-start:{column + 2}}}" for column in range(MOST_COLUMNS)),
        *(f".lanes-{lanes}{{grid-column-end:span {lanes}}}" for lanes in range(1, MOST_LANES + 1)),
        *(f".columns-{count}{{--columns:{count}}}" for count in range(1, MOST_COLUMNS + 1)),
    ]
    return f"@layer components{{@media (width>=60rem){{{''.join(rules)}}}}}\n".encode()


@cache
def version() -> str:
    return hashlib.sha256(stylesheet()).hexdigest()[:12]
