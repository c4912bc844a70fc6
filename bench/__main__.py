"""``python -m bench``: measure this machine, print a table, write ``bench/results.json``."""

from collections.abc import Callable, Iterator

import click

from bench import exporting, growth, inviting, letters, moments, paper, reading, registering, results
from bench.results import Row
from bench.size import QUICK, Size
from bench.stage import Stage, stage

PARTS: dict[str, Callable[[Stage, Size], Iterator[Row]]] = {
    "starts": moments.starts,
    "reading": reading.measure,
    "registering": registering.measure,
    "letters": letters.measure,
    "inviting": inviting.measure,
    "memory": lambda stage, _size: moments.memory(stage),
    "releases": moments.releases,
    "growth": growth.measure,
    "paper": paper.measure,
    "exporting": exporting.measure,
}
"""In this order: each expects what the one before leaves running."""


@click.command()
@click.option("--only", multiple=True, type=click.Choice([*PARTS]), help="These parts alone; may be repeated.")
@click.option("--quick", is_flag=True, help="A tiny run that shows that everything works; its numbers mean nothing.")
@click.option("--keep", is_flag=True, help="Put the table into docs/performance.md.")
def main(only: tuple[str, ...], quick: bool, keep: bool) -> None:
    """Measure the app beside the least that the same server could do."""
    rows = run([part for part in PARTS if not only or part in only], QUICK if quick else Size())
    click.echo(f"\n{results.table(rows)}")
    if quick:
        return
    rows = results.renewed(rows) if only else rows
    results.store(rows)
    if keep:
        results.keep(rows)


def run(parts: list[str], size: Size) -> list[Row]:
    rows: list[Row] = []
    click.echo(f"An installation with {size.sessions} sessions and {size.experts} experts …", err=True)
    with stage(size.sessions, size.experts) as on:
        if "starts" not in parts:
            on.app.start()
            on.floor.start()
        for part in parts:
            click.echo(f"{part} …", err=True)
            for row in PARTS[part](on, size):
                what, value, aim, held, detail = row.cells()
                click.echo(f"  {what}: {value} ({aim}: {held}) {detail}", err=True)
                rows.append(row)
    return rows


if __name__ == "__main__":
    main()
