"""Texts of the page contribute: of its form field by field, of its findings, of the documents put in."""

from assistant.cases import TRANSPARENCY
from assistant.fields import LABELS

FIELDS: dict[str, tuple[str, str]] = {
    "titre": ("Titre du projet", "Title of the project"),
    "territoire": ("Collectivité", "Authority"),
    "echelon": ("Échelon", "Level"),
    "code": ("Code INSEE ou SIREN", "INSEE or SIREN code"),
    "departement": ("Département (numéro)", "Département (number)"),
    "region": ("Région", "Region"),
    "theme": ("Thème principal", "Main theme"),
    "statut": ("Où en est le projet", "State of the project"),
    "periode": ("Période", "Period"),
    "partenaires": ("Partenaires", "Partners"),
    "autres_themes": ("Autres thèmes", "Other themes"),
    "techniques": ("Techniques", "Techniques"),
    "sujets": ("Sujets", "Subjects"),
    "sources": ("Pages publiques", "Public pages"),
    "chiffres": ("Chiffres", "Figures"),
    "resume": ("Résumé en français", "Summary in French"),
    "summary": ("Résumé en anglais", "Summary in English"),
    "Contexte": ("Contexte", "Context"),
    "Solution": ("Solution", "Solution"),
    "Données": ("Données", "Data"),
    "Résultats": ("Résultats", "Results"),
    "Moyens": ("Moyens", "Means"),
    "Difficultés": ("Difficultés", "Difficulties"),
    "Gouvernance": ("Gouvernance", "Governance"),
    "Suites": ("Suites", "Next steps"),
    "Désaccords": ("Désaccords entre sources", "Disagreements between sources"),
    "bibliotheque.theme": ("Thème de la Bibliothèque", "Theme of the official library"),
    "bibliotheque.type_de_collectivite": ("Type de collectivité", "Kind of authority"),
    "bibliotheque.statut_du_projet": ("Statut officiel du projet", "Official status of the project"),
    "bibliotheque.date_de_demarrage": ("Date de démarrage", "Starting date"),
    "bibliotheque.sous_themes": ("Sous-thèmes (deux au plus)", "Sub-themes (two at most)"),
    "bibliotheque.audience": ("Public", "Audience"),
    "bibliotheque.budget": ("Budget", "Budget"),
    "bibliotheque.url_service": ("Adresse du service", "Address of the service"),
    "bibliotheque.url_ressources": ("Adresse de ressources", "Address of resources"),
    "bibliotheque.type_algorithme": ("Types d'algorithme", "Kinds of algorithm"),
    "bibliotheque.nom_algorithme": ("Nom de l'algorithme", "Name of the algorithm"),
    "bibliotheque.risque_categorie": ("Catégorie de risque", "Risk category"),
    **{f"bibliotheque.{name}": (LABELS[name]["fr"], LABELS[name]["en"]) for name in TRANSPARENCY},
    "sources.url": ("Adresse", "Address"),
    "sources.editeur": ("Qui la publie", "Publisher"),
    "sources.titre": ("Titre de la page", "Title of the page"),
    "sources.date": ("Date (AAAA-MM-JJ)", "Date (YYYY-MM-DD)"),
    "chiffres.quoi": ("Ce qui est mesuré, et quand", "What is measured, and when"),
    "chiffres.valeur": ("Valeur", "Value"),
    "chiffres.unite": ("Unité", "Unit"),
    "chiffres.sources": ("Sources (numéros)", "Sources (numbers)"),
}
HINTS: dict[str, tuple[str, str]] = {
    "titre": ("Ce que fait le projet, en une ligne.", "What the project does, in a line."),
    "code": ("Commune : INSEE, intercommunalité : SIREN.", "Commune: INSEE; intermunicipal authority: SIREN."),
    "periode": ("2022-2025, à partir de 2020…", "2022-2025, à partir de 2020…"),
    "partenaires": ("Un par ligne.", "One a line."),
    "sujets": ("Un par ligne, par son nom dans le thésaurus.", "One a line, by its name in the thesaurus."),
    "sources": (
        "Numérotées dans l'ordre. Chaque phrase du récit finit par le numéro de la sienne : [^1].",
        "Numbered in this order. Each sentence of the story ends with the number of its own: [^1].",
    ),
    "resume": (
        "Deux ou trois phrases qui se suffisent : qui, quoi, quand. Chacune finit par [^1], [^2]…",
        "In French. Two or three sentences that stand alone: who, what, when. Each ends with [^1], [^2]…",
    ),
    "summary": ("Les mêmes phrases, en anglais.", "The same sentences, in English."),
    "Contexte": (
        "En français, des phrases qui nomment leur sujet (pas de « il » qui renvoie plus haut) et finissent par [^1]. "
        "Seules les parties où il y a des faits.",
        "In French: sentences that name their subject (no “it” that points back) and end with [^1]. Only the parts for "
        "which there are facts.",
    ),
    "Résultats": (
        "Dire ce qui est mesuré, annoncé, attendu ou simulé, et par qui.",
        "Say what is measured, announced, expected or simulated, and by whom.",
    ),
    "Désaccords": ("Là où les sources diffèrent, ce que dit chacune.", "Where sources differ, what each one says."),
    "chiffres": ("Chaque chiffre du récit, avec ses sources.", "Each figure of the story, with its sources."),
    "bibliotheque.date_de_demarrage": ("MM/AAAA ou JJ/MM/AAAA", "MM/YYYY or DD/MM/YYYY"),
}
CONTRIBUTE: dict[str, tuple[str, str]] = {
    "contribute.title": ("Contribuer", "Contribute"),
    "contribute.lead": (
        "Racontez un projet de votre collectivité, ou mettez un document à part pour l'interroger.",
        "Tell of a project of your authority, or put a document apart to ask about it.",
    ),
    "contribute.to_case": ("Proposer un cas", "Propose a case"),
    "contribute.to_documents": ("Interroger un document", "Ask about a document"),
    "contribute.case.lead": (
        "Le formulaire suit le modèle de données de la Bibliothèque d'IA territoriales. Ce que les sources ne disent "
        "pas reste vide : cela se lira « non documenté ».",
        "The form follows the data model of the Bibliothèque d'IA territoriales. What the sources do not say stays "
        "empty: it will read “not documented”.",
    ),
    "contribute.required": ("obligatoire", "required"),
    "contribute.choose": ("Choisir", "Choose"),
    "contribute.open": ("Choisir parmi {n}", "Choose among {n}"),
    "contribute.g.project": ("Le projet", "The project"),
    "contribute.g.sources": ("Les sources", "The sources"),
    "contribute.g.story": ("Le récit", "The story"),
    "contribute.g.figures": ("Les chiffres", "The figures"),
    "contribute.g.official": ("La fiche officielle", "The official record"),
    "contribute.g.transparency": ("Les questions de transparence", "The transparency questions"),
    "contribute.row": ("{table} {n}", "{table} {n}"),
    "contribute.add.sources": ("Ajouter une page", "Add a page"),
    "contribute.add.chiffres": ("Ajouter un chiffre", "Add a figure"),
    "contribute.check": ("Vérifier", "Check"),
    "contribute.download": ("Télécharger le Markdown", "Download the Markdown"),
    "contribute.submit": ("Soumettre", "Submit"),
    "contribute.clear": ("Effacer le brouillon", "Clear the draft"),
    "contribute.cleared": ("Le brouillon est effacé.", "The draft is cleared."),
    "contribute.draft.where": (
        "Le brouillon reste dans ce navigateur jusqu'à ce que vous l'effaciez.",
        "The draft stays in this browser until you clear it.",
    ),
    "contribute.submit.what": (
        "Ce qui est soumis est gardé à part, pour qui tient la bibliothèque : rien n'entre dans les réponses avant "
        "d'avoir été relu.",
        "What is submitted is kept apart, for those who keep the library: nothing enters the answers before it was "
        "reviewed.",
    ),
    "contribute.may_not": (
        "Soumettre ou déposer demande une clé de contributeur. Vous pouvez vérifier et télécharger sans elle.",
        "Submitting and putting in want a contributor's key. You can check and download without one.",
    ),
    "contribute.kept": (
        "Merci : « {name} » est gardé, à part de la bibliothèque, pour relecture.",
        "Thank you: “{name}” is kept, apart from the library, for review.",
    ),
    "contribute.findings": ("Vérification", "Check"),
    "contribute.findings.before": (
        "Les remarques viennent ici à mesure que vous écrivez.",
        "Remarks come here as you write.",
    ),
    "contribute.findings.none": ("Rien à reprendre.", "Nothing to mend."),
    "contribute.findings.count": (
        "À corriger : {errors} · à voir : {warnings}",
        "To mend: {errors} · to look at: {warnings}",
    ),
    "contribute.error": ("À corriger", "To mend"),
    "contribute.warning": ("À voir", "To look at"),
    "contribute.documents": ("Interroger un document", "Ask about a document"),
    "contribute.documents.lead": (
        "Un document déposé est lu sur cette machine, à part des cas de la bibliothèque, et marqué comme tel partout "
        "où il est montré. Tous ceux qui utilisent ce service peuvent l'interroger. Formats : {endings}. Au plus "
        "{most} Mo.",
        "A document that is put in is read on this machine, apart from the cases of the library, and marked as such "
        "wherever it is shown. All who use this service can ask about it. Formats: {endings}. At most {most} MB.",
    ),
    "contribute.document": ("Document", "Document"),
    "contribute.put": ("Déposer", "Put in"),
    "contribute.putting": ("Lecture du document…", "Reading the document…"),
    "contribute.too_large": ("Ce fichier dépasse {most} Mo.", "This file has more than {most} MB."),
    "contribute.fault": ("« {name} » ne peut pas être lu :", "“{name}” cannot be read:"),
    "contribute.ready": (
        "« {name} » est prêt : vous pouvez l'interroger.",
        "“{name}” is ready: you can ask about it.",
    ),
    "contribute.gone": ("« {name} » est effacé et oublié.", "“{name}” is deleted and forgotten."),
    "contribute.ask": ("Votre question sur les documents déposés", "Your question about the documents put in"),
    "contribute.ask.button": ("Demander", "Ask"),
    "contribute.list": ("Documents déposés", "Documents put in"),
    "contribute.list.none": ("Aucun document n'est déposé.", "No document was put in."),
    "contribute.size": ("{n} Ko", "{n} kB"),
    "contribute.delete": ("Effacer", "Delete"),
    **{f"contribute.f.{name}": texts for name, texts in FIELDS.items()},
    **{f"contribute.h.{name}": texts for name, texts in HINTS.items()},
    **{f"contribute.h.{name}": ("", "") for name in FIELDS if name not in HINTS},
}
