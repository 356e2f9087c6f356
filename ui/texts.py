"""Every text that people see in the window, in French and English."""

TITLE = "Precedents"
INTRODUCTION = (
    "Posez une question sur ce que les collectivités françaises ont fait de l'IA. Chaque phrase de la réponse "
    "renvoie à sa source. · *Ask, in French or English, what French local authorities did with AI. Every sentence "
    "of the answer points to its source.*"
)
PLACEHOLDER = "Votre question · Your question"
SEND = "Demander · Ask"
EXAMPLES_LABEL = "Exemples · Examples"
EXAMPLES = [
    "Qui a réduit l'énergie des stations d'épuration ?",
    "Who reduced energy use in wastewater plants?",
    "Which city plants a million trees with AI?",
]
SOURCES = {"fr": "Sources", "en": "Sources"}
PUBLIC_PAGES = {"fr": "pages publiques", "en": "public pages"}
CHECKS = {
    "fr": {"quoted": "", "supported": ""},
    "en": {"quoted": "", "supported": " *(translated, figures and names checked)*"},
}
SEARCHING = "Recherche… · Searching…"
WRITING = {"fr": "Rédaction…", "en": "Writing…"}
TIMING = {"fr": "Réponse en {seconds} s", "en": "Answered in {seconds} s"}
