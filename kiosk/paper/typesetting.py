"""Sets one sheet: a program of its own, so that what it takes is given back when the sheet is done.

It reads a job as JSON and writes its answer as JSON. It opens no file but those of assets/, reaches no network, and
knows nothing of the house: `kiosk.paper.press` starts it. What people wrote comes as data and is never markup.
"""

import base64
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import typst

ASSETS = Path(__file__).resolve().parents[2] / "assets"
_SECONDS = 60  # of one core, at most
_PREVIEW_PAGES = 4


def main() -> None:
    """Answer one job."""
    _be_modest()
    json.dump(typeset(json.load(sys.stdin)), sys.stdout)


def typeset(job: dict[str, Any]) -> dict[str, Any]:
    """Return the job's sheet as PDF/UA-1 and as pictures of its first pages, with the number of its pages.

    *fits* are ways to set it, the best first: the first that needs no more than its *pages* is taken, else the last.
    """
    fonts = typst.Fonts(False, False, [str(ASSETS / "paper" / "fonts")])
    sheet = json.dumps(job["sheet"])
    for way in job["fits"]:
        compiler = typst.Compiler(
            str(ASSETS / "paper" / f"{job['kind']}.typ"),
            root=str(ASSETS),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"sheet": sheet, **way},
        )
        pages = int(json.loads(compiler.query("<pages>", field="value", one=True)))
        if pages <= int(way["pages"]):
            break
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=job["made"])
    pictures = compiler.compile(format="png", ppi=job["ppi"])
    drawn = [pictures] if isinstance(pictures, bytes) else pictures or []
    return {"pages": pages, "pdf": _text(pdf), "previews": [_text(one) for one in drawn[:_PREVIEW_PAGES]]}


def _text(some: Any) -> str:
    return base64.b64encode(some).decode()


def _be_modest() -> None:
    """Leave the machine to the screens, and end sooner or later."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        os.nice(5)


if __name__ == "__main__":
    main()
