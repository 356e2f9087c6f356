"""Every text that people see in the window, in French and English."""

TITLE = "Precedents"
INTRODUCTION = (
    "Posez une question sur ce que les collectivités françaises ont fait de l'IA. Chaque phrase de la réponse "
    "renvoie à sa source. · *Ask, in French or English, what French local authorities did with AI. Every sentence "
    "of the answer points to its source.*"
)
PLACEHOLDER = "Votre question · Your question"
SEND = "Demander"
EXAMPLES_LABEL = "Exemples · Examples"
EXAMPLES = [
    "Qui a réduit l'énergie des stations d'épuration ?",
    "Who reduced energy use in wastewater plants?",
    "Which city plants a million trees with AI?",
]
EMPTY = "Les réponses s'affichent ici. · *Answers appear here.*"
SOURCES = {"fr": "Sources", "en": "Sources"}
PUBLIC_PAGES = {"fr": "Pages publiques :", "en": "Public pages:"}
UPLOADED = {"fr": "Document déposé, hors de la bibliothèque :", "en": "Document put in, not from the library:"}
TRANSLATED = {
    "fr": "",
    "en": "The case documents are in French: sentences marked * are translations, whose figures and names were checked "
    "against the words quoted below.",
}
NEAREST = {"fr": "Les cas les plus proches, qui ne répondent pas :", "en": "The nearest cases, which do not answer:"}
SEARCHING = "Recherche… · Searching…"
WRITING = {"fr": "Rédaction…", "en": "Writing…"}
TIMING = {"fr": "Réponse en {seconds} s", "en": "Answered in {seconds} s"}
