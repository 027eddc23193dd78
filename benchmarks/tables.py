"""Tables: rows of Markdown, printed as they come."""


def head(*cells: str) -> None:
    """The first row and the line below it; a cell may name several columns, with | between them."""
    row(*cells)
    columns = " | ".join(cells).count("|")  # beside the name
    row("---", *["---:"] * columns)


def row(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)
