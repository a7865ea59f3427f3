"""Somebody who has no mouse walks through a page with Tab: what is reached, in which order, and is it seen?"""

from typing import Any

from playwright.sync_api import Locator, Page

_MOST = 400  # presses of Tab; the longest page of the demo has half as many
_OUTLINE = 3  # px of outline, at least

# Every control that is there for keys, in the order of the page; of radio buttons of one name one.
_CONTROLS = """() => {
  const all = 'a[href], button, input, select, textarea, summary, [tabindex], iframe'
  const groups = new Set()
  window.controls = [...document.querySelectorAll(all)].filter((one) => {
    if (one.tabIndex < 0 || one.disabled || one.type === "hidden" || one.closest("[inert]")) return false
    if (!one.checkVisibility({ visibilityProperty: true })) return false
    if (one.type !== "radio") return true
    const group = `${one.form?.id} ${one.name}`
    return !groups.has(group) && groups.add(group)
  })
  return window.controls.length
}"""
_NAME = "one.ariaLabel || one.labels?.[0]?.textContent || one.textContent || one.title || one.id || one.tagName"
_FOCUSED = f"""() => {{
  const one = document.activeElement
  if (!one || one === document.body) return null
  const style = getComputedStyle(one)
  const box = one.getBoundingClientRect()
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  let place = window.controls.indexOf(one)
  if (place < 0 && one.type === "radio")
    place = window.controls.findIndex((other) => other.type === "radio" && other.name === one.name)
  return {{
    place,
    name: String({_NAME}).trim().slice(0, 60),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen,
  }}
}}"""
# The page begins where the focus was last, unless somebody puts it to its very top.
_FROM_THE_TOP = """() => {
  document.body.tabIndex = -1
  document.body.focus()
  document.body.removeAttribute("tabindex")
  scrollTo(0, 0)
}"""
_REST = f"""(reached) => window.controls.filter((_one, place) => !reached.includes(place))
  .map((one) => String({_NAME}).trim().slice(0, 60))"""


def walked(page: Page) -> list[str]:
    """Walk from the top of *page* to its end with Tab; return what is wrong with the way."""
    page.evaluate(_FROM_THE_TOP)
    number, wrong = int(page.evaluate(_CONTROLS)), list[str]()
    places: list[int] = []
    for _press in range(_MOST):
        page.keyboard.press("Tab")
        at: dict[str, Any] | None = page.evaluate(_FOCUSED)
        if at is None or (places and at["place"] == places[0]):
            break
        places.append(at["place"])
        if at["outline"] < _OUTLINE:
            wrong.append(f"{at['name']}: outline of {at['outline']} px")
        if not at["seen"]:
            wrong.append(f"{at['name']}: has the focus and is out of sight")
    else:
        wrong.append(f"no end after {_MOST} presses")
    known = [place for place in places if place >= 0]
    if known != sorted(known):
        wrong.append(f"not in the order of reading: {known}")
    if len(known) < number:
        wrong += [f"not reached: {name}" for name in page.evaluate(_REST, known)]
    return wrong


def walked_in(page: Page, dialog: Locator, *, presses: int = 25) -> list[str]:
    """Press Tab in an open *dialog*, forwards and back; return where the focus left it or was not seen."""
    wrong = []
    page.evaluate("() => { window.controls = [] }")
    for key in ["Tab"] * presses + ["Shift+Tab"] * presses:
        page.keyboard.press(key)
        at: dict[str, Any] | None = page.evaluate(_FOCUSED)
        if at is None:
            continue  # in the browser's own bar, as from a dialog that HTML makes modal; the next press is inside again
        if not dialog.evaluate("(box) => box.contains(document.activeElement)"):
            wrong.append(f"{key} left it: {at['name']}")
        elif at["outline"] < _OUTLINE:
            wrong.append(f"{at['name']}: outline of {at['outline']} px")
    return list(dict.fromkeys(wrong))
