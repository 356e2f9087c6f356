"""What the check of a draft says, in words for a form: those of `precedents check` are for who edits files."""

import re

from assistant.schemas import Language

# A pattern of the whole English text, and its French, with what the pattern caught.
FRENCH = [
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (r"Field required", "à remplir"),
        (r"List should have at least 1 item.*", "il en faut au moins une"),
        (r"List should have at most (\d+) items.*", r"\1 au plus"),
        (r"String should have at least 1 character", "à remplir"),
        (r"String should match pattern .*", "ce n'est pas la forme attendue"),
        (r"Input should be a valid (?:number|integer).*", "ce n'est pas un nombre"),
        (r"Input should be .*", "ce n'est pas une valeur de la liste"),
        (r"correct that field of the front matter", "remplir ou corriger ce champ"),
        (r"'(.+)' is no concept of .*", r"« \1 » n'est pas un sujet du thésaurus"),
        (r"take the id of one, or add it there", "prendre le nom d'un sujet qui existe"),
        (r"no footnote after « (.+) »", r"pas de renvoi à une source après « \1 »"),
        (r"cite its source", "citer sa source : [^1], [^2]…"),
        (r"footnote \[\^(\d+)\] has no source", r"le renvoi [^\1] ne mène à aucune source"),
        (r"cite an entry of sources", "citer une source de la liste"),
        (r"a sentence without footnote in « (.+) »", r"une phrase sans renvoi dans « \1 »"),
        (r"end it with its mark", "la finir par son renvoi : [^1]"),
        (r"(\w+) is empty", "vide"),
        (r"write it, or remove its heading", "l'écrire"),
        (r"text outside any section", "aucun texte dans le récit"),
        (r"put it under one of: .*", "écrire au moins une partie du récit"),
        (r"« (.+) » leans on the sentence before it", r"« \1 » s'appuie sur la phrase d'avant"),
        (r"name who or what it is about", "nommer de qui ou de quoi il s'agit"),
        (r"code (.+) is no (.+) of the reference", r"le code \1 n'est pas dans le référentiel des territoires"),
        (r"give its INSEE or SIREN code", "donner son code INSEE ou SIREN"),
        (r"(.+) \((.+)\) is in département (.+)", r"\1 (\2) est dans le département \3"),
        (r"correct code or departement", "corriger le code ou le département"),
        (r"source (\d+) is cited and does not exist", r"la source \1 est citée et n'existe pas"),
        (r"add it to sources, or cite another", "l'ajouter aux sources, ou en citer une autre"),
        (r"source (\d+) \((.*)\) is cited nowhere", r"la source \1 (\2) n'est citée nulle part"),
        (r"cite it or take it out", "la citer ou la retirer"),
        (r"source (\d+) has the address of a test host", r"la source \1 a l'adresse d'un site d'essai"),
        (r"give the page's public address", "donner l'adresse publique de la page"),
        (r"its latest dated source is of (\d+)", r"la source la plus récente est de \1"),
        (r"look for what has become of the project since", "chercher ce que le projet est devenu"),
        (r"« (.+) » is not in chiffres", r"« \1 » n'est pas dans les chiffres"),
        (r"add it with what it measures", "l'y ajouter, avec ce qu'il mesure"),
        (r"no English edition", "pas encore d'édition anglaise"),
        (r"write english/.*", "elle s'écrira phrase à phrase, quand le cas sera dans la bibliothèque"),
        (r"bibliotheque\.(\w+) is empty", "vide"),
        (r"fill it if the sources answer it", "à remplir si les sources y répondent"),
        (r"no subject", "aucun sujet"),
        (r"give it `sujets`.*", "donner ses sujets, un par ligne"),
        (r"the library has a case '(.+)' already", r"la bibliothèque a déjà un cas « \1 »"),
        (r"say what sets this one apart", "dire ce qui distingue celui-ci"),
        # Of documents that are sent.
        (r"unknown kind of file '(.*)'", r"les fichiers « \1 » ne se lisent pas ici"),
        (r"save it as one of (.*)", r"l'enregistrer dans l'un de ces formats : \1"),
        (r"it is empty", "il est vide"),
        (r"it holds no text", "il ne contient pas de texte"),
        (r"check that it is the right file", "vérifier que c'est le bon fichier"),
        (r"it is not a sound (.*) file", r"ce n'est pas un fichier \1 en bon état"),
        (
            r"open it in the program that made it and save a new copy",
            "l'ouvrir dans le logiciel qui l'a fait et en enregistrer une copie",
        ),
        (r"it has a password", "il est protégé par un mot de passe"),
        (r"it is encrypted", "il est chiffré"),
        (r"save a copy without.*", "en enregistrer une copie sans mot de passe"),
        (r"its pages are pictures without any text", "ses pages sont des images, sans texte"),
        (r"run text recognition \(OCR\) on it.*", "y passer une reconnaissance de texte, puis envoyer le résultat"),
        (r"it unpacks to (\d+) MB.*", r"il se déplie en \1 Mo, hors de proportion pour un document"),
    )
]


# Where the check's own English means nothing to who fills in a form.
ENGLISH = [
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (r"Field required", "to be filled in"),
        (r"List should have at least 1 item.*", "at least one is wanted"),
        (r"List should have at most (\d+) items.*", r"\1 at most"),
        (r"String should have at least 1 character", "to be filled in"),
        (r"String should match pattern .*", "not in the form that is expected"),
        (r"Input should be a valid (?:number|integer).*", "not a number"),
        (r"Input should be .*", "not a value of the list"),
        (r"correct that field of the front matter", "fill in or correct this field"),
        (r"'(.+)' is no concept of .*", r"“\1” is no subject of the thesaurus"),
        (r"take the id of one, or add it there", "take the name of one"),
        (r"text outside any section", "there is no text in the story"),
        (r"put it under one of: .*", "write at least one part of the story"),
        (r"bibliotheque\.(\w+) is empty", "empty"),
        (r"write english/.*", "it will be written sentence for sentence, once the case is in the library"),
    )
]


def told(text: str, language: Language) -> str:
    """A text of the check in the reader's language; what has no words here stays as it is."""
    for pattern, words in FRENCH if language == "fr" else ENGLISH:
        if match := pattern.fullmatch(text):
            return match.expand(words)
    return text
