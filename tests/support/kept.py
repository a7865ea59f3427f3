"""What a page holds of what people typed or were shown."""

from playwright.sync_api import Page

# Not the scripts and identifiers that the framework makes up for each visit: a code of four digits is in one of
# them now and then.
_KEPT = """() => [...document.body.querySelectorAll(":not(script, style, link)")].flatMap((element) => [
  ...[...element.childNodes].filter(({ nodeType }) => nodeType !== Node.ELEMENT_NODE).map(({ data }) => data),
  ...[...element.attributes].filter(({ name }) => !["id", "class", "style"].includes(name)).map(({ value }) => value),
  element.value ?? "",
]).join("\\n") + "\\n" + location.href"""


def kept_on(page: Page) -> str:
    """Return all words, attributes and typed values of the page and its address; what stands apart stays apart."""
    return str(page.evaluate(_KEPT))
