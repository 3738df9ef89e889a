"""A page as a reader meets it: its elements, and its words without the tags."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "path", "circle", "rect", "use", "br", "img"}


class Page(HTMLParser):
    """Elements in order as (tag, attributes); words of each element that was asked for."""

    def __init__(self, response) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, dict[str, str], str]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.html = response.content.decode()
        self.feed(self.html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, dict(attrs), []))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        for _tag, _attrs, words in self._open:
            words.append(data)

    def handle_endtag(self, tag):
        opened, attrs, words = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        self.texts.append((tag, attrs, " ".join("".join(words).split())))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Attributes of every such element."""
        return [attrs for each, attrs in self.elements if each == tag and wanted.items() <= attrs.items()]

    def words(self, tag: str) -> list[str]:
        """Words of every such element, in the order in which they end."""
        return [text for each, _attrs, text in self.texts if each == tag]

    @property
    def text(self) -> str:
        """All words of the page."""
        return self.words("html")[0]

    def table(self) -> dict[str, dict[str, str]]:
        """Row heading → column heading → words of the cell."""
        heads: list[str] = []
        rows: dict[str, dict[str, str]] = {}
        name = ""
        for tag, attrs, text in self.texts:
            if tag == "th" and attrs.get("scope") == "col":
                heads.append(text.split()[0])
            elif tag == "th" and attrs.get("scope") == "row":
                name = text.split()[0]
                rows[name] = {}
            elif tag == "td":
                rows[name][heads[len(rows[name]) + 1]] = text
        return rows
