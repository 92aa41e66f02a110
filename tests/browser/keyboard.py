"""A person without a mouse: there is no way to point at something, and every stop is looked at."""

# Where the focus is, how it is marked, and whether that can be seen.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const marked = [here, here.closest("label, li, .choice"), here.parentElement].filter(Boolean);
  const px = (text) => Math.max(0, ...(text.match(/[\\d.]+px/g) ?? ["0"]).map(parseFloat));
  const ring = Math.max(...marked.map((box) => {
    const style = getComputedStyle(box);
    const outline = style.outlineStyle === "none" ? 0 : px(style.outlineWidth);
    const shadow = style.boxShadow === "none" ? 0 : px(style.boxShadow);
    return Math.max(outline, shadow);
  }));
  const box = here.getBoundingClientRect();
  const drawn = here.matches("input[type=file], input[type=radio], input[type=checkbox]")
    ? (here.closest("label") ?? here).getBoundingClientRect() : box;
  const isSeen = drawn.width > 0 && drawn.bottom > 0 && drawn.top < innerHeight;
  window.stops ??= new Map();
  if (!window.stops.has(here)) window.stops.set(here, window.stops.size);
  const name = here.labels?.[0]?.textContent || here.textContent || here.name;
  const kind = here.tagName.toLowerCase() + (here.type ? `[${here.type}]` : "");
  return { id: window.stops.get(here), kind, name: name.trim().slice(0, 40), ring, isSeen };
}"""
MOST_STOPS = 150


class Keys:
    """Tab, Enter, Space, arrows and letters; there is no way to point at something."""

    def __init__(self, visit):
        self.visit = visit
        self.board = visit.page.keyboard

    @property
    def focus(self):
        return self.visit.page.locator(":focus")

    def stop(self):
        return self.visit.page.evaluate(STOP)

    def tab(self):
        self.board.press("Tab")
        return self.stop()

    def tab_to(self, words, kind=""):
        """Tab until the stop with these words has the focus."""
        for _ in range(MOST_STOPS):
            found = self.tab()
            if found and words in found["name"] and found["kind"].startswith(kind):
                return self
        raise AssertionError(f"Tab does not lead to {words}")

    def press(self, words, kind="", *, then=""):
        """Enter on a link or button; `then` stands on the page that follows."""
        return self.tab_to(words, kind).enter(then=then)

    def enter(self, *, then=""):
        self.board.press("Enter")
        if then:
            self.visit.sees(then)
            self.visit.page.wait_for_load_state()
        return self

    def choose(self, first, words):
        """Into a group of radio buttons, and on with the arrows."""
        self.tab_to(first, "input[radio]")
        for _ in range(MOST_STOPS):
            if words in self.stop()["name"]:
                return self
            self.board.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {words}")

    def tick(self, words):
        self.tab_to(words, "input")
        self.board.press("Space")
        return self

    def write(self, words, text):
        self.tab_to(words)
        self.board.type(text)
        return self

    def round_trip(self):
        """Every stop from the top of the page to its end, each once; a trap never ends."""
        stops = []
        for _ in range(MOST_STOPS):
            found = self.tab()
            if found is None or (stops and found["id"] == stops[0]["id"]):
                return stops
            assert found["id"] not in {stop["id"] for stop in stops}, f"back at {found}"
            stops.append(found)
        raise AssertionError(f"no end after {MOST_STOPS} stops: {stops[-3:]}")
