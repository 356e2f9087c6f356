"""Texts of the frame of every page, and of what stands on several."""

COMMON = {
    "title": ("Précédents", "Precedents"),
    "tagline": (
        "Ce que les collectivités françaises ont fait de l'IA, chaque phrase vérifiée.",
        "What French local authorities did with AI, every sentence checked.",
    ),
    "skip": ("Aller au contenu", "Skip to content"),
    "menu": ("Menu principal", "Main menu"),
    "ask": ("Demander", "Ask"),
    "explore": ("Explorer", "Explore"),
    "compare": ("Comparer", "Compare"),
    "contribute": ("Contribuer", "Contribute"),
    "evaluation": ("Évaluation", "Evaluation"),
    "about": ("À propos", "About"),
    "language": ("Langue", "Language"),
    "theme": ("Clair ou sombre", "Light or dark"),
    "basket": ("Panier", "Basket"),
    "basket.count": ("cas dans le panier", "cases in the basket"),
    "basket.add": ("Ajouter au panier", "Add to the basket"),
    "basket.remove": ("Retirer du panier", "Take out of the basket"),
    "basket.full": (
        "Le panier est plein : vingt cas au plus se comparent.",
        "The basket is full: at most twenty cases are compared.",
    ),
    "close": ("Fermer", "Close"),
    "not documented": ("non documenté", "not documented"),
    "new window": ("(nouvelle fenêtre)", "(new window)"),
    "fault": ("Cette page n'a pas pu être servie", "This page could not be served"),
    "fault.back": ("Revenir à l'accueil", "Back to the start"),
    "fault.detail": ("Ce que dit le service :", "What the service says:"),
    "footer": (
        "Bibliothèque d'IA territoriales · données sous Licence Ouverte 2.0",
        "Library of territorial AI · data under Licence Ouverte 2.0",
    ),
    "sealed": (
        "Rien ne quitte cette machine : ni question, ni mesure d'audience.",
        "Nothing leaves this machine: no question, no audience measure.",
    ),
    "sealed.elsewhere": (
        "Ce service confie une partie du travail à un autre serveur : la page À propos dit lequel. Aucune mesure "
        "d'audience.",
        "This service gives part of its work to another server: the page About says which. No audience measure.",
    ),
    "api": ("Pour les programmes", "For programs"),
}
