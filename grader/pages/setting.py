"""Templates, and what they may print: every text made printable and escaped."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from grader.errors import Fault
from grader.escaping import printable
from grader.gradebook.points import written
from grader.pages import matrices
from grader.reports import wording

if TYPE_CHECKING:
    from jinja2 import Environment

_PLACE: Final = "templates"


@functools.cache
def environment() -> Environment:
    """Where templates are found and filled in."""
    try:
        from jinja2 import BaseLoader, Environment, StrictUndefined
        from markupsafe import Markup
    except ImportError:
        raise Fault("pages need jinja2", "pip install jinja2") from None

    def harmless(value: Any) -> Any:
        return value if not isinstance(value, str) or isinstance(value, Markup) else _lines(value)

    class Beside(BaseLoader):
        def get_source(self, _: Environment, template: str) -> tuple[str, None, None]:
            return text(template), None, None

    made = Environment(
        loader=Beside(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "points": wording.points,
        "hundredths": written,
        "blocks": matrices.blocks,
        "parts": matrices.parts,
        "matrix": matrices.of_values,
    }
    made.tests["matrix"] = lambda value: isinstance(value, matrices.Matrix)
    made.tests["beside"] = lambda value: isinstance(value, matrices.Beside)
    made.tests["code"] = lambda value: isinstance(value, matrices.Code)
    made.tests["laid"] = lambda value: isinstance(value, matrices.Laid)
    made.globals |= {"mark": wording.mark, "word": wording.word}
    return made


def _lines(value: str) -> str:
    return printable(value, lines=True)


def text(name: str) -> str:
    """A file beside the templates."""
    place = resources.files("grader.pages").joinpath(_PLACE, name)
    return place.read_text(encoding="utf-8")


def filled(template: str, script: str = "", **values: Any) -> str:
    """A template, filled in. Of scripts the page runs that one alone, and it fetches nothing."""
    from markupsafe import Markup

    style, code = text("style.css"), text(script) if script else ""
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    runs = f"; script-src 'sha256-{digest}'" if code else ""
    shared: Mapping[str, Any] = {
        "policy": Markup(f"default-src 'none'; style-src 'unsafe-inline'{runs}"),  # noqa: S704
        "style": Markup(style),  # noqa: S704 - our own files
        "script": Markup(code),  # noqa: S704
    }
    return environment().get_template(template).render(**shared, **values)
