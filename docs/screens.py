"""Take a picture of every page in both languages into docs/screens: `make screens`, with the service running."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "screens"
CASES = ("rennes-metropole-stations-epuration", "valence-romans-pompage-eau", "nantes-ia-cantines")
QUESTION = {
    "fr": "Qui a réduit l'énergie des stations d'épuration ?",
    "en": "Who reduced energy use in wastewater plants?",
}
PAGES = {
    "ask": "/?q={question}",
    "explore": "/explore",
    "case": f"/case/{CASES[0]}",
    "compare": "/compare?" + "&".join(f"case={case}" for case in CASES),
    "contribute": "/contribute",
    "evaluation": "/evaluation",
    "about": "/about",
}


def main(address: str) -> None:
    """A picture a page and language, as wide as a small laptop's screen."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for language, locale in (("fr", "fr-FR"), ("en", "en-GB")):
            context = browser.new_context(
                base_url=address, locale=locale, color_scheme="light", viewport={"width": 1280, "height": 860}
            )
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(path.format(question=QUESTION[language]), wait_until="networkidle", timeout=120_000)
                page.screenshot(path=FOLDER / f"{name}-{language}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
