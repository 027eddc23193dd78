"""Card: HTML that reads the same on a light and on a dark page."""


def paper(html: str) -> str:
    """HTML on a light card with dark text of its own, so that it reads the same on a dark page."""
    style = "background:#fff;color:#1a1a1a;border:1px solid #ccc;border-radius:6px;padding:10px 14px"
    return f'<div style="{style};line-height:1.6">{html}</div>'
